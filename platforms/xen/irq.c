/* SPDX-License-Identifier: BSD-3-Clause */
/* The wait for an event. */
#include "xen.h"

void uc_plat_idle(uint64_t deadline_ns)
{
	if (deadline_ns != UINT64_MAX) {
#if CONFIG_SCHED_PREEMPTIVE
		uc_xen_interrupt_is_lost();
#endif
		if (deadline_ns <= uc_plat_monotonic_ns() || !uc_xen_timer_arm(deadline_ns)) {
			uc_xen_arch_serve();
			return;
		}
	}
	uc_xen_arch_wait();
}
