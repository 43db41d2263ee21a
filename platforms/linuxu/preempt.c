/* SPDX-License-Identifier: BSD-3-Clause */
/* The timer's interrupt for a scheduler that preempts: a timer of the host whose signal comes once. */
#include "linuxu.h"
#include <unicore/crash.h>

enum { CLOCK_MONOTONIC = 1, TIMER_ABSTIME = 1 };

struct host_itimerspec {
	struct host_timespec interval, value;
};

static uint64_t coming_ns = UINT64_MAX;

static int make_timer(void)
{
	int timer;
	uc_linuxu_sigaction(HOST_SIGALRM, uc_linuxu_interrupt_entry, HOST_SA_ONSTACK | HOST_SA_RESTART);
	if (HOST_CALL(HOST_TIMER_CREATE, CLOCK_MONOTONIC, 0, &timer) < 0) /* 0: it sends SIGALRM */
		uc_crash("linuxu: the host gives no timer");
	return timer;
}

void uc_plat_interrupt_by(uint64_t deadline_ns)
{
	static int timer = -1;
	if (deadline_ns >= coming_ns)
		return;
	if (timer < 0)
		timer = make_timer();
	if (deadline_ns == 0)
		deadline_ns = 1; /* 0 would disarm it */
	coming_ns = deadline_ns;
	struct host_itimerspec time = {
		.value = {(int64_t)(deadline_ns / 1000000000u), (int64_t)(deadline_ns % 1000000000u)},
	};
	HOST_CALL(HOST_TIMER_SETTIME, timer, TIMER_ABSTIME, &time, 0);
}

void uc_linuxu_tick(void)
{
	coming_ns = UINT64_MAX;
	uc_preempt_tick();
}

bool uc_plat_is_polled(void)
{
	return uc_linuxu_is_watching();
}
