/* SPDX-License-Identifier: BSD-3-Clause */
/* Wait queues, and the sleep of a thread. */
#include <unicore/clock.h>
#include <unicore/errno.h>
#include <unicore/platform.h>
#include <unicore/threads.h>

void uc_waitq_init(struct uc_waitq *queue)
{
	uc_list_init(&queue->entries);
}

void uc_waitq_add(struct uc_waitq *queue, struct uc_wait_entry *entry)
{
	unsigned long irq = uc_plat_irq_save();
	uc_list_add_before(&queue->entries, &entry->node);
	uc_plat_irq_restore(irq);
}

void uc_waitq_remove(struct uc_waitq *queue, struct uc_wait_entry *entry)
{
	(void)queue;
	unsigned long irq = uc_plat_irq_save();
	uc_list_remove(&entry->node);
	uc_plat_irq_restore(irq);
}

static void wake_thread(struct uc_wait_entry *entry, unsigned events)
{
	(void)events;
	struct uc_wait *wait = UC_CONTAINER_OF(entry, struct uc_wait, entry);
	wait->woken = true;
	uc_threads_ready(wait->thread);
}

/* A thread that was told already and has not yet run takes no second wake-up from those behind it. */
static bool was_told(struct uc_wait_entry *entry)
{
	return entry->notify == wake_thread && UC_CONTAINER_OF(entry, struct uc_wait, entry)->woken;
}

/*
 * `place` stands in the list behind the entry that is being told: what that removes or adds does no harm. A wake-up
 * inside a wake-up of the same queue meets the mark of the outer one, which has no `notify`.
 */
static void wake(struct uc_waitq *queue, unsigned events, unsigned most, bool others)
{
	struct uc_wait_entry place = {.notify = NULL};
	unsigned long irq = uc_plat_irq_save();
	uc_list_add_before(queue->entries.next, &place.node);
	while (place.node.next != &queue->entries) {
		struct uc_wait_entry *entry = UC_CONTAINER_OF(place.node.next, struct uc_wait_entry, node);
		struct uc_list *behind = entry->node.next;
		uc_list_remove(&place.node);
		uc_list_add_before(behind, &place.node);
		if (!entry->notify)
			continue;
		if (!entry->exclusive) {
			if (others)
				entry->notify(entry, events);
		} else if (most > 0 && !was_told(entry)) {
			most--;
			entry->notify(entry, events);
		}
	}
	uc_list_remove(&place.node);
	uc_plat_irq_restore(irq);
}

void uc_waitq_wake(struct uc_waitq *queue, unsigned events, unsigned most)
{
	if (!uc_list_empty(&queue->entries))
		wake(queue, events, most, true);
}

void uc_wait_begin(struct uc_wait *wait, struct uc_waitq *queue, bool exclusive)
{
	*wait = (struct uc_wait){
		.entry = {.notify = wake_thread, .exclusive = exclusive},
		.thread = uc_threads_running,
	};
	uc_waitq_add(queue, &wait->entry);
}

/* A timeout makes the thread ready; which of the reasons it was, the thread finds out itself. */
struct timeout {
	struct uc_timer timer;
	struct uc_thread *thread;
};

static void time_out(struct uc_timer *timer)
{
	uc_threads_ready(UC_CONTAINER_OF(timer, struct timeout, timer)->thread);
}

static int reason(struct uc_wait *wait, uint64_t deadline_ns, bool interruptible)
{
	struct uc_thread *thread = wait->thread;
	if (wait->woken) {
		wait->woken = false;
		return 0;
	}
	if (interruptible && thread->interrupted) {
		thread->interrupted = false;
		return -EINTR;
	}
	if (deadline_ns != UC_FOREVER && uc_clock_monotonic_ns() >= deadline_ns)
		return -ETIMEDOUT;
	return 1;
}

int uc_wait_sleep(struct uc_wait *wait, uint64_t deadline_ns, bool interruptible)
{
	struct uc_thread *thread = wait->thread;
	struct timeout timeout = {.thread = thread};
	unsigned long irq = uc_plat_irq_save();
	int result;
	uc_timer_init(&timeout.timer, time_out);
	while ((result = reason(wait, deadline_ns, interruptible)) > 0) {
		if (deadline_ns != UC_FOREVER)
			uc_timer_set(&timeout.timer, deadline_ns);
		thread->state = UC_THREAD_BLOCKED;
		thread->interruptible = interruptible;
		uc_threads_schedule();
	}
	thread->interruptible = false;
	uc_timer_cancel(&timeout.timer);
	uc_plat_irq_restore(irq);
	return result;
}

void uc_wait_end(struct uc_wait *wait, struct uc_waitq *queue)
{
	unsigned long irq = uc_plat_irq_save();
	uc_list_remove(&wait->entry.node);
	/* A wake-up that came although this thread did not sleep for it belongs to the next of the queue. */
	if (wait->woken && wait->entry.exclusive)
		wake(queue, 0, 1, false);
	uc_plat_irq_restore(irq);
}

int uc_sleep_until(uint64_t deadline_ns, bool interruptible)
{
	struct uc_waitq nobody;
	struct uc_wait wait;
	uc_waitq_init(&nobody);
	uc_wait_begin(&wait, &nobody, false);
	int result = uc_wait_sleep(&wait, deadline_ns, interruptible);
	uc_wait_end(&wait, &nobody);
	return result == -ETIMEDOUT ? 0 : result;
}

void uc_thread_interrupt(struct uc_thread *thread)
{
	unsigned long irq = uc_plat_irq_save();
	thread->interrupted = true;
#if CONFIG_SCHED_PREEMPTIVE
	thread->is_told_later = true;
	if (thread == uc_threads_running)
		uc_preempt_due = true;
#endif
	if (thread->interruptible)
		uc_threads_ready(thread);
	uc_plat_irq_restore(irq);
}

void uc_thread_clear_interrupt(struct uc_thread *thread)
{
	thread->interrupted = false;
#if CONFIG_SCHED_PREEMPTIVE
	thread->is_told_later = false;
#endif
}
