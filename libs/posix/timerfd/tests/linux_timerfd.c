/* SPDX-License-Identifier: BSD-3-Clause */
/* What timerfd_create(2) promises. Also run on Linux itself. */
#include <unicore/call.h>
#include <unicore/errno.h>
#include <unicore/linux-file.h>
#include <unicore/party.h>
#include <unicore/test.h>

#define ORACLE_CLOCK_REALTIME 0
#define ORACLE_CLOCK_MONOTONIC 1
#define ABSOLUTE 1

struct times {
	int64_t interval_s, interval_ns, value_s, value_ns;
};

static int64_t take(int timer)
{
	uint64_t count;
	long result = UC_CALL(read, timer, &count, sizeof count);
	return result == sizeof count ? (int64_t)count : result;
}

static long set(int timer, int flags, uint64_t value_ns, uint64_t interval_ns)
{
	struct times times = {(int64_t)(interval_ns / 1000000000), (int64_t)(interval_ns % 1000000000),
			      (int64_t)(value_ns / 1000000000), (int64_t)(value_ns % 1000000000)};
	return UC_CALL(timerfd_settime, timer, flags, &times, 0);
}

UC_TEST(timerfd_waits_for_its_time)
{
	int timer = UC_CALL(timerfd_create, ORACLE_CLOCK_MONOTONIC, 0);
	uint64_t start = now_ns();
	UC_REQUIRE(timer >= 0);
	UC_CHECK_EQUAL(set(timer, 0, 10 * MS, 0), 0);
	UC_CHECK_EQUAL(take(timer), 1);
	UC_CHECK(now_ns() - start >= 10 * MS);
	UC_CALL(close, timer);
}

UC_TEST(timerfd_counts_what_was_missed)
{
	int timer = UC_CALL(timerfd_create, ORACLE_CLOCK_MONOTONIC, UC_O_NONBLOCK);
	set(timer, 0, 100000 * MS, 2 * MS);
	UC_CHECK_EQUAL(take(timer), -EAGAIN);
	set(timer, 0, 2 * MS, 2 * MS);
	sleep_ms(11);
	UC_CHECK(take(timer) >= 5);
	set(timer, 0, 2 * MS, 100000 * MS);
	sleep_ms(5);
	UC_CHECK_EQUAL(take(timer), 1);
	UC_CHECK_EQUAL(take(timer), -EAGAIN);
	UC_CALL(close, timer);
}

UC_TEST(timerfd_takes_absolute_times)
{
	int timer = UC_CALL(timerfd_create, ORACLE_CLOCK_MONOTONIC, 0);
	uint64_t deadline = now_ns() + 5 * MS;
	UC_CHECK_EQUAL(set(timer, ABSOLUTE, deadline, 0), 0);
	UC_CHECK_EQUAL(take(timer), 1);
	UC_CHECK(now_ns() >= deadline);
	/* Long ago: at once. */
	UC_CHECK_EQUAL(set(timer, ABSOLUTE, 1, 0), 0);
	UC_CHECK_EQUAL(take(timer), 1);
	UC_CALL(close, timer);
	timer = UC_CALL(timerfd_create, ORACLE_CLOCK_REALTIME, 0);
	UC_CHECK_EQUAL(set(timer, ABSOLUTE, 1000000000, 0), 0);
	UC_CHECK_EQUAL(take(timer), 1);
	UC_CALL(close, timer);
}

UC_TEST(timerfd_tells_what_is_left)
{
	struct times left, old;
	int timer = UC_CALL(timerfd_create, ORACLE_CLOCK_MONOTONIC, 0);
	UC_CHECK_EQUAL(UC_CALL(timerfd_gettime, timer, &left), 0);
	UC_CHECK(left.value_s == 0 && left.value_ns == 0);
	set(timer, 0, 100000 * MS, 7 * MS);
	UC_CHECK_EQUAL(UC_CALL(timerfd_gettime, timer, &left), 0);
	UC_CHECK(left.value_s == 99 || (left.value_s == 100 && left.value_ns == 0));
	UC_CHECK(left.interval_s == 0 && left.interval_ns == 7 * (int64_t)MS);
	/* Stopped, and what was set is told. */
	struct times stop = {0};
	UC_CHECK_EQUAL(UC_CALL(timerfd_settime, timer, 0, &stop, &old), 0);
	UC_CHECK(old.value_s >= 90 && old.interval_ns == 7 * (int64_t)MS);
	UC_CHECK_EQUAL(UC_CALL(timerfd_gettime, timer, &left), 0);
	UC_CHECK(left.value_s == 0 && left.value_ns == 0 && left.interval_ns == 0);
	UC_CALL(close, timer);
}

UC_TEST(timerfd_setting_forgets_expirations)
{
	int timer = UC_CALL(timerfd_create, ORACLE_CLOCK_MONOTONIC, UC_O_NONBLOCK);
	set(timer, 0, 1 * MS, 0);
	sleep_ms(3);
	set(timer, 0, 100000 * MS, 0);
	UC_CHECK_EQUAL(take(timer), -EAGAIN);
	UC_CALL(close, timer);
}

struct pollfd {
	int descriptor;
	short events, returned;
};

UC_TEST(timerfd_wakes_poll)
{
	int timer = UC_CALL(timerfd_create, ORACLE_CLOCK_MONOTONIC, UC_O_NONBLOCK);
	struct pollfd entry = {timer, UC_POLLIN | UC_POLLOUT, 0};
	set(timer, 0, 100000 * MS, 0);
	UC_CHECK_EQUAL(UC_CALL(poll, &entry, 1, 0), 0);
	set(timer, 0, 3 * MS, 0);
	UC_CHECK_EQUAL(UC_CALL(poll, &entry, 1, 5000), 1);
	UC_CHECK_EQUAL(entry.returned, UC_POLLIN);
	UC_CALL(close, timer);
}

UC_TEST(timerfd_refuses_nonsense)
{
	struct times bad = {0, 0, 0, 1000000000};
	int timer = UC_CALL(timerfd_create, ORACLE_CLOCK_MONOTONIC, UC_O_CLOEXEC);
	char small[7];
	UC_CHECK_EQUAL(UC_CALL(timerfd_create, 2, 0), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(timerfd_create, ORACLE_CLOCK_MONOTONIC, 1), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(timerfd_settime, timer, 0, &bad, 0), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(timerfd_settime, timer, 8, &bad, 0), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(timerfd_settime, 4000, 0, &(struct times){0}, 0), -EBADF);
	UC_CHECK_EQUAL(UC_CALL(read, timer, small, sizeof small), -EINVAL);
	UC_CALL(close, timer);
}

UC_TEST(timerfd_can_be_closed_while_it_runs)
{
	int timer = UC_CALL(timerfd_create, ORACLE_CLOCK_MONOTONIC, 0);
	set(timer, 0, 1 * MS, 1 * MS);
	UC_CHECK_EQUAL(UC_CALL(close, timer), 0);
	sleep_ms(3);
}
