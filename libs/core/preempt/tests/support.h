/* SPDX-License-Identifier: BSD-3-Clause */
/* What the tests share: threads that may be preempted, and time. */
#ifndef TEST_SUPPORT_H
#define TEST_SUPPORT_H

#include <unicore/clock.h>
#include <unicore/preempt.h>
#include <unicore/sched.h>
#include <unicore/test.h>

#define MS(n) ((n)*UC_NS_PER_MS)
/** So long may anything take that comes in the end, on a busy host too. */
#define LONG_NS MS(20000)

/** A test of the scheduler itself: it calls it as kernel threads do, in a section. */
#define IN_SECTION_TEST(name)                \
	static void name##_in_section(void); \
	UC_TEST(name)                        \
	{                                    \
		uc_preempt_off();            \
		name##_in_section();         \
		uc_preempt_on();             \
	}                                    \
	static void name##_in_section(void)

/** A thread of that policy which must come into being. It calls uc_preempt_allow itself. */
static inline struct uc_thread *start(int priority, bool fifo, void (*entry)(void *), void *argument)
{
	struct uc_thread *thread = NULL;
	struct uc_thread_attributes attributes = {.policy = {priority, fifo}};
	UC_CHECK_EQUAL(uc_thread_create(&thread, &attributes, entry, argument), 0);
	return thread;
}

/** Computes until `*flag` is at least `value`, or for very long; makes no call that lets others run. */
static inline bool compute_until(const volatile unsigned *flag, unsigned value)
{
	uint64_t end_ns = uc_clock_monotonic_ns() + LONG_NS;
	while (*flag < value)
		if (uc_clock_monotonic_ns() > end_ns)
			return false;
	return true;
}

#endif
