/* SPDX-License-Identifier: BSD-3-Clause */
/* Words of the toolstack are heard once, and lead to what they say. */
#include <unicore/clock.h>
#include <unicore/sched.h>
#include <unicore/string.h>
#include <unicore/test.h>
#include <unicore/xen-model.h>

#define WORD UC_XEN_MODEL_HOME "control/shutdown"

static unsigned suspensions;

static void suspended(struct uc_xen_suspend_hook *hook)
{
	(void)hook;
	suspensions++;
}

static void resumed(struct uc_xen_suspend_hook *hook, bool cancelled)
{
	(void)hook;
	(void)cancelled;
}

static void say(const char *word)
{
	uc_xen_model_write(WORD, word);
	for (unsigned n = 0; n < 200 && uc_xen_model_read(WORD)[0]; n++)
		uc_sleep_until(uc_clock_monotonic_ns() + UC_NS_PER_MS, false);
	uc_sleep_until(uc_clock_monotonic_ns() + UC_NS_PER_MS, false);
}

UC_TEST(the_toolstack_is_heard)
{
	static struct uc_xen_suspend_hook hook = {.suspend = suspended, .resume = resumed};
	UC_CHECK(uc_xen_model_read_number(UC_XEN_MODEL_HOME "control/feature-poweroff") == 1);
	uc_xen_on_suspend(&hook);
	say("poweroff");
	UC_CHECK(uc_xen_model.exits == 1 && !uc_xen_model.reboots);
	UC_CHECK_EQUAL(strlen(uc_xen_model_read(WORD)), 0);
	say("reboot");
	UC_CHECK(uc_xen_model.exits == 2 && uc_xen_model.reboots);
	say("halt");
	UC_CHECK(uc_xen_model.exits == 3 && !uc_xen_model.reboots);
	say("dance");
	say("a word that is longer than any");
	UC_CHECK_EQUAL(uc_xen_model.exits, 3);
	UC_CHECK_EQUAL(suspensions, 0);
	say("suspend");
	UC_CHECK_EQUAL(suspensions, 1);
	/* Restored: still heard. */
	say("poweroff");
	UC_CHECK_EQUAL(uc_xen_model.exits, 4);
	UC_CHECK_EQUAL(uc_xen_model.wrong, 0);
}
