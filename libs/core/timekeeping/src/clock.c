/* SPDX-License-Identifier: BSD-3-Clause */
/* The platform's time, and how far the real time was set from it. */
#include <unicore/clock.h>
#include <unicore/platform.h>

/* Wraps: a time before the platform's is a large number. */
static uint64_t realtime_offset_ns;

uint64_t uc_clock_monotonic_ns(void)
{
	return uc_plat_monotonic_ns();
}

uint64_t uc_clock_realtime_ns(void)
{
	return uc_plat_realtime_ns() + realtime_offset_ns;
}

void uc_clock_set_realtime(uint64_t ns)
{
	realtime_offset_ns = ns - uc_plat_realtime_ns();
}
