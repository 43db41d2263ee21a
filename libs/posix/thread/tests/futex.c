/* SPDX-License-Identifier: BSD-3-Clause */
/* futex(2) by itself: values, times, who is woken, who moves. */
#include <stdbool.h>
#include <stdint.h>
#include <unicore/call.h>
#include <unicore/clock.h>
#include <unicore/errno.h>
#include <unicore/sched.h>
#include <unicore/test.h>

enum { WAIT, WAKE, REQUEUE = 3, CMP_REQUEUE, WAKE_OP, WAIT_BITSET = 9, WAKE_BITSET };
#define PRIVATE 128
#define REALTIME 256
#define MS UC_NS_PER_MS

static uint32_t word, other;

struct waiter {
	struct uc_thread *thread;
	uint32_t *address, bits;
	long result;
	int place;
};

static int woken;

static void wait(void *argument)
{
	struct waiter *waiter = argument;
	if (waiter->bits)
		waiter->result = UC_CALL(futex, waiter->address, WAIT_BITSET, 0, 0, 0, waiter->bits);
	else
		waiter->result = UC_CALL(futex, waiter->address, WAIT | PRIVATE, 0, 0, 0, 0);
	waiter->place = ++woken;
}

static bool start(struct waiter *waiters, int count)
{
	bool started = true;
	woken = 0;
	word = other = 0;
	for (int i = 0; i < count; i++) {
		waiters[i].result = 1;
		waiters[i].place = 0;
		started &= uc_thread_create(&waiters[i].thread, NULL, wait, &waiters[i]) == 0;
	}
	uc_thread_yield();
	return started;
}

static void join(struct waiter *waiters, int count)
{
	for (int i = 0; i < count; i++)
		uc_thread_join(waiters[i].thread);
}

UC_TEST(futex_wait_looks_at_the_value)
{
	int64_t time[2] = {0, 5 * MS};
	uint64_t begin = uc_clock_monotonic_ns();
	word = 1;
	UC_CHECK_EQUAL(UC_CALL(futex, &word, WAIT, 0, 0, 0, 0), -EAGAIN);
	UC_CHECK_EQUAL(UC_CALL(futex, &word, WAIT, 1, time, 0, 0), -ETIMEDOUT);
	UC_CHECK(uc_clock_monotonic_ns() - begin >= 5 * MS);
	time[1] = -1;
	UC_CHECK_EQUAL(UC_CALL(futex, &word, WAIT, 1, time, 0, 0), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(futex, (char *)&word + 1, WAIT, 1, 0, 0, 0), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(futex, &word, 2, 1, 0, 0, 0), -ENOSYS); /* FUTEX_FD */
}

UC_TEST(futex_absolute_times)
{
	int64_t time[2];
	uint64_t wall = uc_clock_realtime_ns() + 5 * MS, begin = uc_clock_monotonic_ns();
	word = 0;
	time[0] = (int64_t)(wall / UC_NS_PER_SECOND);
	time[1] = (int64_t)(wall % UC_NS_PER_SECOND);
	UC_CHECK_EQUAL(UC_CALL(futex, &word, WAIT_BITSET | REALTIME, 0, time, 0, ~0u), -ETIMEDOUT);
	UC_CHECK(uc_clock_monotonic_ns() - begin >= 4 * MS);
	begin = uc_clock_monotonic_ns() + 5 * MS;
	time[0] = (int64_t)(begin / UC_NS_PER_SECOND);
	time[1] = (int64_t)(begin % UC_NS_PER_SECOND);
	UC_CHECK_EQUAL(UC_CALL(futex, &word, WAIT_BITSET, 0, time, 0, ~0u), -ETIMEDOUT);
	UC_CHECK(uc_clock_monotonic_ns() >= begin);
}

UC_TEST(futex_wakes_in_order_and_no_more_than_asked)
{
	struct waiter waiters[3] = {{.address = &word}, {.address = &word}, {.address = &word}};
	UC_REQUIRE(start(waiters, 3));
	UC_CHECK_EQUAL(UC_CALL(futex, &other, WAKE, 10, 0, 0, 0), 0);
	UC_CHECK_EQUAL(UC_CALL(futex, &word, WAKE | PRIVATE, 0, 0, 0, 0), 0);
	UC_CHECK_EQUAL(UC_CALL(futex, &word, WAKE | PRIVATE, 1, 0, 0, 0), 1);
	uc_thread_yield();
	UC_CHECK_EQUAL(woken, 1);
	UC_CHECK_EQUAL(UC_CALL(futex, &word, WAKE | PRIVATE, 10, 0, 0, 0), 2);
	join(waiters, 3);
	for (int i = 0; i < 3; i++) {
		UC_CHECK_EQUAL(waiters[i].result, 0);
		UC_CHECK_EQUAL(waiters[i].place, i + 1);
	}
}

UC_TEST(futex_bits_choose_who_wakes)
{
	struct waiter waiters[2] = {{.address = &word, .bits = 1}, {.address = &word, .bits = 6}};
	UC_REQUIRE(start(waiters, 2));
	UC_CHECK_EQUAL(UC_CALL(futex, &word, WAKE_BITSET, 10, 0, 0, 8), 0);
	UC_CHECK_EQUAL(UC_CALL(futex, &word, WAKE_BITSET, 10, 0, 0, 2), 1);
	UC_CHECK_EQUAL(UC_CALL(futex, &word, WAKE_BITSET, 10, 0, 0, 0), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(futex, &word, WAKE, 10, 0, 0, 0), 1);
	join(waiters, 2);
	UC_CHECK_EQUAL(waiters[1].place, 1);
}

UC_TEST(futex_requeue_moves_waiters)
{
	struct waiter waiters[3] = {{.address = &word}, {.address = &word}, {.address = &word}};
	UC_REQUIRE(start(waiters, 3));
	UC_CHECK_EQUAL(UC_CALL(futex, &word, CMP_REQUEUE, 1, 1, &other, 7), -EAGAIN);
	UC_CHECK_EQUAL(UC_CALL(futex, &word, CMP_REQUEUE, 1, 1, &other, 0), 2);
	UC_CHECK_EQUAL(UC_CALL(futex, &other, WAKE, 10, 0, 0, 0), 1);
	UC_CHECK_EQUAL(UC_CALL(futex, &word, REQUEUE, 0, 10, &other, 0), 1);
	UC_CHECK_EQUAL(UC_CALL(futex, &word, WAKE, 10, 0, 0, 0), 0);
	UC_CHECK_EQUAL(UC_CALL(futex, &other, WAKE, 10, 0, 0, 0), 1);
	join(waiters, 3);
}

/* operation << 28 | comparison << 24 | argument << 12 | compared: other += 3, and wake its waiters if it was 0. */
UC_TEST(futex_wake_op_changes_the_other_word)
{
	struct waiter waiters[2] = {{.address = &word}, {.address = &other}};
	UC_REQUIRE(start(waiters, 2));
	UC_CHECK_EQUAL(UC_CALL(futex, &word, WAKE_OP, 1, 1, &other, 1u << 28 | 3u << 12), 2);
	UC_CHECK_EQUAL(other, 3);
	join(waiters, 2);
	UC_CHECK_EQUAL(UC_CALL(futex, &word, WAKE_OP, 1, 1, &other, 9u << 24), -ENOSYS);
}

static void interrupt(void *thread)
{
	uc_sleep_until(uc_clock_monotonic_ns() + 3 * MS, false);
	uc_thread_interrupt(thread);
}

UC_TEST(futex_wait_is_interrupted)
{
	struct uc_thread *thread;
	word = 0;
	UC_REQUIRE(uc_thread_create(&thread, NULL, interrupt, uc_thread_current()) == 0);
	UC_CHECK_EQUAL(UC_CALL(futex, &word, WAIT, 0, 0, 0, 0), -EINTR);
	uc_thread_join(thread);
	UC_CHECK_EQUAL(UC_CALL(futex, &word, WAKE, 1, 0, 0, 0), 0);
}
