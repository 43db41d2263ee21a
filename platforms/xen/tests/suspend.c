/* SPDX-License-Identifier: BSD-3-Clause */
/* An image that is saved, restored, and given other sizes from outside; it says what it sees. */
#include <unicore/pagealloc.h>
#include <unicore/printk.h>
#include <unicore/sched.h>
#include <unicore/test.h>
#include <unicore/xen.h>

#define SELF 0x7ff0 /* xen.h: DOMID_SELF */
#define TICKS 60
#define TICK_NS 250000000ull

static unsigned resumed, called;

static void count(void *argument)
{
	++*(unsigned *)argument;
}

static void suspend(struct uc_xen_suspend_hook *hook)
{
	(void)hook;
	uc_printk("suspends\n");
}

/** Ports and grants are there again. */
static void resume(struct uc_xen_suspend_hook *hook, bool cancelled)
{
	uc_xen_port a, b;
	uc_xen_grant grant;
	(void)hook;
	called = 0;
	int error = uc_xen_event_alloc(SELF, count, &called, &a);
	if (error == 0)
		error = uc_xen_event_bind(SELF, a, count, &called, &b);
	uc_xen_event_send(b);
	uc_xen_event_close(a);
	uc_xen_event_close(b);
	if (error == 0)
		error = uc_xen_grant_access(0, uc_pages_alloc(1), true, &grant);
	uc_printk("resumed, cancelled %d, error %d, grant %u\n", cancelled, error, grant);
	resumed++;
}

UC_CRASH_TEST(stay_for_a_while)
{
	static struct uc_xen_suspend_hook hook = {.suspend = suspend, .resume = resume};
	uc_xen_on_suspend(&hook);
	uint64_t at_ns = uc_plat_monotonic_ns();
	for (unsigned n = 0; n < TICKS; n++) {
		at_ns += TICK_NS;
		uc_sleep_until(at_ns, false);
		uint64_t late_ns = uc_plat_monotonic_ns() - at_ns;
		uc_printk("tick %u, %u ms late, date %u, %zu pages free\n", n, (unsigned)(late_ns / 1000000),
			  (unsigned)(uc_plat_realtime_ns() / 1000000000), uc_pages_free_count());
		if (late_ns > TICK_NS)
			at_ns += late_ns;
	}
	uc_plat_exit(0);
}
