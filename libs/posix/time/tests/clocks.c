/* SPDX-License-Identifier: BSD-3-Clause */
/* Clocks that agree, sleeps that are long enough. */
#include <stdint.h>
#include <unicore/call.h>
#include <unicore/clock.h>
#include <unicore/errno.h>
#include <unicore/sched.h>
#include <unicore/test.h>

enum { REALTIME, MONOTONIC, PROCESS, THREAD, RAW };
#define SECOND UC_NS_PER_SECOND
#define MS UC_NS_PER_MS

static uint64_t read_clock(int clock)
{
	int64_t time[2] = {-1, -1};
	UC_CHECK_EQUAL(UC_CALL(clock_gettime, clock, time), 0);
	UC_CHECK(time[0] >= 0 && time[1] >= 0 && time[1] < (int64_t)SECOND);
	return (uint64_t)time[0] * SECOND + (uint64_t)time[1];
}

UC_TEST(the_monotonic_clock_only_goes_forward)
{
	uint64_t last = read_clock(MONOTONIC), first = last;
	for (int i = 0; i < 1000; i++) {
		uint64_t now = read_clock(MONOTONIC);
		UC_CHECK(now >= last);
		last = now;
	}
	UC_CHECK(last > first);
	UC_CHECK(read_clock(RAW) >= last && read_clock(PROCESS) > 0 && read_clock(THREAD) > 0);
	UC_CHECK_EQUAL(UC_CALL(clock_gettime, 99, &last), -EINVAL);
}

UC_TEST(the_ways_to_ask_for_the_date_agree)
{
	int64_t day[2], seconds = 0;
	uint64_t ns = read_clock(REALTIME);
	UC_CHECK_EQUAL(UC_CALL(gettimeofday, day, 0), 0);
	long now = UC_CALL(time, &seconds);
	UC_CHECK(ns / SECOND > 1600000000); /* after 2020: the host knows */
	UC_CHECK((uint64_t)day[0] - ns / SECOND <= 1 && day[1] >= 0 && day[1] < 1000000);
	UC_CHECK(now == seconds && (uint64_t)now - ns / SECOND <= 1);
}

UC_TEST(the_clock_is_set)
{
	uint64_t before = read_clock(REALTIME), monotonic = read_clock(MONOTONIC);
	int64_t time[2] = {2000000000, 5};
	UC_CHECK_EQUAL(UC_CALL(clock_settime, REALTIME, time), 0);
	UC_CHECK(read_clock(REALTIME) / SECOND - 2000000000 <= 1);
	UC_CHECK(read_clock(MONOTONIC) - monotonic < 10 * SECOND);
	UC_CHECK_EQUAL(UC_CALL(clock_settime, MONOTONIC, time), -EINVAL);
	time[1] = -1;
	UC_CHECK_EQUAL(UC_CALL(clock_settime, REALTIME, time), -EINVAL);
	int64_t day[2] = {(int64_t)(before / SECOND), 0};
	UC_CHECK_EQUAL(UC_CALL(settimeofday, day, 0), 0);
	UC_CHECK(read_clock(REALTIME) / SECOND - before / SECOND <= 1);
}

UC_TEST(resolution_is_a_nanosecond)
{
	int64_t time[2] = {9, 9};
	UC_CHECK_EQUAL(UC_CALL(clock_getres, MONOTONIC, time), 0);
	UC_CHECK(time[0] == 0 && time[1] == 1);
	UC_CHECK_EQUAL(UC_CALL(clock_getres, 99, time), -EINVAL);
}

UC_TEST(sleeps_are_long_enough)
{
	int64_t time[2] = {0, 10 * MS};
	uint64_t start = read_clock(MONOTONIC);
	UC_CHECK_EQUAL(UC_CALL(nanosleep, time, 0), 0);
	UC_CHECK(read_clock(MONOTONIC) - start >= 10 * MS);
	start = read_clock(MONOTONIC);
	time[0] = (int64_t)((start + 10 * MS) / SECOND);
	time[1] = (int64_t)((start + 10 * MS) % SECOND);
	UC_CHECK_EQUAL(UC_CALL(clock_nanosleep, MONOTONIC, 1, time, 0), 0);
	UC_CHECK(read_clock(MONOTONIC) >= start + 10 * MS);
	start = read_clock(REALTIME);
	time[0] = (int64_t)((start + 10 * MS) / SECOND);
	time[1] = (int64_t)((start + 10 * MS) % SECOND);
	UC_CHECK_EQUAL(UC_CALL(clock_nanosleep, REALTIME, 1, time, 0), 0);
	UC_CHECK(read_clock(REALTIME) >= start + 10 * MS);
}

UC_TEST(sleeps_check_their_arguments)
{
	int64_t time[2] = {0, 1000000000};
	UC_CHECK_EQUAL(UC_CALL(nanosleep, time, 0), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(nanosleep, 0, 0), -EFAULT);
	time[1] = 0;
	UC_CHECK_EQUAL(UC_CALL(clock_nanosleep, PROCESS, 0, time, 0), -EOPNOTSUPP);
	UC_CHECK_EQUAL(UC_CALL(clock_nanosleep, 99, 0, time, 0), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(clock_nanosleep, MONOTONIC, 1, time, 0), 0); /* long past */
}

static void interrupt(void *thread)
{
	uc_sleep_until(uc_clock_monotonic_ns() + 5 * MS, false);
	uc_thread_interrupt(thread);
}

UC_TEST(an_interrupted_sleep_tells_the_rest)
{
	struct uc_thread *thread;
	int64_t time[2] = {10, 0}, rest[2] = {0, 0};
	UC_REQUIRE(uc_thread_create(&thread, NULL, interrupt, uc_thread_current()) == 0);
	UC_CHECK_EQUAL(UC_CALL(nanosleep, time, rest), -EINTR);
	UC_CHECK(rest[0] == 9 && rest[1] > 0);
	uc_thread_join(thread);
}

UC_TEST(ticks_are_hundredths)
{
	int64_t ticks[4] = {-1, -1, -1, -1};
	long now = UC_CALL(times, ticks);
	UC_CHECK(now >= 0 && (uint64_t)now - uc_clock_monotonic_ns() / (10 * MS) + 1 <= 2);
	UC_CHECK_EQUAL(ticks[2], 0);
}
