/* SPDX-License-Identifier: BSD-3-Clause */
/* Sleeping, timers, interruption. */
#include "support.h"

UC_TEST(a_sleep_ends_at_its_time)
{
	uint64_t deadline = in_ms(20);
	UC_CHECK_EQUAL(uc_sleep_until(deadline, true), 0);
	UC_CHECK(uc_clock_monotonic_ns() >= deadline);
	UC_CHECK_EQUAL(uc_sleep_until(0, true), 0);
}

static unsigned woken[3];
static unsigned sleepers;

static void sleep_for(void *milliseconds)
{
	uc_sleep_until(in_ms(*(unsigned *)milliseconds), false);
	woken[sleepers++] = *(unsigned *)milliseconds;
}

UC_TEST(sleepers_wake_in_the_order_of_their_times)
{
	static unsigned times[] = {90, 10, 50};
	struct uc_thread *threads[3];
	sleepers = 0;
	for (unsigned n = 0; n < 3; n++)
		threads[n] = start(sleep_for, &times[n]);
	for (unsigned n = 0; n < 3; n++)
		uc_thread_join(threads[n]);
	UC_CHECK(woken[0] == 10 && woken[1] == 50 && woken[2] == 90);
}

#define TIMERS 64

static struct uc_timer timers[TIMERS];
static uint64_t last_ns;
static unsigned fired, early, disordered;

static void count(struct uc_timer *timer)
{
	early += uc_clock_monotonic_ns() < timer->deadline_ns;
	disordered += timer->deadline_ns < last_ns;
	last_ns = timer->deadline_ns;
	fired++;
}

/* Random times, some of them changed, some cancelled: each that is left fires once, in order, never early. */
UC_TEST(timers_fire_once_and_in_order)
{
	unsigned armed = 0;
	bool is_armed[TIMERS] = {false};
	fired = early = disordered = 0;
	last_ns = 0;
	uint64_t base = in_ms(5);
	for (unsigned n = 0; n < TIMERS; n++)
		uc_timer_init(&timers[n], count);
	for (unsigned n = 0; n < 10 * TIMERS; n++) {
		unsigned which = uc_test_random() % TIMERS;
		is_armed[which] = uc_test_random() % 3 != 0;
		if (is_armed[which])
			uc_timer_set(&timers[which], base + uc_test_random() % MS(20));
		else
			uc_timer_cancel(&timers[which]);
	}
	for (unsigned n = 0; n < TIMERS; n++)
		armed += is_armed[n];
	uc_sleep_until(base + MS(25), false);
	UC_CHECK_EQUAL(fired, armed);
	UC_CHECK_EQUAL(early, 0);
	UC_CHECK_EQUAL(disordered, 0);
	uc_sleep_until(in_ms(5), false);
	UC_CHECK_EQUAL(fired, armed);
}

static void again(struct uc_timer *timer)
{
	if (++fired < 5)
		uc_timer_set(timer, 0);
}

UC_TEST(a_timer_may_set_itself_again)
{
	struct uc_timer timer;
	fired = 0;
	uc_timer_init(&timer, again);
	uc_timer_set(&timer, 0);
	uc_sleep_until(in_ms(20), false);
	UC_CHECK_EQUAL(fired, 5);
}

static void interrupt(void *thread)
{
	uc_thread_interrupt(thread);
}

UC_TEST(an_interruption_ends_a_wait)
{
	uint64_t begin = uc_clock_monotonic_ns();
	struct uc_thread *other = start(interrupt, uc_thread_current());
	UC_CHECK_EQUAL(uc_sleep_until(in_ms(10000), true), -EINTR);
	UC_CHECK(uc_clock_monotonic_ns() - begin < MS(5000));
	uc_thread_join(other);
}

UC_TEST(an_interruption_waits_for_an_interruptible_wait)
{
	struct uc_thread *self = uc_thread_current();
	uc_thread_interrupt(self);
	UC_CHECK_EQUAL(uc_sleep_until(in_ms(5), false), 0);
	UC_CHECK_EQUAL(uc_sleep_until(in_ms(10000), true), -EINTR);
	UC_CHECK_EQUAL(uc_sleep_until(in_ms(5), true), 0);
	uc_thread_interrupt(self);
	uc_thread_clear_interrupt(self);
	UC_CHECK_EQUAL(uc_sleep_until(in_ms(5), true), 0);
}

static volatile bool stop;

static void spin(void *unused)
{
	(void)unused;
	while (!stop)
		uc_thread_yield();
}

UC_TEST(busy_threads_do_not_keep_a_sleeper_from_waking)
{
	stop = false;
	struct uc_thread *a = start(spin, NULL), *b = start(spin, NULL);
	uint64_t begin = uc_clock_monotonic_ns();
	uc_sleep_until(in_ms(20), false);
	UC_CHECK(uc_clock_monotonic_ns() - begin < MS(5000));
	stop = true;
	uc_thread_join(a);
	uc_thread_join(b);
}
