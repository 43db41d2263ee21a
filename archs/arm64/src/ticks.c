/* SPDX-License-Identifier: BSD-3-Clause */
/* The virtual count of the generic timer: Arm Architecture Reference Manual (DDI 0487), D13.8, CNTVCT_EL0. */
#include <unicore/arch.h>

uint64_t uc_arch_ticks(void)
{
	uint64_t count;
	__asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(count) : : "memory");
	return count;
}
