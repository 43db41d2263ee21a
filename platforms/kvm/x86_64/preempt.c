/* SPDX-License-Identifier: BSD-3-Clause */
/* The timer's interrupt for a scheduler that preempts. Its counter is the one of the idle wait, which tells when it is
 * lost. */
#include "kvm.h"
#include <unicore/preempt.h>

/* While the TSC is compared with the counter (100 ms, once), the counter must not stop. */
#define WHILE_MEASURING_NS 200000000

static uint64_t coming_ns = UINT64_MAX;

void uc_plat_interrupt_by(uint64_t deadline_ns)
{
	if (deadline_ns >= coming_ns)
		return;
	uint64_t now_ns = uc_plat_monotonic_ns(), wait_ns = deadline_ns > now_ns ? deadline_ns - now_ns : 0;
	if (wait_ns < WHILE_MEASURING_NS && uc_kvm_time_is_measuring())
		wait_ns = WHILE_MEASURING_NS;
	coming_ns = now_ns + wait_ns;
	uc_kvm_apic_arm(wait_ns);
}

void uc_kvm_interrupt_is_lost(void)
{
	coming_ns = UINT64_MAX;
}

void uc_kvm_tick(void)
{
	coming_ns = UINT64_MAX;
	uc_preempt_tick();
}

bool uc_plat_is_polled(void)
{
	return false;
}
