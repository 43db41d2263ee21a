/* SPDX-License-Identifier: BSD-3-Clause */
/* What every clock owes. */
#include <unicore/clock.h>
#include <unicore/sched.h>
#include <unicore/test.h>

#define YEAR_2020_NS (1577836800 * UC_NS_PER_SECOND)

UC_TEST(monotonic_time_goes_on_and_never_back)
{
	uint64_t first = uc_clock_monotonic_ns(), last = first;
	for (unsigned n = 0; n < 100000; n++) {
		uint64_t now = uc_clock_monotonic_ns();
		UC_REQUIRE(now >= last);
		last = now;
	}
	UC_CHECK(last > first);
}

UC_TEST(a_sleep_takes_its_time_on_both_clocks)
{
	uint64_t monotonic = uc_clock_monotonic_ns(), realtime = uc_clock_realtime_ns();
	uc_sleep_until(monotonic + 50 * UC_NS_PER_MS, false);
	uint64_t monotonic_ns = uc_clock_monotonic_ns() - monotonic, realtime_ns = uc_clock_realtime_ns() - realtime;
	UC_CHECK(monotonic_ns >= 50 * UC_NS_PER_MS);
	UC_CHECK(monotonic_ns < 5 * UC_NS_PER_SECOND);
	/* The host may correct its real time meanwhile, by little. */
	UC_CHECK(realtime_ns >= 40 * UC_NS_PER_MS);
	UC_CHECK(realtime_ns < 5 * UC_NS_PER_SECOND);
}

UC_TEST(real_time_is_of_this_age)
{
	UC_CHECK(uc_clock_realtime_ns() > YEAR_2020_NS);
}

UC_TEST(real_time_can_be_set_and_goes_on_from_there)
{
	uint64_t before = uc_clock_realtime_ns(), monotonic = uc_clock_monotonic_ns();
	uc_clock_set_realtime(YEAR_2020_NS);
	uint64_t set = uc_clock_realtime_ns();
	UC_CHECK(set >= YEAR_2020_NS && set < YEAR_2020_NS + 5 * UC_NS_PER_SECOND);
	UC_CHECK(uc_clock_realtime_ns() >= set);
	uc_clock_set_realtime(before + (uc_clock_monotonic_ns() - monotonic));
	UC_CHECK(uc_clock_realtime_ns() >= before);
	UC_CHECK(uc_clock_monotonic_ns() >= monotonic);
}
