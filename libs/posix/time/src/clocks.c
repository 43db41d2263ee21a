/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading and setting the clocks. */
#include "linux-time.h"
#include <unicore/syscall.h>

/*
 * The image has the CPU to itself, so its CPU time is the time since boot; a thread's own is not kept: the same clock
 * bounds it from above. The clocks of other processes and threads (negative ids) do not exist.
 */
static int now_ns(int clock, uint64_t *ns)
{
	switch (clock) {
	case CLOCK_REALTIME:
	case CLOCK_REALTIME_COARSE:
	case CLOCK_REALTIME_ALARM:
	case CLOCK_TAI:
		*ns = uc_clock_realtime_ns();
		return 0;
	case CLOCK_MONOTONIC:
	case CLOCK_MONOTONIC_RAW:
	case CLOCK_MONOTONIC_COARSE:
	case CLOCK_BOOTTIME:
	case CLOCK_BOOTTIME_ALARM:
	case CLOCK_PROCESS_CPUTIME_ID:
	case CLOCK_THREAD_CPUTIME_ID:
		*ns = uc_clock_monotonic_ns();
		return 0;
	default:
		return -EINVAL;
	}
}

UC_SYSCALL2(clock_gettime, int, clock, struct timespec *, time)
{
	uint64_t ns;
	int error = now_ns(clock, &ns);
	if (error)
		return error;
	*time = timespec_of(ns);
	return 0;
}

UC_SYSCALL2(clock_getres, int, clock, struct timespec *, resolution)
{
	uint64_t ns;
	int error = now_ns(clock, &ns);
	if (error)
		return error;
	if (resolution)
		*resolution = (struct timespec){0, 1};
	return 0;
}

UC_SYSCALL2(clock_settime, int, clock, const struct timespec *, time)
{
	uint64_t ns;
	if (clock != CLOCK_REALTIME || !ns_of(time, &ns))
		return -EINVAL;
	uc_clock_set_realtime(ns);
	return 0;
}

UC_SYSCALL2(gettimeofday, struct timeval *, time, void *, zone)
{
	if (time) {
		struct timespec now = timespec_of(uc_clock_realtime_ns());
		*time = (struct timeval){now.seconds, now.nanoseconds / 1000};
	}
	if (zone)
		*(uint64_t *)zone = 0;
	return 0;
}

UC_SYSCALL2(settimeofday, const struct timeval *, time, const void *, zone)
{
	uint64_t ns;
	(void)zone;
	if (!time)
		return 0;
	if (time->microseconds < 0 || time->microseconds >= 1000000)
		return -EINVAL;
	if (!ns_of(&(struct timespec){time->seconds, time->microseconds * 1000}, &ns))
		return -EINVAL;
	uc_clock_set_realtime(ns);
	return 0;
}

UC_SYSCALL1(time, int64_t *, seconds)
{
	int64_t now = (int64_t)(uc_clock_realtime_ns() / UC_NS_PER_SECOND);
	if (seconds)
		*seconds = now;
	return now;
}

/* Ticks of 1/100 s since boot; all of it counts as the process's user time. */
UC_SYSCALL1(times, int64_t *, ticks)
{
	int64_t now = (int64_t)(uc_clock_monotonic_ns() / (UC_NS_PER_SECOND / 100));
	if (ticks) {
		ticks[0] = now;
		ticks[1] = ticks[2] = ticks[3] = 0;
	}
	return now;
}
