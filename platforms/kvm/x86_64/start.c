/* SPDX-License-Identifier: BSD-3-Clause */
/* From the entry code to uc_boot: console, memory, and the old interrupt controllers kept silent. Without stack
 * protector. */
#include "kvm.h"
#include <metal/cpu.h>
#include <unicore/crash.h>

/* Intel 8259A: data ports of both controllers hold the interrupt mask. */
#define PIC_MASTER_MASK 0x21
#define PIC_SLAVE_MASK 0xa1

_Noreturn void uc_metal_start(void)
{
	uc_kvm_console_init();
	cpu_out8(PIC_MASTER_MASK, 0xff);
	cpu_out8(PIC_SLAVE_MASK, 0xff);
	uc_crash_set_stack((uintptr_t)uc_metal_boot_guard, (uintptr_t)uc_metal_boot_stack,
			   (uintptr_t)uc_metal_boot_stack_end);
	uc_metal_memory_init();
#if CONFIG_METAL_KASLR
	uc_metal_move();
#endif
	uc_boot();
}
