/* SPDX-License-Identifier: BSD-3-Clause */
/* From the entry code to uc_boot: memory, console, interrupts. Without stack protector. */
#include "kvm.h"
#include <unicore/crash.h>

extern char uc_kvm_trap_stack[] KVM_LINKED, uc_kvm_trap_stack_end[] KVM_LINKED;

_Noreturn void uc_kvm_start(void);

_Noreturn void uc_kvm_start(void)
{
	uc_crash_set_stack((uintptr_t)uc_kvm_boot_guard, (uintptr_t)uc_kvm_boot_stack,
			   (uintptr_t)uc_kvm_boot_stack_end);
	uc_crash_add_stack((uintptr_t)uc_kvm_trap_stack, (uintptr_t)uc_kvm_trap_stack_end);
	uc_kvm_memory_init();
	uc_kvm_console_init();
	uc_kvm_gic_init();
	uc_boot();
}
