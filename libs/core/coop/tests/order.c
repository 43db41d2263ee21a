/* SPDX-License-Identifier: BSD-3-Clause */
/* Who is ready first runs first, and nobody runs before the running thread lets him. */
#include <unicore/sched.h>
#include <unicore/test.h>

static unsigned order[8], ran;

static void note(void *number)
{
	order[ran++] = (unsigned)(uintptr_t)number;
	uc_thread_yield();
	order[ran++] = (unsigned)(uintptr_t)number;
}

UC_TEST(nobody_runs_before_he_is_let)
{
	struct uc_thread *threads[2];
	ran = 0;
	for (uintptr_t n = 0; n < 2; n++)
		UC_REQUIRE(uc_thread_create(&threads[n], NULL, note, (void *)n) == 0);
	for (volatile unsigned n = 0; n < 20000000; n++)
		;
	UC_CHECK_EQUAL(ran, 0);
	for (unsigned n = 0; n < 2; n++)
		uc_thread_join(threads[n]);
	UC_CHECK_EQUAL(ran, 4);
	for (unsigned n = 0; n < 4; n++)
		UC_CHECK_EQUAL(order[n], n % 2);
}
