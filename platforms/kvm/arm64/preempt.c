/* SPDX-License-Identifier: BSD-3-Clause */
/* The timer's interrupt for a scheduler that preempts. */
#include "kvm.h"
#include <unicore/preempt.h>

void uc_plat_interrupt_by(uint64_t deadline_ns)
{
	uint64_t now_ns = uc_plat_monotonic_ns();
	uc_kvm_timer_arm(deadline_ns > now_ns ? deadline_ns - now_ns : 0);
}

void uc_kvm_tick(void)
{
	uc_preempt_tick();
}

bool uc_plat_is_polled(void)
{
	return false;
}
