/* SPDX-License-Identifier: BSD-3-Clause */
/* Wait queues: who is woken, in which order, and that no wake-up is lost. */
#include "support.h"

static struct uc_waitq queue = UC_WAITQ_INIT(queue);
static unsigned items, taken, told;

/* Waits for long, not for ever: a lost wake-up is a failure, not an image that hangs. */
static void take_one(void *unused)
{
	(void)unused;
	struct uc_wait wait;
	uint64_t deadline_ns = in_ms(5000);
	int result = 0;
	uc_wait_begin(&wait, &queue, true);
	while (items == 0 && result == 0)
		result = uc_wait_sleep(&wait, deadline_ns, false);
	UC_CHECK_EQUAL(result, 0);
	if (items > 0) {
		items--;
		taken++;
	}
	uc_wait_end(&wait, &queue);
}

static void start_takers(struct uc_thread **threads, unsigned count)
{
	items = taken = 0;
	for (unsigned n = 0; n < count; n++)
		threads[n] = start(take_one, NULL);
	uc_thread_yield();
}

static void join_all(struct uc_thread **threads, unsigned count)
{
	for (unsigned n = 0; n < count; n++)
		uc_thread_join(threads[n]);
}

UC_TEST(a_wake_of_n_wakes_n_exclusive_waiters)
{
	struct uc_thread *threads[5];
	start_takers(threads, 5);
	items = 5;
	uc_waitq_wake(&queue, 0, 2);
	uc_thread_yield();
	UC_CHECK_EQUAL(taken, 2);
	uc_waitq_wake_all(&queue, 0);
	join_all(threads, 5);
	UC_CHECK_EQUAL(taken, 5);
}

/* Two wake-ups of one before any of the woken has run are for two waiters. */
UC_TEST(wake_ups_before_the_first_has_run_are_not_lost)
{
	struct uc_thread *threads[3];
	start_takers(threads, 3);
	for (unsigned n = 0; n < 3; n++) {
		items++;
		uc_waitq_wake(&queue, 0, 1);
	}
	join_all(threads, 3);
	UC_CHECK_EQUAL(taken, 3);
}

/* One that leaves without having needed its wake-up leaves it to the next. */
UC_TEST(a_wake_up_that_is_not_needed_is_passed_on)
{
	struct uc_thread *thread;
	struct uc_wait wait;
	uc_wait_begin(&wait, &queue, true);
	start_takers(&thread, 1);
	items = 1;
	uc_waitq_wake(&queue, 0, 1);
	uc_wait_end(&wait, &queue);
	uc_thread_join(thread);
	UC_CHECK_EQUAL(taken, 1);
}

static void listen(struct uc_wait_entry *entry, unsigned events)
{
	(void)entry;
	told += events;
}

UC_TEST(listeners_are_all_told_and_take_nobodys_turn)
{
	struct uc_wait_entry entries[2] = {{.notify = listen}, {.notify = listen}};
	struct uc_thread *thread;
	told = 0;
	uc_waitq_add(&queue, &entries[0]);
	uc_waitq_add(&queue, &entries[1]);
	start_takers(&thread, 1);
	items = 1;
	uc_waitq_wake(&queue, 16, 1);
	UC_CHECK_EQUAL(told, 32);
	uc_thread_join(thread);
	uc_waitq_remove(&queue, &entries[0]);
	uc_waitq_wake(&queue, 1, 0);
	UC_CHECK_EQUAL(told, 33);
	uc_waitq_remove(&queue, &entries[1]);
	uc_waitq_wake_all(&queue, 1);
	UC_CHECK_EQUAL(told, 33);
}

static struct uc_wait_entry victim = {.notify = listen}, *added;

static void remove_victim(struct uc_wait_entry *entry, unsigned events)
{
	(void)events;
	uc_waitq_remove(&queue, entry);
	uc_waitq_remove(&queue, &victim);
	if (added)
		uc_waitq_add(&queue, added);
	told++;
}

UC_TEST(a_listener_may_change_the_queue)
{
	struct uc_wait_entry remover = {.notify = remove_victim}, last = {.notify = listen},
			     another = {.notify = listen};
	told = 0;
	added = &another;
	uc_waitq_add(&queue, &remover);
	uc_waitq_add(&queue, &victim);
	uc_waitq_add(&queue, &last);
	uc_waitq_wake(&queue, 100, 0);
	UC_CHECK(told == 101 || told == 201);
	told = 0;
	uc_waitq_wake(&queue, 1, 0);
	UC_CHECK_EQUAL(told, 2);
	uc_waitq_remove(&queue, &last);
	uc_waitq_remove(&queue, &another);
	added = NULL;
}

UC_TEST(a_wake_before_the_sleep_is_not_lost)
{
	struct uc_wait wait;
	uc_wait_begin(&wait, &queue, false);
	uc_waitq_wake_all(&queue, 0);
	UC_CHECK_EQUAL(uc_wait_sleep(&wait, in_ms(2000), false), 0);
	UC_CHECK_EQUAL(uc_wait_sleep(&wait, in_ms(5), false), -ETIMEDOUT);
	uc_wait_end(&wait, &queue);
}

static volatile unsigned value;

static void set_value(struct uc_timer *timer)
{
	(void)timer;
	value = 1;
	uc_waitq_wake_all(&queue, 0);
}

/* The change and its wake-up come at some moment around the look at the condition. */
UC_TEST(an_event_is_never_missed)
{
	struct uc_timer timer;
	uc_timer_init(&timer, set_value);
	for (unsigned n = 0; n < 300; n++) {
		value = 0;
		uc_timer_set(&timer, uc_clock_monotonic_ns() + uc_test_random() % 20000);
		UC_CHECK_EQUAL(UC_WAIT_EVENT(&queue, value != 0, in_ms(5000), false), 0);
		UC_CHECK_EQUAL(value, 1);
	}
}

UC_TEST(a_condition_that_holds_does_not_wait)
{
	UC_CHECK_EQUAL(UC_WAIT_EVENT(&queue, true, 0, true), 0);
	UC_CHECK_EQUAL(UC_WAIT_EVENT(&queue, false, 0, true), -ETIMEDOUT);
	UC_CHECK(uc_list_empty(&queue.entries));
}

/* Producers and consumers over one queue: every item is taken once, nobody sleeps for ever. */
#define ITEMS 2000

static void produce(void *unused)
{
	(void)unused;
	for (unsigned n = 0; n < ITEMS; n++) {
		items++;
		uc_waitq_wake(&queue, 0, 1);
		if (uc_test_random() % 3 == 0)
			uc_thread_yield();
	}
}

static void consume(void *unused)
{
	(void)unused;
	for (unsigned n = 0; n < ITEMS; n++)
		take_one(NULL);
}

UC_TEST(as_many_are_taken_as_were_made)
{
	struct uc_thread *threads[6];
	items = taken = 0;
	for (unsigned n = 0; n < 6; n++)
		threads[n] = start(n % 2 ? produce : consume, NULL);
	join_all(threads, 6);
	UC_CHECK_EQUAL(taken, 3 * ITEMS);
	UC_CHECK_EQUAL(items, 0);
}
