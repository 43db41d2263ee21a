/* SPDX-License-Identifier: BSD-3-Clause */
/* Before main and after it: constructors and exit handlers. */
#include <stdbool.h>
#include <stdlib.h>
#include <unicore/test.h>

static unsigned constructed;

static __attribute__((constructor)) void construct(void)
{
	constructed++;
}

UC_TEST(constructors_ran_once_before_main)
{
	UC_CHECK_EQUAL(constructed, 1);
}

static void do_nothing(void)
{
}

UC_TEST(there_is_room_for_32_handlers)
{
	unsigned count = 0;
	while (count < 100 && atexit(do_nothing) == 0)
		count++;
	UC_CHECK_EQUAL(count, 32);
}

static bool last_ran;

static void registered_last(void)
{
	last_ran = true;
}

/* Its crash report is what the test waits for. */
static void registered_first(void)
{
	if (last_ran)
		abort();
}

UC_CRASH_TEST(exit_runs_handlers_last_first)
{
	atexit(registered_first);
	atexit(registered_last);
	exit(0);
}
