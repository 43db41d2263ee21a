/* SPDX-License-Identifier: BSD-3-Clause */
/* What a scheduler that preempts needs. MUST also: call uc_preempt_interrupted at the end of each interrupt. */
#include <unicore/platform.h>
#include <unicore/preempt.h>

/*
 * MUST: interrupt once at that time or before, and call uc_preempt_tick then. MUST NOT: tick when nobody asked. SHOULD
 * do nothing when an earlier interrupt is coming already: it is called often.
 */
void uc_plat_interrupt_by(uint64_t deadline_ns)
{
	(void)deadline_ns;
}

/* MUST: be true when events are found only by uc_plat_idle. */
bool uc_plat_is_polled(void)
{
	return false;
}
