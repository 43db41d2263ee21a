/* SPDX-License-Identifier: BSD-3-Clause */
/* POSIX timers: once, again and again, late, to a thread, and gone. */
#include "support.h"

struct event {
	uint64_t value;
	int signal, notify, tid, padding[12];
};

static volatile int calls;
static struct information told;

static void remember(int signal, struct information *info, void *context)
{
	(void)signal, (void)context;
	calls++;
	told = *info;
}

static int create(int clock, int notify)
{
	struct event event = {.value = 77, .signal = SIGRT, .notify = notify, .tid = (int)UC_CALL(gettid)};
	int id = -1;
	UC_CHECK_EQUAL(UC_CALL(timer_create, clock, &event, &id), 0);
	calls = 0;
	act(SIGRT, remember, 0);
	return id;
}

static long set(int id, int flags, uint64_t first_ns, uint64_t interval_ns)
{
	int64_t setting[4] = {(int64_t)(interval_ns / UC_NS_PER_SECOND), (int64_t)(interval_ns % UC_NS_PER_SECOND),
			      (int64_t)(first_ns / UC_NS_PER_SECOND), (int64_t)(first_ns % UC_NS_PER_SECOND)};
	return UC_CALL(timer_settime, id, flags, setting, 0);
}

static void done(int id)
{
	UC_CHECK_EQUAL(UC_CALL(timer_delete, id), 0);
	act_default(SIGRT);
}

UC_TEST(a_timer_fires_once)
{
	int id = create(1, 0);
	UC_CHECK_EQUAL(set(id, 0, 3 * MS, 0), 0);
	UC_CHECK_EQUAL(UC_CALL(pause), -EINTR);
	UC_CHECK_EQUAL(calls, 1);
	UC_CHECK_EQUAL(told.code, -2); /* SI_TIMER */
	UC_CHECK(told.pid == id && told.value == 77 && told.uid == 0);
	UC_CHECK_EQUAL(UC_CALL(poll, 0, 0, 6), 0);
	int64_t setting[4] = {9, 9, 9, 9};
	UC_CHECK_EQUAL(UC_CALL(timer_gettime, id, setting), 0);
	UC_CHECK(setting[2] == 0 && setting[3] == 0);
	done(id);
}

UC_TEST(a_timer_fires_again_and_again)
{
	int id = create(1, 4); /* SIGEV_THREAD_ID */
	UC_CHECK_EQUAL(set(id, 0, 2 * MS, 2 * MS), 0);
	for (int i = 0; i < 4; i++)
		UC_CHECK_EQUAL(UC_CALL(pause), -EINTR);
	UC_CHECK(calls >= 4);
	UC_CHECK_EQUAL(set(id, 0, 0, 0), 0);
	calls = 0;
	UC_CHECK_EQUAL(UC_CALL(poll, 0, 0, 6), 0);
	UC_CHECK_EQUAL(calls, 0);
	done(id);
}

UC_TEST(what_is_missed_is_counted)
{
	int id = create(1, 0);
	mask(BLOCK, bit(SIGRT));
	UC_CHECK_EQUAL(set(id, 0, 1 * MS, 1 * MS), 0);
	uc_sleep_until(in_ms(20), false);
	mask(UNBLOCK, bit(SIGRT));
	UC_CHECK_EQUAL(calls, 1);
	UC_CHECK(told.uid >= 10 && told.uid <= 100);
	UC_CHECK(UC_CALL(timer_getoverrun, id) >= (long)told.uid);
	done(id);
}

UC_TEST(a_timer_at_a_point_of_the_wall_clock)
{
	int id = create(0, 0);
	uint64_t start = uc_clock_monotonic_ns();
	UC_CHECK_EQUAL(set(id, 1, uc_clock_realtime_ns() + 5 * MS, 0), 0);
	UC_CHECK_EQUAL(UC_CALL(pause), -EINTR);
	UC_CHECK(uc_clock_monotonic_ns() - start >= 4 * MS);
	/* Long past: at once. */
	UC_CHECK_EQUAL(set(id, 1, 1, 0), 0);
	UC_CHECK_EQUAL(UC_CALL(pause), -EINTR);
	UC_CHECK_EQUAL(calls, 2);
	done(id);
}

UC_TEST(a_deleted_timer_is_silent)
{
	int id = create(1, 0);
	uint64_t pending;
	mask(BLOCK, bit(SIGRT));
	set(id, 0, 1 * MS, 1 * MS);
	uc_sleep_until(in_ms(3), false);
	UC_CALL(rt_sigpending, &pending, 8);
	UC_CHECK(pending == bit(SIGRT));
	struct action ignore = {SIG_IGN, 0, 0, 0};
	UC_CALL(rt_sigaction, SIGRT, &ignore, 0, 8);
	done(id);
	uc_sleep_until(in_ms(3), false);
	UC_CALL(rt_sigpending, &pending, 8);
	UC_CHECK(pending == 0);
	mask(SET, 0);
	UC_CHECK_EQUAL(UC_CALL(timer_delete, id), -EINVAL);
}

UC_TEST(timer_calls_check_their_arguments)
{
	struct event event = {.signal = 65, .notify = 0};
	int id;
	int64_t setting[4] = {0, 0, 0, 1000000000};
	UC_CHECK_EQUAL(UC_CALL(timer_create, 1, &event, &id), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(timer_create, 2, 0, &id), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(timer_create, 1, 0, 0), -EFAULT);
	event = (struct event){.signal = SIGRT, .notify = 4, .tid = 9999};
	UC_CHECK_EQUAL(UC_CALL(timer_create, 1, &event, &id), -EINVAL);
	id = create(1, 1); /* SIGEV_NONE */
	UC_CHECK_EQUAL(UC_CALL(timer_settime, id, 0, setting, 0), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(timer_settime, id, 0, 0, 0), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(timer_gettime, 200, setting), -EINVAL);
	UC_CHECK_EQUAL(set(id, 0, UC_NS_PER_SECOND, 0), 0);
	UC_CHECK_EQUAL(UC_CALL(timer_gettime, id, setting), 0);
	UC_CHECK(setting[2] == 0 && setting[3] > 900000000);
	done(id);
}
