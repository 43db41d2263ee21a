/* SPDX-License-Identifier: BSD-3-Clause */
/* select and pselect6: sets in, sets out. */
#include "switch.h"

#define BIT(descriptor) (1UL << (descriptor))

UC_TEST(select_turns_sets_into_what_is_ready)
{
	struct switchable readable, writable;
	int r = switch_open(&readable, UC_POLLIN), w = switch_open(&writable, UC_POLLOUT);
	UC_REQUIRE(r >= 0 && w >= 0 && r < 64 && w < 64);
	unsigned long read = BIT(r) | BIT(w), write = BIT(r) | BIT(w), except = BIT(r);
	UC_CHECK_EQUAL(UC_CALL(select, 64, &read, &write, &except, 0), 2);
	UC_CHECK(read == BIT(r));
	UC_CHECK(write == BIT(w));
	UC_CHECK(except == 0);
	UC_CALL(close, r);
	UC_CALL(close, w);
}

UC_TEST(select_counts_a_descriptor_once_per_set)
{
	struct switchable file;
	int d = switch_open(&file, UC_POLLIN | UC_POLLOUT | UC_POLLPRI);
	unsigned long read = BIT(d), write = BIT(d), except = BIT(d);
	UC_CHECK_EQUAL(UC_CALL(select, d + 1, &read, &write, &except, 0), 3);
	UC_CALL(close, d);
}

UC_TEST(select_takes_an_end_for_readable)
{
	struct switchable file;
	int d = switch_open(&file, UC_POLLHUP);
	unsigned long read = BIT(d), write = BIT(d);
	UC_CHECK_EQUAL(UC_CALL(select, d + 1, &read, &write, 0, 0), 1);
	UC_CHECK(read == BIT(d) && write == 0);
	UC_CALL(close, d);
}

UC_TEST(select_clears_its_sets_at_the_timeout)
{
	struct switchable file;
	int d = switch_open(&file, 0);
	unsigned long read = BIT(d);
	int64_t time[2] = {0, 5000};
	uint64_t start = uc_clock_monotonic_ns();
	UC_CHECK_EQUAL(UC_CALL(select, d + 1, &read, 0, 0, time), 0);
	UC_CHECK(uc_clock_monotonic_ns() - start >= 5 * MS);
	UC_CHECK(read == 0);
	UC_CHECK(time[0] == 0 && time[1] == 0);
	UC_CALL(close, d);
}

UC_TEST(select_sleeps_until_it_is_told)
{
	struct switchable file;
	int d = switch_open(&file, 0);
	unsigned long write = BIT(d);
	struct later later = {&file, UC_POLLOUT, 5 * MS, NULL};
	UC_REQUIRE(later_start(&later));
	UC_CHECK_EQUAL(UC_CALL(select, d + 1, 0, &write, 0, 0), 1);
	UC_CHECK(write == BIT(d));
	uc_thread_join(later.thread);
	UC_CALL(close, d);
}

UC_TEST(select_refuses_closed_descriptors)
{
	unsigned long read = BIT(60), untouched = BIT(60);
	UC_CHECK_EQUAL(UC_CALL(select, 64, &read, 0, 0, 0), -EBADF);
	UC_CHECK(read == untouched);
	UC_CHECK_EQUAL(UC_CALL(select, -1, 0, 0, 0, 0), -EINVAL);
	int64_t time[2] = {-1, 0};
	UC_CHECK_EQUAL(UC_CALL(select, 0, 0, 0, 0, time), -EINVAL);
}

UC_TEST(select_looks_only_below_its_count)
{
	struct switchable file;
	int d = switch_open(&file, UC_POLLIN);
	unsigned long read = BIT(d);
	int64_t time[2] = {0, 0};
	UC_CHECK_EQUAL(UC_CALL(select, d, &read, 0, 0, time), 0);
	UC_CALL(close, d);
}

UC_TEST(pselect_tells_the_time_that_is_left)
{
	struct switchable file;
	int d = switch_open(&file, UC_POLLIN);
	unsigned long read = BIT(d);
	int64_t time[2] = {10, 0};
	UC_CHECK_EQUAL(UC_CALL(pselect6, d + 1, &read, 0, 0, time, 0), 1);
	UC_CHECK(time[0] == 9 && time[1] > 0);
	UC_CALL(close, d);
}
