/* SPDX-License-Identifier: BSD-3-Clause */
/* Interrupts on and off: the platform's contract. */
#include <metal/cpu.h>
#include <unicore/platform.h>

unsigned long uc_plat_irq_save(void)
{
	unsigned long flags;
	__asm__ volatile("pushfq; popq %0; cli" : "=r"(flags) : : "memory");
	return flags & CPU_FLAG_INTERRUPTS;
}

void uc_plat_irq_restore(unsigned long state)
{
	if (state != 0)
		__asm__ volatile("sti" : : : "memory");
	else
		__asm__ volatile("cli" : : : "memory");
}

void uc_plat_irq_enable(void)
{
	__asm__ volatile("sti" : : : "memory");
}
