/* SPDX-License-Identifier: BSD-3-Clause */
/* Priorities: a thread's own, and those that others lend it while they wait for it. */
#include "preempt.h"
#include <unicore/platform.h>

/* Interrupts off. */
static void set_priority(struct uc_thread *thread, int priority)
{
	bool is_queued = thread->state == UC_THREAD_READY && thread != uc_threads_running;
	if (is_queued)
		queue_remove(thread);
	thread->priority = priority;
	if (is_queued)
		queue_put_last(thread);
	uc_preempt_due = true; /* others may be to run, or this one */
}

static int priority_of(const struct uc_thread *thread)
{
	return thread->lent > thread->policy.priority ? thread->lent : thread->policy.priority;
}

void uc_thread_set_policy(struct uc_thread *thread, const struct uc_thread_policy *policy)
{
	unsigned long irq = uc_plat_irq_save();
	thread->policy = *policy;
	set_priority(thread, priority_of(thread));
	uc_plat_irq_restore(irq);
}

struct uc_thread_policy uc_thread_get_policy(const struct uc_thread *thread)
{
	return thread->policy;
}

void uc_thread_lend(struct uc_thread *thread, int priority)
{
	unsigned long irq = uc_plat_irq_save();
	thread->lent = priority;
	if (thread->priority != priority_of(thread))
		set_priority(thread, priority_of(thread));
	uc_plat_irq_restore(irq);
}

int uc_thread_priority(const struct uc_thread *thread)
{
	return thread->priority;
}
