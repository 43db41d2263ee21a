/* SPDX-License-Identifier: BSD-3-Clause */
/* The timer's event for a scheduler that preempts. It is the one of the idle wait, which tells when it is lost. */
#include "xen.h"
#include <unicore/preempt.h>

static uint64_t coming_ns = UINT64_MAX;

void uc_plat_interrupt_by(uint64_t deadline_ns)
{
	if (deadline_ns >= coming_ns)
		return;
	coming_ns = deadline_ns;
	/* One that has passed: at once. Xen takes a time in the past for that, without the flag that refuses it. */
	struct xen_singleshot timer = {.deadline_ns = uc_xen_time_of(deadline_ns)};
	uc_xen_hypercall(XEN_VCPU_SET_SINGLESHOT_TIMER, 0, (uintptr_t)&timer, 0, 0, XEN_VCPU_OP);
}

void uc_xen_interrupt_is_lost(void)
{
	coming_ns = UINT64_MAX;
}

void uc_xen_tick(void)
{
	coming_ns = UINT64_MAX;
	uc_preempt_tick();
}

bool uc_plat_is_polled(void)
{
	return false;
}
