/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupts are the host's signals that ask the image to end, and of its timer where threads are preempted. They are
 * masked by a variable, so that masking costs no system call; one that comes meanwhile is served when interrupts are
 * turned on, or in uc_plat_idle. All else that the host has to tell (descriptors, a deadline) is fetched while the
 * image is idle, by one system call (watch.c).
 */
#include "linuxu.h"
#include <unicore/trace.h>

static volatile bool masked = true; /* from the entry until the first thread turns them on */
volatile uint32_t uc_linuxu_pending;

static void serve(void)
{
	while (uc_linuxu_pending) {
#if CONFIG_SCHED_PREEMPTIVE
		uint32_t pending = __atomic_exchange_n(&uc_linuxu_pending, 0, __ATOMIC_RELAXED);
		if (pending & LINUXU_PENDING_TICK)
			uc_linuxu_tick();
		if (pending & LINUXU_PENDING_END)
			uc_linuxu_shutdown_requested();
#else
		uc_linuxu_pending = 0;
		uc_linuxu_shutdown_requested();
#endif
	}
}

unsigned long uc_plat_irq_save(void)
{
	bool were_masked = masked;
	masked = true;
	__asm__ volatile("" : : : "memory");
	return were_masked;
}

void uc_plat_irq_restore(unsigned long state)
{
	__asm__ volatile("" : : : "memory");
	masked = state;
	if (UC_UNLIKELY(!state && uc_linuxu_pending)) {
		masked = true;
		serve();
		masked = false;
		/* The end of an interrupt: whoever is to run instead does so now. */
		uc_preempt_off();
		uc_preempt_on();
	}
}

void uc_plat_irq_enable(void)
{
	uc_plat_irq_restore(0);
}

void uc_linuxu_on_interrupt(int signal, void *information, void *context)
{
	(void)information;
	uc_linuxu_pending |= signal == HOST_SIGALRM ? LINUXU_PENDING_TICK : LINUXU_PENDING_END;
	if (masked) {
		uc_linuxu_abort_wait(context);
		return;
	}
	masked = true;
	UC_TRACE(UC_TRACE_INTERRUPT, signal, 0);
	serve();
	UC_TRACE(UC_TRACE_INTERRUPT_END, 0, 0);
#if CONFIG_SCHED_PREEMPTIVE
	uc_linuxu_preempt(context);
#endif
	masked = false;
}

void uc_plat_idle(uint64_t deadline_ns)
{
	if (deadline_ns == UINT64_MAX) {
		uc_linuxu_wait_host(NULL);
	} else {
		uint64_t now_ns = uc_plat_monotonic_ns();
		uint64_t left_ns = deadline_ns > now_ns ? deadline_ns - now_ns : 0;
		struct host_timespec wait = {(int64_t)(left_ns / 1000000000u), (int64_t)(left_ns % 1000000000u)};
		uc_linuxu_wait_host(&wait);
	}
	serve();
}
