/* SPDX-License-Identifier: BSD-3-Clause */
/* Who loses the CPU to whom, and who does not. */
#include "support.h"

static volatile unsigned steps[2];

/* Two that compute, each until it has seen the other one go on: without preemption the first never ends. */
static void compute(void *number)
{
	unsigned own = (unsigned)(uintptr_t)number, other = !own;
	uc_preempt_allow(NULL);
	for (unsigned n = 1; n <= 10; n++) {
		steps[own] = n;
		UC_CHECK(compute_until(&steps[other], n));
	}
	steps[own] = 100;
	uc_preempt_off();
}

IN_SECTION_TEST(two_that_compute_take_turns)
{
	struct uc_thread *threads[2];
	steps[0] = steps[1] = 0;
	for (uintptr_t n = 0; n < 2; n++)
		threads[n] = start(0, false, compute, (void *)n);
	for (unsigned n = 0; n < 2; n++)
		uc_thread_join(threads[n]);
}

static volatile unsigned told, ended;
static struct uc_waitq queue = UC_WAITQ_INIT(queue);

static void compute_until_told(void *unused)
{
	(void)unused;
	uc_preempt_allow(NULL);
	UC_CHECK(compute_until(&told, 1));
	uc_preempt_off();
	ended++;
}

static void sleep_and_tell(void *lateness_ns)
{
	uint64_t deadline_ns = uc_clock_monotonic_ns() + MS(3);
	uc_sleep_until(deadline_ns, false);
	*(uint64_t *)lateness_ns = uc_clock_monotonic_ns() - deadline_ns;
	UC_CHECK_EQUAL(ended, 0);
	told = 1;
}

/* A sleep ends on time although somebody computes. The best of some tries: the host may be busy. */
IN_SECTION_TEST(a_timer_preempts_who_computes)
{
	uint64_t least_ns = UINT64_MAX;
	for (unsigned n = 0; n < 20; n++) {
		uint64_t lateness_ns = 0;
		told = ended = 0;
		struct uc_thread *sleeper = start(1, false, sleep_and_tell, &lateness_ns);
		struct uc_thread *computer = start(0, false, compute_until_told, NULL);
		uc_thread_join(computer);
		uc_thread_join(sleeper);
		UC_CHECK_EQUAL(ended, 1);
		if (lateness_ns < least_ns)
			least_ns = lateness_ns;
	}
	UC_CHECK(least_ns < MS(1));
}

static void wait_and_tell(void *unused)
{
	(void)unused;
	UC_WAIT_EVENT(&queue, steps[0] > 0, UC_FOREVER, false);
	told = 1;
}

static void wake_in_a_section(void *unused)
{
	(void)unused;
	uc_preempt_allow(NULL);
	uc_preempt_off();
	steps[0] = 1;
	uc_waitq_wake_all(&queue, 0);
	UC_CHECK_EQUAL(told, 0);
	uc_preempt_off();
	uc_preempt_on();
	UC_CHECK_EQUAL(told, 0);
	uc_preempt_on();
	UC_CHECK_EQUAL(told, 1);
	uc_preempt_off();
}

IN_SECTION_TEST(the_end_of_the_last_section_lets_a_higher_one_run)
{
	told = steps[0] = 0;
	struct uc_thread *high = start(2, false, wait_and_tell, NULL);
	struct uc_thread *low = start(0, false, wake_in_a_section, NULL);
	uc_thread_join(low);
	uc_thread_join(high);
}

static void note_first(void *number)
{
	unsigned own = (unsigned)(uintptr_t)number;
	uc_preempt_allow(NULL);
	uint64_t end_ns = uc_clock_monotonic_ns() + 6 * uc_preempt_slice_ns();
	while (uc_clock_monotonic_ns() < end_ns)
		;
	uc_preempt_off();
	steps[own] = ++ended;
}

/* First in, first out: the second one of the same priority waits for the end of the first. */
IN_SECTION_TEST(fifo_has_no_slices)
{
	ended = 0;
	struct uc_thread *a = start(1, true, note_first, (void *)0), *b = start(1, true, note_first, (void *)1);
	uc_thread_join(b);
	uc_thread_join(a);
	UC_CHECK_EQUAL(steps[0], 1);
	UC_CHECK_EQUAL(steps[1], 2);
}

static void run_in_a_section(void *unused)
{
	(void)unused;
	uc_preempt_allow(NULL);
	uc_preempt_off();
	uint64_t end_ns = uc_clock_monotonic_ns() + 6 * uc_preempt_slice_ns();
	while (uc_clock_monotonic_ns() < end_ns)
		UC_CHECK_EQUAL(told, 0);
	ended = 1;
	uc_preempt_on();
	UC_CHECK(compute_until(&told, 1));
	uc_preempt_off();
}

static void tell(void *unused)
{
	(void)unused;
	UC_CHECK_EQUAL(ended, 1);
	told = 1;
}

IN_SECTION_TEST(nobody_is_preempted_in_a_section)
{
	told = ended = 0;
	struct uc_thread *in_section = start(0, false, run_in_a_section, NULL), *other = start(0, false, tell, NULL);
	uc_thread_join(in_section);
	uc_thread_join(other);
}

static struct uc_thread *lent_to;

static void note_order(void *number)
{
	steps[(uintptr_t)number] = ++ended;
}

IN_SECTION_TEST(a_lent_priority_goes_before_and_ends)
{
	ended = 0;
	struct uc_thread *a = start(0, false, note_order, (void *)0);
	lent_to = start(0, false, note_order, (void *)1);
	uc_thread_lend(lent_to, 5);
	UC_CHECK_EQUAL(uc_thread_priority(lent_to), 5);
	UC_CHECK_EQUAL(uc_thread_get_policy(lent_to).priority, 0);
	uc_thread_yield();
	uc_thread_yield();
	UC_CHECK_EQUAL(steps[1], 1);
	UC_CHECK_EQUAL(steps[0], 2);
	uc_thread_lend(lent_to, 0);
	UC_CHECK_EQUAL(uc_thread_priority(lent_to), 0);
	uc_thread_join(a);
	uc_thread_join(lent_to);
}

static volatile unsigned tellings;
static struct uc_trap *told_with;

static void be_told(struct uc_trap *trap)
{
	told_with = trap;
	tellings++;
	UC_CHECK(uc_preempt_depth > 0);
}

static void compute_and_be_told(void *unused)
{
	(void)unused;
	uc_preempt_allow(be_told);
	UC_CHECK(compute_until(&tellings, 3));
	uc_preempt_off();
}

/* An interruption reaches also a thread that makes no call; and none is told twice. */
IN_SECTION_TEST(who_computes_is_told_of_interruptions)
{
	tellings = 0;
	struct uc_thread *thread = start(0, false, compute_and_be_told, NULL);
	for (unsigned n = 1; n <= 3; n++) {
		uc_sleep_until(uc_clock_monotonic_ns() + MS(2), false);
		UC_CHECK_EQUAL(tellings, n - 1);
		uc_thread_interrupt(thread);
		uint64_t end_ns = uc_clock_monotonic_ns() + LONG_NS;
		while (tellings < n && uc_clock_monotonic_ns() < end_ns)
			uc_thread_yield();
		UC_CHECK_EQUAL(tellings, n);
		UC_CHECK(told_with != NULL);
	}
	uc_thread_join(thread);
}
