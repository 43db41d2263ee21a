/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads that wait: woken, timed out, interrupted, one at a time. */
#include "support.h"

struct later {
	struct switchable *file;
	uint64_t after_ns;
	struct uc_thread *thread;
};

static void later_run(void *argument)
{
	struct later *later = argument;
	uc_sleep_until(uc_clock_monotonic_ns() + later->after_ns, false);
	switch_turn(later->file, IN);
}

UC_TEST(epoll_wait_sleeps_until_it_is_told)
{
	struct switchable file;
	int epoll = epoll_open(), d = switch_open(&file, 0);
	struct later later = {&file, 5 * MS, NULL};
	UC_CHECK_EQUAL(control(epoll, ADD, d, IN), 0);
	UC_REQUIRE(uc_thread_create(&later.thread, NULL, later_run, &later) == 0);
	UC_CHECK_EQUAL(one(epoll, -1), IN);
	uc_thread_join(later.thread);
	UC_CALL(close, d);
	UC_CALL(close, epoll);
}

UC_TEST(epoll_wait_keeps_its_timeout)
{
	int epoll = epoll_open();
	uint64_t start = uc_clock_monotonic_ns();
	UC_CHECK_EQUAL(one(epoll, 10), 0);
	UC_CHECK(uc_clock_monotonic_ns() - start >= 10 * MS);
	int64_t time[2] = {0, 5 * MS};
	struct epoll_event event;
	start = uc_clock_monotonic_ns();
	UC_CHECK_EQUAL(UC_CALL(epoll_pwait2, epoll, &event, 1, time, 0, 8), 0);
	UC_CHECK(uc_clock_monotonic_ns() - start >= 5 * MS);
	UC_CALL(close, epoll);
}

static void interrupt(void *thread)
{
	uc_sleep_until(uc_clock_monotonic_ns() + 5 * MS, false);
	uc_thread_interrupt(thread);
}

UC_TEST(epoll_wait_ends_with_eintr)
{
	struct uc_thread *thread;
	int epoll = epoll_open();
	UC_REQUIRE(uc_thread_create(&thread, NULL, interrupt, uc_thread_current()) == 0);
	UC_CHECK_EQUAL(one(epoll, -1), -EINTR);
	uc_thread_join(thread);
	UC_CALL(close, epoll);
}

UC_TEST(epoll_wait_refuses_nonsense)
{
	struct epoll_event event;
	struct switchable file;
	int epoll = epoll_open(), d = switch_open(&file, 0);
	UC_CHECK_EQUAL(UC_CALL(epoll_wait, epoll, &event, 0, 0), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(epoll_wait, epoll, 0, 1, 0), -EFAULT);
	UC_CHECK_EQUAL(UC_CALL(epoll_wait, 4000, &event, 1, 0), -EBADF);
	UC_CHECK_EQUAL(UC_CALL(epoll_wait, d, &event, 1, 0), -EINVAL);
	UC_CALL(close, d);
	UC_CALL(close, epoll);
}

struct taker {
	struct uc_thread *thread;
	int epoll;
	long told;
};

static void take(void *argument)
{
	struct taker *taker = argument;
	taker->told = one(taker->epoll, 200);
}

static int start(struct taker *takers, int count)
{
	int started = 0;
	for (int i = 0; i < count; i++)
		started += uc_thread_create(&takers[i].thread, NULL, take, &takers[i]) == 0;
	uc_sleep_until(uc_clock_monotonic_ns() + 2 * MS, false);
	return started;
}

static int told(struct taker *takers, int count)
{
	int sum = 0;
	for (int i = 0; i < count; i++) {
		uc_thread_join(takers[i].thread);
		sum += takers[i].told == IN;
	}
	return sum;
}

/* Two threads wait on one epoll: an edge wakes one of them; the other one times out. */
UC_TEST(epoll_edge_wakes_one_thread)
{
	struct switchable file;
	int epoll = epoll_open(), d = switch_open(&file, 0);
	struct taker takers[2] = {{.epoll = epoll}, {.epoll = epoll}};
	UC_CHECK_EQUAL(control(epoll, ADD, d, IN | EDGE), 0);
	UC_REQUIRE(start(takers, 2) == 2);
	switch_turn(&file, IN);
	UC_CHECK_EQUAL(told(takers, 2), 1);
	UC_CALL(close, d);
	UC_CALL(close, epoll);
}

/* Two edges at once for two threads: the first one that is woken must not swallow the second's wake-up. */
UC_TEST(epoll_loses_no_wake_up)
{
	struct switchable files[2];
	struct taker takers[2];
	int epoll = epoll_open(), descriptors[2];
	for (int i = 0; i < 2; i++) {
		descriptors[i] = switch_open(&files[i], 0);
		takers[i] = (struct taker){.epoll = epoll};
		UC_CHECK_EQUAL(control(epoll, ADD, descriptors[i], IN | EDGE | ONESHOT), 0);
	}
	UC_REQUIRE(start(takers, 2) == 2);
	switch_turn(&files[0], IN);
	switch_turn(&files[1], IN);
	/* One may take both, or each one; none may be left on the list. */
	UC_CHECK(told(takers, 2) + (takers[0].told == -1) + (takers[1].told == -1) >= 1);
	UC_CHECK_EQUAL(one(epoll, 0), 0);
	for (int i = 0; i < 2; i++)
		UC_CALL(close, descriptors[i]);
	UC_CALL(close, epoll);
}

/* Two epolls watch one file exclusively; who wakes one of them tells one. */
UC_TEST(epoll_exclusive_is_told_alone)
{
	struct switchable file;
	int d = switch_open(&file, 0), epolls[2] = {epoll_open(), epoll_open()};
	for (int i = 0; i < 2; i++)
		UC_CHECK_EQUAL(control(epolls[i], ADD, d, IN | EXCLUSIVE), 0);
	file.ready = IN;
	uc_waitq_wake(&file.file.waiters, IN, 1);
	UC_CHECK_EQUAL((one(epolls[0], 0) == IN) + (one(epolls[1], 0) == IN), 1);
	UC_CHECK_EQUAL(control(epolls[0], MODIFY, d, IN), -EINVAL);
	UC_CHECK_EQUAL(control(epolls[0], ADD, epolls[1], IN | EXCLUSIVE), -EINVAL);
	UC_CALL(close, d);
	for (int i = 0; i < 2; i++)
		UC_CALL(close, epolls[i]);
}
