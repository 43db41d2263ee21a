/* SPDX-License-Identifier: BSD-3-Clause */
/* Many threads and many timers: what the run queue and the pairing heap do when they are full. */
#include <unicore/clock.h>
#include <unicore/sched.h>
#include <unicore/test.h>

#define THREADS 200
#define TIMERS 1000

static unsigned turns, disordered;

static void take_turns(void *number)
{
	for (unsigned n = 0; n < 5; n++) {
		disordered += turns++ % THREADS != (uintptr_t)number;
		uc_thread_yield();
	}
}

UC_TEST(many_threads_take_turns_in_order)
{
	static struct uc_thread *threads[THREADS];
	struct uc_thread_attributes attributes = {.stack_bytes = 8192};
	turns = disordered = 0;
	for (uintptr_t n = 0; n < THREADS; n++) {
		UC_REQUIRE(uc_thread_create(&threads[n], &attributes, take_turns, (void *)n) == 0);
		UC_CHECK(n == 0 || uc_thread_id(threads[n]) > uc_thread_id(threads[n - 1]));
	}
	for (unsigned n = 0; n < THREADS; n++)
		uc_thread_join(threads[n]);
	UC_CHECK_EQUAL(turns, 5 * THREADS);
	UC_CHECK_EQUAL(disordered, 0);
}

static struct uc_timer timers[TIMERS];
static unsigned fired, cancelled;
static uint64_t last_ns;

/* Each that fires cancels another one. */
static void fire(struct uc_timer *timer)
{
	fired++;
	disordered += timer->deadline_ns < last_ns;
	last_ns = timer->deadline_ns;
	struct uc_timer *other = &timers[uc_test_random() % TIMERS];
	cancelled += other->armed;
	uc_timer_cancel(other);
	UC_CHECK(!other->armed);
}

UC_TEST(timers_may_be_cancelled_while_others_fire)
{
	fired = cancelled = disordered = 0;
	last_ns = 0;
	uint64_t base_ns = uc_clock_monotonic_ns() + 5 * UC_NS_PER_MS;
	for (unsigned n = 0; n < TIMERS; n++) {
		uc_timer_init(&timers[n], fire);
		uc_timer_set(&timers[n], base_ns + uc_test_random() % (5 * UC_NS_PER_MS));
	}
	uc_sleep_until(base_ns + 6 * UC_NS_PER_MS, false);
	UC_CHECK_EQUAL(fired + cancelled, TIMERS);
	UC_CHECK(fired > 0 && cancelled > 0);
	UC_CHECK_EQUAL(disordered, 0);
	for (unsigned n = 0; n < TIMERS; n++)
		UC_CHECK(!timers[n].armed);
}

static unsigned depth_of(const volatile char *outer)
{
	volatile char here;
	return (unsigned)((uintptr_t)outer - (uintptr_t)&here);
}

static void use_most_of_it(void *unused)
{
	volatile char array[48 * 1024];
	(void)unused;
	for (unsigned n = 0; n < sizeof array; n += 1024)
		array[n] = (char)n;
	UC_CHECK(depth_of(array) < 16 * 1024);
}

UC_TEST(a_stack_is_as_large_as_it_was_asked_for)
{
	struct uc_thread *thread;
	struct uc_thread_attributes attributes = {.name = "large", .stack_bytes = 64 * 1024};
	UC_REQUIRE(uc_thread_create(&thread, &attributes, use_most_of_it, NULL) == 0);
	uc_thread_join(thread);
}
