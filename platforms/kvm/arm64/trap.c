/* SPDX-License-Identifier: BSD-3-Clause */
/* Exceptions and interrupts after vectors.S has saved the registers. */
#include "kvm.h"
#include <unicore/crash.h>
#include <unicore/preempt.h>
#include <unicore/trace.h>

static bool (*trap_handler)(struct uc_trap *trap);

void uc_plat_on_trap(bool (*handler)(struct uc_trap *trap))
{
	trap_handler = handler;
}

void uc_kvm_on_exception(struct uc_trap *trap);
void uc_kvm_on_interrupt(struct uc_trap *trap);

void uc_kvm_on_exception(struct uc_trap *trap)
{
	unsigned class = UC_TRAP_CLASS(trap->syndrome);
	if (class < UC_TRAP_FETCH_LOWER || class > UC_TRAP_DATA)
		trap->fault_address = 0;
	if (uc_trap_resume(trap))
		return;
	if (trap_handler == NULL || !trap_handler(trap))
		uc_crash_trap(trap);
}

void uc_kvm_on_interrupt(struct uc_trap *trap)
{
	UC_TRACE(UC_TRACE_INTERRUPT, 0, 0);
	uc_kvm_gic_serve();
	UC_TRACE(UC_TRACE_INTERRUPT_END, 0, 0);
#if CONFIG_SCHED_PREEMPTIVE
	uc_preempt_interrupted(trap);
#else
	(void)trap;
#endif
}
