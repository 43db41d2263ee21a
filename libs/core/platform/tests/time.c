/* SPDX-License-Identifier: BSD-3-Clause */
/* Clocks and the idle wait. Lower bounds only: a machine may always be slower. */
#include <unicore/platform.h>
#include <unicore/test.h>

#define MS 1000000ULL

UC_TEST(monotonic_never_goes_back)
{
	uint64_t last = uc_plat_monotonic_ns(), first = last;
	for (int n = 0; n < 10000; n++) {
		uint64_t now = uc_plat_monotonic_ns();
		UC_REQUIRE(now >= last);
		last = now;
	}
	UC_CHECK(last > first);
}

/* 2020 … 2100: a host without a clock shows 1970. */
UC_TEST(realtime_is_plausible)
{
	uint64_t seconds = uc_plat_realtime_ns() / (1000 * MS);
	UC_CHECK(seconds > 1577836800);
	UC_CHECK(seconds < 4102444800);
}

static uint64_t idle_until(uint64_t deadline_ns)
{
	unsigned long state = uc_plat_irq_save();
	while (uc_plat_monotonic_ns() < deadline_ns)
		uc_plat_idle(deadline_ns);
	uc_plat_irq_restore(state);
	return uc_plat_monotonic_ns();
}

UC_TEST(idle_lasts_until_the_deadline)
{
	for (uint64_t ms = 1; ms <= 16; ms *= 4) {
		uint64_t deadline_ns = uc_plat_monotonic_ns() + ms * MS;
		UC_CHECK(idle_until(deadline_ns) >= deadline_ns);
	}
}

UC_TEST(idle_returns_for_a_deadline_that_has_passed)
{
	unsigned long state = uc_plat_irq_save();
	uc_plat_idle(0);
	uc_plat_idle(uc_plat_monotonic_ns());
	uc_plat_irq_restore(state);
}

/* An idle wait may end early, but must not spin once the clock is known: each wait of 20 ms ends a few times at most.
 */
UC_TEST(idle_does_not_spin)
{
	idle_until(uc_plat_monotonic_ns() + 150 * MS);
	uint64_t deadline_ns = uc_plat_monotonic_ns() + 20 * MS;
	unsigned waits = 0;
	unsigned long state = uc_plat_irq_save();
	for (; uc_plat_monotonic_ns() < deadline_ns; waits++)
		uc_plat_idle(deadline_ns);
	uc_plat_irq_restore(state);
	UC_CHECK(waits < 200);
}

UC_TEST(interrupts_nest)
{
	unsigned long outer = uc_plat_irq_save();
	unsigned long inner = uc_plat_irq_save();
	uc_plat_irq_restore(inner);
	/* Still off: what a second save finds is what the first inner one found. */
	UC_CHECK_EQUAL(uc_plat_irq_save(), inner);
	uc_plat_irq_restore(outer);
	UC_CHECK_EQUAL(uc_plat_irq_save(), outer);
	uc_plat_irq_restore(outer);
}
