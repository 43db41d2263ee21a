/* SPDX-License-Identifier: BSD-3-Clause */
/* poll and ppoll: what is told, for how long it is waited, what ends the wait. */
#include "switch.h"

UC_TEST(poll_tells_what_is_asked_for)
{
	struct switchable file;
	struct pollfd entry = {switch_open(&file, UC_POLLIN | UC_POLLOUT), UC_POLLIN, 0};
	UC_REQUIRE(entry.descriptor >= 0);
	UC_CHECK_EQUAL(UC_CALL(poll, &entry, 1, 0), 1);
	UC_CHECK_EQUAL(entry.returned, UC_POLLIN);
	switch_turn(&file, UC_POLLOUT);
	UC_CHECK_EQUAL(UC_CALL(poll, &entry, 1, 0), 0);
	UC_CHECK_EQUAL(entry.returned, 0);
	UC_CALL(close, entry.descriptor);
	UC_CHECK(file.released);
}

UC_TEST(poll_tells_errors_unasked)
{
	struct switchable file;
	struct pollfd entry = {switch_open(&file, UC_POLLERR | UC_POLLHUP), 0, 0};
	UC_CHECK_EQUAL(UC_CALL(poll, &entry, 1, 0), 1);
	UC_CHECK_EQUAL(entry.returned, UC_POLLERR | UC_POLLHUP);
	UC_CALL(close, entry.descriptor);
}

UC_TEST(poll_knows_closed_and_negative_descriptors)
{
	struct pollfd entries[2] = {{4000, UC_POLLIN, 0}, {-7, UC_POLLIN, -1}};
	UC_CHECK_EQUAL(UC_CALL(poll, entries, 2, -1), 1);
	UC_CHECK_EQUAL(entries[0].returned, UC_POLLNVAL);
	UC_CHECK_EQUAL(entries[1].returned, 0);
	UC_CHECK_EQUAL(UC_CALL(poll, entries, 100000, 0), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(poll, 0, 1, 0), -EFAULT);
}

UC_TEST(poll_waits_no_shorter_than_its_timeout)
{
	struct switchable file;
	struct pollfd entry = {switch_open(&file, 0), UC_POLLIN, 0};
	uint64_t start = uc_clock_monotonic_ns();
	UC_CHECK_EQUAL(UC_CALL(poll, &entry, 1, 20), 0);
	UC_CHECK(uc_clock_monotonic_ns() - start >= 20 * MS);
	UC_CALL(close, entry.descriptor);
}

UC_TEST(poll_sleeps_until_it_is_told)
{
	struct switchable quiet, file;
	struct pollfd entries[2] = {{switch_open(&quiet, 0), UC_POLLIN, 0}, {switch_open(&file, 0), UC_POLLIN, 0}};
	struct later later = {&file, UC_POLLIN, 5 * MS, NULL};
	UC_REQUIRE(later_start(&later));
	UC_CHECK_EQUAL(UC_CALL(poll, entries, 2, -1), 1);
	UC_CHECK_EQUAL(entries[0].returned, 0);
	UC_CHECK_EQUAL(entries[1].returned, UC_POLLIN);
	uc_thread_join(later.thread);
	UC_CALL(close, entries[0].descriptor);
	UC_CALL(close, entries[1].descriptor);
}

UC_TEST(poll_does_not_wake_for_what_it_did_not_ask)
{
	struct switchable file;
	struct pollfd entry = {switch_open(&file, 0), UC_POLLIN, 0};
	struct later later = {&file, UC_POLLOUT, 2 * MS, NULL};
	uint64_t start = uc_clock_monotonic_ns();
	UC_REQUIRE(later_start(&later));
	UC_CHECK_EQUAL(UC_CALL(poll, &entry, 1, 20), 0);
	UC_CHECK(uc_clock_monotonic_ns() - start >= 20 * MS);
	uc_thread_join(later.thread);
	UC_CALL(close, entry.descriptor);
}

UC_TEST(poll_of_many_descriptors)
{
	enum { MANY = 100 };
	static struct switchable files[MANY];
	static struct pollfd entries[MANY];
	for (int i = 0; i < MANY; i++)
		entries[i] = (struct pollfd){switch_open(&files[i], i % 10 ? 0 : UC_POLLIN), UC_POLLIN, -1};
	UC_CHECK_EQUAL(UC_CALL(poll, entries, MANY, -1), MANY / 10);
	for (int i = 0; i < MANY; i++) {
		UC_CHECK_EQUAL(entries[i].returned, i % 10 ? 0 : UC_POLLIN);
		UC_CALL(close, entries[i].descriptor);
		UC_CHECK(uc_list_empty(&files[i].file.waiters.entries));
	}
}

UC_TEST(poll_holds_a_file_that_is_closed_meanwhile)
{
	struct switchable file;
	struct pollfd entry = {switch_open(&file, 0), UC_POLLIN, 0};
	struct later later = {&file, UC_POLLIN, 5 * MS, NULL};
	UC_REQUIRE(later_start(&later));
	uc_file_get(&file.file);
	UC_CHECK_EQUAL(UC_CALL(poll, &entry, 1, 1), 0);
	UC_CALL(close, entry.descriptor);
	UC_CHECK(!file.released);
	uc_thread_join(later.thread);
	uc_file_put(&file.file);
	UC_CHECK(file.released);
}

UC_TEST(poll_without_descriptors_sleeps)
{
	uint64_t start = uc_clock_monotonic_ns();
	UC_CHECK_EQUAL(UC_CALL(poll, 0, 0, 5), 0);
	UC_CHECK(uc_clock_monotonic_ns() - start >= 5 * MS);
}

static void interrupt(void *thread)
{
	uc_sleep_until(uc_clock_monotonic_ns() + 5 * MS, false);
	uc_thread_interrupt(thread);
}

UC_TEST(poll_ends_with_eintr)
{
	struct uc_thread *thread;
	UC_REQUIRE(uc_thread_create(&thread, NULL, interrupt, uc_thread_current()) == 0);
	UC_CHECK_EQUAL(UC_CALL(poll, 0, 0, -1), -EINTR);
	uc_thread_join(thread);
}

UC_TEST(ppoll_tells_the_time_that_is_left)
{
	struct switchable file;
	struct pollfd entry = {switch_open(&file, UC_POLLIN), UC_POLLIN, 0};
	int64_t time[2] = {10, 0};
	UC_CHECK_EQUAL(UC_CALL(ppoll, &entry, 1, time, 0, 8), 1);
	UC_CHECK(time[0] == 9 && time[1] > 0);
	time[1] = 1000000000;
	UC_CHECK_EQUAL(UC_CALL(ppoll, &entry, 1, time, 0, 8), -EINVAL);
	uint64_t mask = 0;
	UC_CHECK_EQUAL(UC_CALL(ppoll, &entry, 1, 0, &mask, 4), -EINVAL);
	UC_CALL(close, entry.descriptor);
}
