/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A crash in a timer, while a comparison of qsort's sleeps: the report's chain goes through the scheduler and through
 * musl. The manifest's test expects the names.
 */
#include <stdlib.h>
#include <unicore/clock.h>
#include <unicore/crash.h>
#include <unicore/sched.h>
#include <unicore/test.h>

static void crash_in_timer(struct uc_timer *timer)
{
	(void)timer;
	uc_crash("in a timer");
}

__attribute__((noinline)) static int compare_after_a_sleep(const void *a, const void *b)
{
	static struct uc_timer timer;
	uc_timer_init(&timer, crash_in_timer);
	uc_timer_set(&timer, uc_clock_monotonic_ns() + UC_NS_PER_MS);
	uc_sleep_until(uc_clock_monotonic_ns() + 1000 * UC_NS_PER_MS, false);
	return *(const char *)a - *(const char *)b;
}

__attribute__((noinline)) static char sort_letters(void)
{
	char letters[] = {'c', 'a', 'b', 'd'};
	qsort(letters, sizeof letters, 1, compare_after_a_sleep);
	return letters[0];
}

UC_CRASH_TEST(backtrace_through_musl_and_timer)
{
	UC_CHECK(sort_letters() == 'a');
}
