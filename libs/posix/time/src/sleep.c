/* SPDX-License-Identifier: BSD-3-Clause */
/* nanosleep and clock_nanosleep. */
#include "linux-time.h"
#include <unicore/sched.h>
#include <unicore/syscall.h>

/* A sleep until a point of the wall clock looks again at least so often, since the clock may be set meanwhile. */
#define LOOK_AGAIN_NS UC_NS_PER_SECOND

static uint64_t sum(uint64_t a, uint64_t b)
{
	uint64_t result;
	return __builtin_add_overflow(a, b, &result) ? UC_FOREVER - 1 : result;
}

static long sleep_for(uint64_t ns, struct timespec *rest)
{
	uint64_t until = sum(uc_clock_monotonic_ns(), ns);
	long result = uc_sleep_until(until, true);
	if (result == -EINTR && rest) {
		uint64_t now = uc_clock_monotonic_ns();
		*rest = timespec_of(until > now ? until - now : 0);
	}
	return result;
}

static long sleep_until_wall(uint64_t wall)
{
	for (;;) {
		uint64_t now = uc_clock_realtime_ns();
		if (now >= wall)
			return 0;
		uint64_t step = wall - now < LOOK_AGAIN_NS ? wall - now : LOOK_AGAIN_NS;
		long result = uc_sleep_until(sum(uc_clock_monotonic_ns(), step), true);
		if (result)
			return result;
	}
}

UC_SYSCALL4(clock_nanosleep, int, clock, int, flags, const struct timespec *, time, struct timespec *, rest)
{
	uint64_t ns;
	bool absolute = flags & TIMER_ABSTIME;
	if (!time)
		return -EFAULT;
	if (!ns_of(time, &ns))
		return -EINVAL;
	switch (clock) {
	case CLOCK_REALTIME:
	case CLOCK_TAI:
		return absolute ? sleep_until_wall(ns) : sleep_for(ns, rest);
	case CLOCK_MONOTONIC:
	case CLOCK_BOOTTIME:
		return absolute ? uc_sleep_until(ns, true) : sleep_for(ns, rest);
	case CLOCK_PROCESS_CPUTIME_ID: /* it stands still while the process sleeps: nothing would wake it */
		return -EOPNOTSUPP;
	default:
		return -EINVAL;
	}
}

UC_SYSCALL2(nanosleep, const struct timespec *, time, struct timespec *, rest)
{
	return uc_sys_clock_nanosleep(CLOCK_MONOTONIC, 0, (long)time, (long)rest);
}
