/* SPDX-License-Identifier: BSD-3-Clause */
/* Stacks end at guard pages, for small frames and for frames that are larger than a guard. */
#include <unicore/sched.h>
#include <unicore/string.h>
#include <unicore/test.h>

#pragma GCC diagnostic ignored "-Winfinite-recursion"

__attribute__((noinline)) static int descend(volatile int *above)
{
	volatile int here[16];
	here[0] = *above + 1;
	return descend(here) + here[0];
}

/* Touches only the far end of its frame, which would lie beyond the guard. */
__attribute__((noinline)) static int leap(volatile char *above)
{
	volatile char here[1 << 20];
	here[0] = (char)(*above + 1);
	return here[0];
}

UC_CRASH_TEST(stack_overflow_main)
{
	volatile int start = 0;
	descend(&start);
}

static void overflow(void *unused)
{
	volatile int start = 0;
	(void)unused;
	descend(&start);
}

static void overflow_at_once(void *unused)
{
	volatile char start = 0;
	(void)unused;
	leap(&start);
}

static void in_thread(void (*entry)(void *))
{
	static const struct uc_thread_attributes attributes = {.name = "deep", .stack_bytes = 16384};
	struct uc_thread *thread;
	if (uc_thread_create(&thread, &attributes, entry, NULL) == 0)
		uc_thread_join(thread);
}

UC_CRASH_TEST(stack_overflow_thread)
{
	in_thread(overflow);
}

UC_CRASH_TEST(stack_leap)
{
	in_thread(overflow_at_once);
}
