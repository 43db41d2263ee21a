/* SPDX-License-Identifier: BSD-3-Clause */
/* Crashes that the CPU finds. */
#include "report.h"
#include <unicore/compiler.h>
#include <unicore/crash.h>
#include <unicore/platform.h>
#include <unicore/printk.h>
#include <unicore/trap.h>

static void print_reason(const struct uc_trap *trap)
{
	uintptr_t fault = uc_trap_fault_address(trap);
	const char *access = uc_trap_access(trap);
	if (access == NULL)
		uc_printk("crash: %s\n", uc_trap_name(trap));
	else if (fault >= uc_crash_stack.guard && fault < uc_crash_stack.low)
		uc_printk("crash: stack overflow: %s at %p\n", access, (void *)fault);
	else
		uc_printk("crash: %s: %s at %p%s\n", uc_trap_name(trap), access, (void *)fault,
			  fault < UC_PAGE_BYTES ? " (zero page)" : "");
}

_Noreturn void uc_crash_trap(const struct uc_trap *trap)
{
	uc_crash_begin();
	print_reason(trap);
	uc_printk("  at %p sp %p fault %p\n", (void *)uc_trap_pc(trap), (void *)uc_trap_stack_pointer(trap),
		  (void *)uc_trap_fault_address(trap));
	uc_trap_print(trap, uc_plat_console_write);
	uc_crash_end(uc_trap_pc(trap), uc_trap_frame_pointer(trap));
}
