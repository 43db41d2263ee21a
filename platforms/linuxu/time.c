/* SPDX-License-Identifier: BSD-3-Clause */
/* The host's clocks, read through its vDSO; by a system call on a host that has none. */
#include "linuxu.h"

enum { CLOCK_REALTIME = 0, CLOCK_MONOTONIC = 1 };

typedef int clock_function(int clock, struct host_timespec *time);

static int by_call(int clock, struct host_timespec *time)
{
	return (int)HOST_CALL(HOST_CLOCK_GETTIME, clock, time);
}

static uint64_t read_ns(int clock)
{
	static clock_function *function;
	if (UC_UNLIKELY(function == NULL)) {
		clock_function *found = (clock_function *)uc_linuxu_vdso_find(HOST_VDSO_CLOCK_GETTIME);
		function = found != NULL ? found : by_call;
	}
	struct host_timespec time = {0, 0};
	function(clock, &time);
	return (uint64_t)time.seconds * 1000000000u + (uint64_t)time.nanoseconds;
}

uint64_t uc_plat_monotonic_ns(void)
{
	return read_ns(CLOCK_MONOTONIC);
}

uint64_t uc_plat_realtime_ns(void)
{
	return read_ns(CLOCK_REALTIME);
}
