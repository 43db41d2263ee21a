/* SPDX-License-Identifier: BSD-3-Clause */
/* The wait for an interrupt. */
#include "kvm.h"

/** Whether the wait is over, or cannot be: the counter on which the CPU would wait is the one that is compared. */
static bool waits_measuring(uint64_t ns)
{
#if CONFIG_KVM_HALT_WHILE_MEASURING
	return uc_kvm_time_wait_measuring(ns);
#else
	(void)ns;
	return uc_kvm_time_is_measuring();
#endif
}

void uc_plat_idle(uint64_t deadline_ns)
{
	if (deadline_ns != UINT64_MAX) {
		uint64_t now_ns = uc_plat_monotonic_ns();
#if CONFIG_SCHED_PREEMPTIVE
		uc_kvm_interrupt_is_lost();
#endif
		if (deadline_ns <= now_ns || waits_measuring(deadline_ns - now_ns)) {
			__asm__ volatile("sti; nop; cli" : : : "memory");
			return;
		}
		uc_kvm_apic_arm(deadline_ns - now_ns);
	}
	/* The instruction after sti still runs without interrupts: none comes between the two. */
	__asm__ volatile("sti; hlt; cli" : : : "memory");
}
