/* SPDX-License-Identifier: BSD-3-Clause */
/* alarm and the timer of real time. The process has no clock of its own CPU time that could run out. */
#include "internal.h"
#include <unicore/clock.h>
#include <unicore/platform.h>
#include <unicore/syscall.h>

#define ITIMER_REAL 0
#define US_PER_SECOND 1000000

struct interval {
	int64_t interval_seconds, interval_us, value_seconds, value_us;
};

static void fire(struct uc_timer *fired);
static struct uc_timer timer = {.fire = fire};
static uint64_t interval_ns, next_ns; /* next_ns 0: not armed */

static void fire(struct uc_timer *fired)
{
	uint64_t now = uc_clock_monotonic_ns();
	if (!interval_ns)
		next_ns = 0;
	else if (next_ns + interval_ns > now)
		next_ns += interval_ns;
	else
		next_ns = now + interval_ns; /* what was missed is one signal, as on Linux */
	if (next_ns)
		uc_timer_set(fired, next_ns);
	signal_send(NULL, SIGALRM, NULL);
}

static bool ns_of(int64_t seconds, int64_t us, uint64_t *ns)
{
	if (seconds < 0 || us < 0 || us >= US_PER_SECOND)
		return false;
	if (__builtin_mul_overflow((uint64_t)seconds, UC_NS_PER_SECOND, ns) ||
	    __builtin_add_overflow(*ns, (uint64_t)us * 1000, ns))
		*ns = UINT64_MAX / 2;
	return true;
}

static uint64_t rest_ns(void)
{
	uint64_t now = uc_clock_monotonic_ns();
	if (!next_ns)
		return 0;
	return next_ns > now ? next_ns - now : 1;
}

static void arm(uint64_t ns, uint64_t interval)
{
	uc_timer_cancel(&timer);
	unsigned long irq = uc_plat_irq_save();
	interval_ns = interval;
	next_ns = ns ? uc_clock_monotonic_ns() + ns : 0;
	uc_plat_irq_restore(irq);
	if (ns)
		uc_timer_set(&timer, next_ns);
}

UC_SYSCALL2(getitimer, int, which, struct interval *, value)
{
	if (which != ITIMER_REAL)
		return -EINVAL;
	uint64_t rest = rest_ns();
	*value = (struct interval){
		(int64_t)(interval_ns / UC_NS_PER_SECOND),
		(int64_t)(interval_ns % UC_NS_PER_SECOND / 1000),
		(int64_t)(rest / UC_NS_PER_SECOND),
		(int64_t)(rest % UC_NS_PER_SECOND / 1000),
	};
	return 0;
}

UC_SYSCALL3(setitimer, int, which, const struct interval *, value, struct interval *, old)
{
	uint64_t interval = 0, ns = 0;
	if (which != ITIMER_REAL)
		return -EINVAL;
	if (value && (!ns_of(value->interval_seconds, value->interval_us, &interval) ||
		      !ns_of(value->value_seconds, value->value_us, &ns)))
		return -EINVAL;
	if (old)
		uc_sys_getitimer(which, (long)old);
	arm(ns, interval);
	return 0;
}

UC_SYSCALL1(alarm, unsigned, seconds)
{
	uint64_t rest = rest_ns();
	arm(seconds * UC_NS_PER_SECOND, 0);
	return (long)((rest + UC_NS_PER_SECOND - 1) / UC_NS_PER_SECOND);
}
