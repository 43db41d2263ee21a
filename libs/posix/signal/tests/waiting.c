/* SPDX-License-Identifier: BSD-3-Clause */
/* Signals that end waits: alarms, sigsuspend, sigtimedwait, other threads. */
#include "support.h"

static volatile int calls;

static void count(int signal, struct information *info, void *context)
{
	(void)signal, (void)info, (void)context;
	calls++;
}

/* What a libc does at the end of a call that was interrupted. */
static int attend(void)
{
	return uc_attend_pending();
}

static long timer(uint64_t first_us, uint64_t interval_us)
{
	int64_t value[4] = {0, (int64_t)interval_us, 0, (int64_t)first_us};
	return UC_CALL(setitimer, 0, value, 0);
}

UC_TEST(an_alarm_interrupts_a_wait)
{
	calls = 0;
	act(SIGALRM, count, SA_RESTART);
	UC_CHECK_EQUAL(timer(5000, 0), 0);
	UC_CHECK_EQUAL(UC_CALL(poll, 0, 0, 2000), -EINTR);
	UC_CHECK_EQUAL(attend(), UC_ATTEND_RESTART);
	UC_CHECK_EQUAL(calls, 1);
	act(SIGALRM, count, 0);
	timer(5000, 0);
	int64_t time[2] = {2, 0}, rest[2] = {0, 0};
	UC_CHECK_EQUAL(UC_CALL(nanosleep, time, rest), -EINTR);
	UC_CHECK_EQUAL(attend(), UC_ATTEND_INTERRUPT);
	UC_CHECK(rest[0] == 1 && rest[1] > 900000000);
	UC_CHECK_EQUAL(calls, 2);
	act_default(SIGALRM);
}

UC_TEST(an_interval_comes_again_and_again)
{
	calls = 0;
	act(SIGALRM, count, 0);
	timer(2000, 2000);
	int64_t value[4];
	UC_CHECK_EQUAL(UC_CALL(getitimer, 0, value), 0);
	UC_CHECK(value[0] == 0 && value[1] == 2000 && value[2] == 0 && value[3] > 0 && value[3] <= 2000);
	for (int i = 0; i < 5; i++)
		UC_CHECK_EQUAL(UC_CALL(pause), -EINTR);
	UC_CHECK(calls >= 5);
	timer(0, 0);
	UC_CALL(getitimer, 0, value);
	UC_CHECK(value[1] == 0 && value[3] == 0);
	UC_CHECK_EQUAL(UC_CALL(getitimer, 1, value), -EINVAL);
	UC_CHECK_EQUAL(timer(1000000, 0), -EINVAL);
	act_default(SIGALRM);
}

UC_TEST(alarm_tells_the_seconds_that_were_left)
{
	UC_CHECK_EQUAL(UC_CALL(alarm, 100), 0);
	UC_CHECK_EQUAL(UC_CALL(alarm, 0), 100);
	UC_CHECK_EQUAL(UC_CALL(alarm, 0), 0);
}

UC_TEST(sigsuspend_waits_with_another_mask)
{
	uint64_t open = ~bit(SIGALRM);
	calls = 0;
	act(SIGALRM, count, 0);
	mask(BLOCK, bit(SIGALRM));
	timer(3000, 0);
	UC_CHECK_EQUAL(UC_CALL(rt_sigsuspend, &open, 8), -EINTR);
	UC_CHECK_EQUAL(calls, 1);
	UC_CHECK(mask(SET, 0) == bit(SIGALRM));
	act_default(SIGALRM);
}

UC_TEST(sigtimedwait_takes_a_blocked_signal)
{
	uint64_t set = bit(SIGUSR1) | bit(SIGALRM);
	int64_t none[2] = {0, 0}, long_time[2] = {5, 0};
	struct information info = {0};
	mask(BLOCK, set);
	UC_CHECK_EQUAL(UC_CALL(rt_sigtimedwait, &set, &info, none, 8), -EAGAIN);
	raise(SIGUSR1);
	UC_CHECK_EQUAL(UC_CALL(rt_sigtimedwait, &set, &info, none, 8), SIGUSR1);
	UC_CHECK(info.signal == SIGUSR1 && info.code == -6 && info.pid == 1);
	timer(3000, 0);
	UC_CHECK_EQUAL(UC_CALL(rt_sigtimedwait, &set, &info, long_time, 8), SIGALRM);
	UC_CHECK_EQUAL(info.code, 0x80);
	int64_t bad[2] = {0, -1};
	UC_CHECK_EQUAL(UC_CALL(rt_sigtimedwait, &set, &info, bad, 8), -EINVAL);
	mask(SET, 0);
}

UC_TEST(sigtimedwait_is_interrupted_by_other_signals)
{
	uint64_t set = bit(SIGUSR1);
	int64_t time[2] = {5, 0};
	calls = 0;
	act(SIGALRM, count, 0);
	mask(BLOCK, set);
	timer(3000, 0);
	UC_CHECK_EQUAL(UC_CALL(rt_sigtimedwait, &set, 0, time, 8), -EINTR);
	attend();
	UC_CHECK_EQUAL(calls, 1);
	mask(SET, 0);
	act_default(SIGALRM);
}

static void kill_later(void *argument)
{
	(void)argument;
	uc_sleep_until(in_ms(3), false);
	send(SIGUSR1);
}

UC_TEST(another_thread_interrupts_this_one)
{
	struct uc_thread *other;
	calls = 0;
	act(SIGUSR1, count, 0);
	UC_REQUIRE(uc_thread_create(&other, NULL, kill_later, NULL) == 0);
	UC_CHECK_EQUAL(UC_CALL(poll, 0, 0, 2000), -EINTR);
	attend();
	UC_CHECK_EQUAL(calls, 1);
	uc_thread_join(other);
	act_default(SIGUSR1);
}

/* A signal of the process that nobody takes must not end anybody's wait. */
UC_TEST(an_ignored_signal_interrupts_nothing)
{
	struct action ignore = {SIG_IGN, 0, 0, 0};
	struct uc_thread *other;
	UC_CALL(rt_sigaction, SIGUSR1, &ignore, 0, 8);
	UC_REQUIRE(uc_thread_create(&other, NULL, kill_later, NULL) == 0);
	UC_CHECK_EQUAL(UC_CALL(poll, 0, 0, 10), 0);
	uc_thread_join(other);
	act_default(SIGUSR1);
}
