/* SPDX-License-Identifier: BSD-3-Clause */
/* The time stamp counter: Intel SDM volume 3, section 17.17. */
#include <unicore/arch.h>

uint64_t uc_arch_ticks(void)
{
	uint32_t low, high;
	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return (uint64_t)high << 32 | low;
}
