/* SPDX-License-Identifier: BSD-3-Clause */
/* Locks, and what debug images say of wrong use. */
#include <unicore/lock.h>
#include <unicore/sched.h>
#include <unicore/test.h>

static struct uc_lock low = UC_LOCK_INIT("low", 1), high = UC_LOCK_INIT("high", 2);

UC_TEST(locks_are_taken_in_rising_order)
{
	for (unsigned n = 0; n < 3; n++) {
		uc_lock(&low);
		unsigned long irq = uc_irqlock(&high);
		UC_CHECK(uc_plat_irq_save() != irq); /* they are off */
		uc_irqunlock(&high, irq);
		uc_unlock(&low);
		uc_lock(&high);
		uc_unlock(&high);
		uc_thread_yield();
	}
}

UC_CRASH_TEST(taken_twice)
{
	uc_lock(&low);
	uc_lock(&low);
}

UC_CRASH_TEST(taken_in_falling_order)
{
	uc_lock(&high);
	uc_lock(&low);
}

UC_CRASH_TEST(given_back_in_the_wrong_order)
{
	uc_lock(&low);
	uc_lock(&high);
	uc_unlock(&low);
}

UC_CRASH_TEST(held_by_who_blocks)
{
	uc_lock(&low);
	uc_sleep_until(0, false);
	uc_thread_yield();
}
