/* SPDX-License-Identifier: BSD-3-Clause */
/* Times on both sides of the platform's, far away too: the offset wraps as it should. */
#include <unicore/clock.h>
#include <unicore/test.h>

UC_TEST(any_time_can_be_set)
{
	static const uint64_t times[] = {0, 1, UC_NS_PER_SECOND, UINT64_MAX / 2, UINT64_MAX - 10 * UC_NS_PER_SECOND};
	uint64_t real = uc_clock_realtime_ns(), begin = uc_clock_monotonic_ns();
	for (unsigned n = 0; n < sizeof times / sizeof *times; n++) {
		uc_clock_set_realtime(times[n]);
		UC_CHECK(uc_clock_realtime_ns() - times[n] < 5 * UC_NS_PER_SECOND);
	}
	uc_clock_set_realtime(real + (uc_clock_monotonic_ns() - begin));
	UC_CHECK(uc_clock_realtime_ns() - real < 10 * UC_NS_PER_SECOND);
}
