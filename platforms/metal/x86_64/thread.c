/* SPDX-License-Identifier: BSD-3-Clause */
/* The thread pointer is the base of FS. */
#include <metal/cpu.h>
#include <metal/metal.h>

#define MSR_FS_BASE 0xc0000100

/** Set by the entry code where the CPU has WRFSBASE, which is some ten times as fast as the MSR. */
extern const uint32_t uc_metal_fsgsbase __attribute__((visibility("hidden")));

void uc_plat_set_thread_pointer(void *thread_pointer)
{
	if (uc_metal_fsgsbase)
		__asm__ volatile("wrfsbase %0" : : "r"(thread_pointer) : "memory");
	else
		cpu_write_msr(MSR_FS_BASE, (uintptr_t)thread_pointer);
}
