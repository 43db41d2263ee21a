/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The wait for several files: a listener in the queue of each, which wakes the one queue on which the thread sleeps.
 * The files are held meanwhile, so none of them ends under a listener.
 */
#include "internal.h"
#include <unicore/attention.h>
#include <unicore/compiler.h>
#include <unicore/file.h>
#include <unicore/heap.h>
#include <unicore/sched.h>

#define ON_STACK 16

struct poller {
	struct uc_waitq queue;
	volatile bool told;
};

struct listener {
	struct uc_wait_entry entry;
	struct poller *poller;
	struct uc_file *file; /* NULL: a negative or a closed descriptor */
	unsigned wanted;
};

static void notify(struct uc_wait_entry *entry, unsigned events)
{
	struct listener *listener = UC_CONTAINER_OF(entry, struct listener, entry);
	if (events && !(events & listener->wanted))
		return;
	listener->poller->told = true;
	uc_waitq_wake_all(&listener->poller->queue, 0);
}

static void attach(struct listener *listener, struct poller *poller, struct pollfd *entry)
{
	*listener = (struct listener){.entry.notify = notify, .poller = poller};
	listener->wanted = (uint16_t)entry->events | UC_POLLERR | UC_POLLHUP;
	listener->file = entry->descriptor < 0 ? NULL : uc_descriptor_file(entry->descriptor);
	if (listener->file)
		uc_waitq_add(&listener->file->waiters, &listener->entry);
}

static void detach(struct listener *listener)
{
	if (!listener->file)
		return;
	uc_waitq_remove(&listener->file->waiters, &listener->entry);
	uc_file_put(listener->file);
}

static long look(struct listener *listeners, struct pollfd *entries, size_t count)
{
	long ready = 0;
	for (size_t i = 0; i < count; i++) {
		struct uc_file *file = listeners[i].file;
		unsigned events = 0;
		if (file)
			events = uc_file_poll(file);
		else if (entries[i].descriptor >= 0)
			events = UC_POLLNVAL;
		entries[i].returned = (int16_t)(events & (listeners[i].wanted | UC_POLLNVAL));
		ready += entries[i].returned != 0;
	}
	return ready;
}

/*
 * With a timeout of 0 nothing is waited for; but others may run, and the platform looks: a program that asks again and
 * again must hear in the end.
 */
static long wait(struct poller *poller, struct listener *listeners, struct pollfd *entries, size_t count,
		 uint64_t deadline_ns)
{
	for (;;) {
		poller->told = false;
		long ready = look(listeners, entries, count);
		if (ready)
			return ready;
		int result = -ETIMEDOUT;
		if (poll_rest_ns(deadline_ns))
			result = UC_WAIT_EVENT(&poller->queue, poller->told, deadline_ns, true);
		else
			uc_thread_yield();
		if (result == -ETIMEDOUT)
			return look(listeners, entries, count);
		if (result)
			return result;
	}
}

static long wait_masked(struct poller *poller, struct listener *listeners, struct pollfd *entries, size_t count,
			uint64_t deadline_ns, const uint64_t *mask)
{
	uint64_t before;
	if (!mask || !uc_swap_mask)
		return wait(poller, listeners, entries, count, deadline_ns);
	uc_swap_mask(mask, &before);
	long result =
		uc_attend_pending() == UC_ATTEND_NONE ? wait(poller, listeners, entries, count, deadline_ns) : -EINTR;
	if (result == -EINTR)
		uc_attend_pending();
	uc_swap_mask(&before, &(uint64_t){0});
	return result;
}

long poll_wait(struct pollfd *entries, size_t count, uint64_t deadline_ns, const uint64_t *mask)
{
	struct listener on_stack[ON_STACK], *listeners = on_stack;
	struct poller poller = {.told = false};
	if (count > ON_STACK)
		listeners = uc_heap_alloc(count * sizeof *listeners);
	if (!listeners)
		return -ENOMEM;
	uc_waitq_init(&poller.queue);
	for (size_t i = 0; i < count; i++)
		attach(&listeners[i], &poller, &entries[i]);
	long result = wait_masked(&poller, listeners, entries, count, deadline_ns, mask);
	for (size_t i = 0; i < count; i++)
		detach(&listeners[i]);
	if (listeners != on_stack)
		uc_heap_free(listeners);
	return result;
}

int poll_deadline(const struct timespec *time, uint64_t *deadline_ns)
{
	uint64_t ns;
	*deadline_ns = UC_FOREVER;
	if (!time)
		return 0;
	if (time->seconds < 0 || time->nanoseconds < 0 || time->nanoseconds >= (int64_t)UC_NS_PER_SECOND)
		return -EINVAL;
	if (!__builtin_mul_overflow((uint64_t)time->seconds, UC_NS_PER_SECOND, &ns) &&
	    !__builtin_add_overflow(ns, (uint64_t)time->nanoseconds, &ns) &&
	    !__builtin_add_overflow(ns, uc_clock_monotonic_ns(), &ns))
		*deadline_ns = ns;
	return 0;
}

uint64_t poll_rest_ns(uint64_t deadline_ns)
{
	uint64_t now = uc_clock_monotonic_ns();
	return deadline_ns > now ? deadline_ns - now : 0;
}
