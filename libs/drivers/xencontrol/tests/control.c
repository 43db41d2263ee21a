/* SPDX-License-Identifier: BSD-3-Clause */
/* What the toolstack writes, and what becomes of it. */
#include <unicore/clock.h>
#include <unicore/pagealloc.h>
#include <unicore/sched.h>
#include <unicore/string.h>
#include <unicore/test.h>
#include <unicore/xen-model.h>
#include <unicore/xen.h>
#include <unicore/xenbus.h>

#define SHUTDOWN UC_XEN_MODEL_HOME "control/shutdown"
#define TARGET UC_XEN_MODEL_HOME "memory/target"
#define SECOND_NS 1000000000ull

/** Waits until `condition` holds, five seconds at most. */
#define WITHIN_SECONDS(condition)                                                         \
	({                                                                                \
		uint64_t end_ns_ = uc_clock_monotonic_ns() + 5 * SECOND_NS;               \
		while (!(condition) && uc_clock_monotonic_ns() < end_ns_)                 \
			uc_sleep_until(uc_clock_monotonic_ns() + SECOND_NS / 100, false); \
		(condition);                                                              \
	})

static bool was_heard(void)
{
	const char *value = uc_xen_model_read(SHUTDOWN);
	return value != NULL && value[0] == '\0';
}

static void ask(const char *word)
{
	uc_xen_model_write(SHUTDOWN, word);
	UC_CHECK(WITHIN_SECONDS(was_heard()));
}

UC_TEST(requests_to_end)
{
	uc_xen_model_restart();
	ask("poweroff");
	UC_CHECK(WITHIN_SECONDS(uc_xen_model.exits == 1));
	UC_CHECK(!uc_xen_model.reboots);
	ask("reboot");
	UC_CHECK(WITHIN_SECONDS(uc_xen_model.exits == 2));
	UC_CHECK(uc_xen_model.reboots);
	ask("halt");
	UC_CHECK(WITHIN_SECONDS(uc_xen_model.exits == 3));
	UC_CHECK(!uc_xen_model.reboots);
}

UC_TEST(other_words_do_nothing)
{
	uc_xen_model_restart();
	ask("poweroffx");
	ask("frobnicate");
	uc_xen_model_write(SHUTDOWN, "a word that is much longer than any that there will ever be");
	uc_xen_model_write(SHUTDOWN, "");
	ask("reboot");
	UC_CHECK(WITHIN_SECONDS(uc_xen_model.exits == 1));
	UC_CHECK_EQUAL(uc_xen_model.wrong, 0);
}

static unsigned suspended, resumed;

static void count_suspend(struct uc_xen_suspend_hook *hook)
{
	(void)hook;
	suspended++;
}

static void count_resume(struct uc_xen_suspend_hook *hook, bool cancelled)
{
	(void)hook;
	resumed += !cancelled;
}

UC_TEST(suspension_and_what_is_asked_after_it)
{
	static struct uc_xen_suspend_hook hook = {.suspend = count_suspend, .resume = count_resume};
	uc_xen_model_restart();
	uc_xen_on_suspend(&hook);
	suspended = resumed = 0;
	uc_xen_model_write(SHUTDOWN, "suspend");
	UC_CHECK(WITHIN_SECONDS(resumed == 1));
	UC_CHECK_EQUAL(suspended, 1);
	ask("poweroff");
	UC_CHECK(WITHIN_SECONDS(uc_xen_model.exits == 1));
}

static void target(uint64_t pages)
{
	char text[24], *digit = text + sizeof(text);
	*--digit = '\0';
	for (uint64_t kib = pages * 4; kib > 0; kib /= 10)
		*--digit = (char)('0' + kib % 10);
	uc_xen_model_write(TARGET, digit);
}

UC_TEST(memory_goes_and_comes_back)
{
	uc_xen_model_restart();
	target(100000);
	uc_sleep_until(uc_clock_monotonic_ns() + SECOND_NS / 20, false);
	UC_CHECK_EQUAL(uc_xen_model.given_pages, 0);
	size_t free = uc_pages_free_count();
	target(100000 - 1300);
	UC_CHECK(WITHIN_SECONDS(uc_xen_model.given_pages == 1300));
	UC_CHECK(uc_pages_free_count() <= free - 1300);
	target(100000 - 700);
	UC_CHECK(WITHIN_SECONDS(uc_xen_model.given_pages == 700));
	target(100000);
	UC_CHECK(WITHIN_SECONDS(uc_xen_model.given_pages == 0));
	/* The heap may keep a page. */
	UC_CHECK(uc_pages_free_count() + 16 >= free);
	UC_CHECK_EQUAL(uc_xen_model.wrong, 0);
}

UC_TEST(some_memory_stays)
{
	target(100000);
	uc_sleep_until(uc_clock_monotonic_ns() + SECOND_NS / 20, false);
	target(1);
	UC_CHECK(WITHIN_SECONDS(uc_pages_free_count() <= CONFIG_XENCONTROL_KEEP + 16));
	uc_sleep_until(uc_clock_monotonic_ns() + SECOND_NS / 2, false);
	UC_CHECK(uc_pages_free_count() + 16 >= CONFIG_XENCONTROL_KEEP);
	target(200000);
	UC_CHECK(WITHIN_SECONDS(uc_xen_model.given_pages == 0));
	UC_CHECK_EQUAL(uc_xen_model.wrong, 0);
}
