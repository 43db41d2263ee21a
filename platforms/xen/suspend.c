/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Suspension: sched.h, SHUTDOWN_suspend. The toolstack saves the domain, or moves it; what comes back is in another
 * machine, with new pages of Xen, and no ports and grants but those that the toolstack made.
 */
#include "xen.h"

static struct uc_list hooks = {.next = &hooks, .prev = &hooks};

void uc_xen_on_suspend(struct uc_xen_suspend_hook *hook)
{
	uc_list_add_before(&hooks, &hook->node);
}

static struct uc_xen_suspend_hook *hook_of(struct uc_list *node)
{
	return UC_CONTAINER_OF(node, struct uc_xen_suspend_hook, node);
}

static void begin_anew(void)
{
	uc_xen_arch_init();
	uc_xen_events_resume();
	uc_xen_console_init();
	uc_xen_timer_init();
	uc_xen_time_resume();
	uc_xen_grants_resume();
	uc_xen_console_resume();
}

int uc_xen_suspend(void)
{
	for (struct uc_list *node = hooks.prev; node != &hooks; node = node->prev)
		hook_of(node)->suspend(hook_of(node));
	uc_xen_console_drain();
	unsigned long state = uc_plat_irq_save();
	/* From here the clock goes on. */
	uc_plat_monotonic_ns();
	long result = uc_xen_arch_suspend();
	if (result == 0)
		begin_anew();
	uc_plat_irq_restore(state);
	uc_list_for_each(node, &hooks) hook_of(node)->resume(hook_of(node), result != 0);
	return result == 0 ? 0 : -ECANCELED;
}
