/* SPDX-License-Identifier: BSD-3-Clause */
/* Interrupts on and off, and the wait for one. DAIF: Arm ARM (DDI 0487), C5.2.2. */
#include "kvm.h"

#define MASKED 0x80ul

unsigned long uc_plat_irq_save(void)
{
	unsigned long state;
	__asm__ volatile("mrs %0, daif; msr daifset, #2" : "=r"(state) : : "memory");
	return state & MASKED;
}

void uc_plat_irq_restore(unsigned long state)
{
	if (state == 0)
		__asm__ volatile("msr daifclr, #2" : : : "memory");
	else
		__asm__ volatile("msr daifset, #2" : : : "memory");
}

void uc_plat_irq_enable(void)
{
	__asm__ volatile("msr daifclr, #2" : : : "memory");
}

void uc_plat_idle(uint64_t deadline_ns)
{
	bool waits = true;
	if (deadline_ns != UINT64_MAX) {
		uint64_t now_ns = uc_plat_monotonic_ns();
		waits = deadline_ns > now_ns;
		if (waits)
			uc_kvm_timer_arm(deadline_ns - now_ns);
	}
	/* A masked interrupt ends the wait, too: none is slept through. */
	if (waits)
		__asm__ volatile("dsb sy; wfi" : : : "memory");
	__asm__ volatile("msr daifclr, #2; isb; msr daifset, #2" : : : "memory");
}
