/* SPDX-License-Identifier: BSD-3-Clause */
/* Linux's ABI of time: structures, clocks, errors. */
#ifndef LINUX_TIME_H
#define LINUX_TIME_H

#include <stdbool.h>
#include <stdint.h>
#include <unicore/clock.h>

#define EINTR 4
#define EFAULT 14
#define EINVAL 22
#define EOPNOTSUPP 95

#define CLOCK_REALTIME 0
#define CLOCK_MONOTONIC 1
#define CLOCK_PROCESS_CPUTIME_ID 2
#define CLOCK_THREAD_CPUTIME_ID 3
#define CLOCK_MONOTONIC_RAW 4
#define CLOCK_REALTIME_COARSE 5
#define CLOCK_MONOTONIC_COARSE 6
#define CLOCK_BOOTTIME 7
#define CLOCK_REALTIME_ALARM 8
#define CLOCK_BOOTTIME_ALARM 9
#define CLOCK_TAI 11
#define TIMER_ABSTIME 1

struct timespec {
	int64_t seconds;
	int64_t nanoseconds;
};

struct timeval {
	int64_t seconds;
	int64_t microseconds;
};

static inline struct timespec timespec_of(uint64_t ns)
{
	return (struct timespec){(int64_t)(ns / UC_NS_PER_SECOND), (int64_t)(ns % UC_NS_PER_SECOND)};
}

/** False for negative or denormal times. Times beyond 584 years are cut to that. */
static inline bool ns_of(const struct timespec *time, uint64_t *ns)
{
	if (time->seconds < 0 || time->nanoseconds < 0 || time->nanoseconds >= (int64_t)UC_NS_PER_SECOND)
		return false;
	if (__builtin_mul_overflow((uint64_t)time->seconds, UC_NS_PER_SECOND, ns) ||
	    __builtin_add_overflow(*ns, (uint64_t)time->nanoseconds, ns))
		*ns = UINT64_MAX - 1;
	return true;
}

#endif
