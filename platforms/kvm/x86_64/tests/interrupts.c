/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Images that wait for the outside; tests/e2e/kvm.test.mjs gives it to them. Each ends with a status of its own, and so
 * is run only by its name.
 */
#include <unicore/platform.h>
#include <unicore/printk.h>
#include <unicore/test.h>

#define STATUS_BUTTON 17
#define STATUS_INPUT 18

#define STATUS_TIME 19
#define STATUS_TOLD 24

#define NS_PER_MS 1000000ull
#define TIMES 20
#define APART_MS 10
#define BETWEEN_MS 60000

static volatile bool told;

void uc_kvm_apic_arm(uint64_t ns) __attribute__((visibility("hidden")));

static void tell(void)
{
	told = true;
}

static void say(const char *text, size_t bytes)
{
	uc_plat_console_write(text, bytes);
}

UC_CRASH_TEST(wait_for_power_button)
{
	uc_plat_on_shutdown(tell);
	say("waiting\n", 8);
	unsigned long state = uc_plat_irq_save();
	while (!told)
		uc_plat_idle(UINT64_MAX);
	uc_plat_irq_restore(state);
	uc_plat_exit(STATUS_BUTTON);
}

/* Echoes what comes until a line's end. Vector registers must survive the interrupts. */
UC_CRASH_TEST(wait_for_input)
{
	static char line[64];
	size_t length = 0;
	uc_plat_on_console_input(tell);
	say("waiting\n", 8);
	while (length == 0 || line[length - 1] != '\n') {
		unsigned long state = uc_plat_irq_save();
		told = false;
		long got = uc_plat_console_read(line + length, sizeof(line) - length);
		if (got == 0)
			while (!told)
				uc_plat_idle(UINT64_MAX);
		uc_plat_irq_restore(state);
		length += got > 0 ? (size_t)got : 0;
	}
	say(line, length);
	uc_plat_exit(STATUS_INPUT);
}

/* The first question starts the comparison of TSC and counter; the counter stops before it is over. */
UC_CRASH_TEST(time_goes_on_when_the_counter_has_stopped)
{
	uint64_t first_ns = uc_plat_monotonic_ns();
	unsigned long state = uc_plat_irq_save();
	uc_kvm_apic_arm(1000);
	uc_plat_irq_restore(state);
	for (unsigned n = 0; n < 100000000 && uc_plat_monotonic_ns() - first_ns < 100000000; n++)
		;
	uint64_t passed_ns = uc_plat_monotonic_ns() - first_ns;
	/* And sleeping, which needs the counter, works. */
	state = uc_plat_irq_save();
	uint64_t deadline_ns = uc_plat_monotonic_ns() + 50000000;
	while (uc_plat_monotonic_ns() < deadline_ns)
		uc_plat_idle(deadline_ns);
	uc_plat_irq_restore(state);
	uc_plat_exit(passed_ns >= 100000000 ? STATUS_TIME : 1);
}

static void sleep_ms(uint64_t ms)
{
	unsigned long state = uc_plat_irq_save();
	uint64_t deadline_ns = uc_plat_monotonic_ns() + ms * NS_PER_MS;
	while (uc_plat_monotonic_ns() < deadline_ns)
		uc_plat_idle(deadline_ns);
	uc_plat_irq_restore(state);
}

static void tell_times(void)
{
	for (unsigned n = 0; n < TIMES; n++) {
		sleep_ms(APART_MS);
		uint64_t date_ns = uc_plat_realtime_ns(), now_ns = uc_plat_monotonic_ns();
		uc_printk("now %llu %llu\n", (unsigned long long)now_ns, (unsigned long long)date_ns);
	}
}

/* Some times, a minute later some more. */
UC_CRASH_TEST(tell_the_time)
{
	tell_times();
	sleep_ms(BETWEEN_MS);
	tell_times();
	uc_plat_exit(STATUS_TOLD);
}
