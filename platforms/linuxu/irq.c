/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupts are the host's signals that ask the image to end. They are masked by a variable, so that masking costs no
 * system call; one that comes meanwhile is served when interrupts are turned on, or in uc_plat_idle. All else that the
 * host has to tell (descriptors, a deadline) is fetched while the image is idle, by one system call (watch.c).
 */
#include "linuxu.h"

static volatile bool masked = true; /* from the entry until the first thread turns them on */
volatile uint32_t uc_linuxu_pending;

static void serve(void)
{
	while (uc_linuxu_pending) {
		uc_linuxu_pending = 0;
		uc_linuxu_shutdown_requested();
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
	}
}

void uc_plat_irq_enable(void)
{
	uc_plat_irq_restore(0);
}

void uc_linuxu_on_interrupt(int signal, void *information, void *context)
{
	(void)signal, (void)information;
	uc_linuxu_pending = 1;
	if (masked) {
		uc_linuxu_abort_wait(context);
		return;
	}
	masked = true;
	serve();
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
