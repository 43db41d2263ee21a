/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is pending: a bit per signal for the process and for each thread, and a list of what came with more than its
 * number. A bit without an entry is SI_KERNEL, so interrupts can send without memory.
 */
#include "internal.h"
#include <unicore/attention.h>
#include <unicore/compiler.h>
#include <unicore/heap.h>
#include <unicore/platform.h>

static struct uc_list entries = UC_LIST_INIT(entries);
uint64_t signal_process_pending;
struct uc_waitq signal_arrivals = UC_WAITQ_INIT(signal_arrivals);

uint64_t signal_pending(const struct uc_posix_thread *thread)
{
	return signal_process_pending | thread->pending;
}

static bool takes(const struct uc_posix_thread *thread, int signal)
{
	return (~thread->blocked | thread->awaited) & bit(signal);
}

/* The thread that takes a signal of the process: the main thread if it can, as on Linux. */
static struct uc_posix_thread *taker(int signal)
{
	uc_list_for_each(node, uc_posix_threads())
	{
		struct uc_posix_thread *thread = UC_CONTAINER_OF(node, struct uc_posix_thread, node);
		if (takes(thread, signal))
			return thread;
	}
	return NULL;
}

/* Memory for what came along; a standard signal that has none is delivered all the same, without it. */
static int remember(struct uc_posix_thread *thread, int signal, const struct signal_info *info)
{
	uint64_t before = thread ? thread->pending : signal_process_pending;
	if (signal < FIRST_REALTIME && before & bit(signal))
		return 0;
	struct signal_entry *entry = uc_heap_alloc(sizeof *entry);
	if (!entry)
		return signal < FIRST_REALTIME ? 0 : -EAGAIN;
	*entry = (struct signal_entry){.thread = thread, .info = *info};
	unsigned long irq = uc_plat_irq_save();
	uc_list_add_before(&entries, &entry->node);
	uc_plat_irq_restore(irq);
	return 0;
}

/* Who would take the signal now, or NULL; `*is_wanted` is false when it would do nothing, so that it is not sent. */
static struct uc_posix_thread *target_of(struct uc_posix_thread *thread, int signal, bool *is_wanted)
{
	struct uc_posix_thread *target = thread ? (takes(thread, signal) ? thread : NULL) : taker(signal);
	*is_wanted = !target || !signal_is_ignored(signal) || target->awaited & bit(signal);
	return target;
}

static void post(struct uc_posix_thread *thread, struct uc_posix_thread *target, int signal)
{
	unsigned long irq = uc_plat_irq_save();
	if (thread)
		thread->pending |= bit(signal);
	else
		signal_process_pending |= bit(signal);
	uc_plat_irq_restore(irq);
	if (target) {
		uc_attention = 1;
		uc_thread_interrupt(target->thread); /* also the running one: an interrupt's "running" may be asleep */
	}
	uc_waitq_wake_all(&signal_arrivals, 0);
}

/* Sent by an interrupt: nobody may ever make a call again, so what ends the process anyway does so at once. */
static void end_if_fatal(const struct uc_posix_thread *target, int signal)
{
	if (target && signal_is_fatal(signal) && !(target->awaited & bit(signal)))
		signal_end(signal);
}

int signal_send(struct uc_posix_thread *thread, int signal, const struct signal_info *info)
{
	bool is_wanted;
	struct uc_posix_thread *target = target_of(thread, signal, &is_wanted);
	if (!is_wanted)
		return 0;
	if (!info)
		end_if_fatal(target, signal);
	int error = info ? remember(thread, signal, info) : 0;
	if (!error)
		post(thread, target, signal);
	return error;
}

void signal_send_entry(struct uc_posix_thread *thread, struct signal_entry *entry)
{
	bool is_wanted;
	int signal = entry->info.signal;
	struct uc_posix_thread *target = target_of(thread, signal, &is_wanted);
	if (!is_wanted)
		return;
	end_if_fatal(target, signal);
	unsigned long irq = uc_plat_irq_save();
	entry->thread = thread;
	uc_list_add_before(&entries, &entry->node);
	uc_plat_irq_restore(irq);
	post(thread, target, signal);
}

void signal_take_back(struct signal_entry *entry)
{
	unsigned long irq = uc_plat_irq_save();
	uc_list_remove(&entry->node);
	uc_plat_irq_restore(irq);
	if (!entry->is_kept)
		uc_heap_free(entry);
}

/* Fills `info` from the oldest entry. Returns whether more of the same are queued. */
static bool take_entry(struct uc_posix_thread *thread, int signal, struct signal_info *info)
{
	bool found = false;
	uc_list_for_each_safe(node, following, &entries)
	{
		struct signal_entry *entry = UC_CONTAINER_OF(node, struct signal_entry, node);
		if (entry->thread != thread || entry->info.signal != signal)
			continue;
		if (found)
			return true;
		*info = entry->info;
		signal_take_back(entry);
		found = true;
	}
	return false;
}

/* Signals of the CPU first, then by number. */
static int first(uint64_t set)
{
	uint64_t synchronous = bit(SIGSEGV) | bit(SIGBUS) | bit(SIGILL) | bit(SIGTRAP) | bit(SIGFPE) | bit(SIGSYS);
	return __builtin_ctzll(set & synchronous ? set & synchronous : set) + 1;
}

int signal_take(struct uc_posix_thread *thread, uint64_t wanted, struct signal_info *info)
{
	uint64_t ready = signal_pending(thread) & wanted;
	if (!ready)
		return 0;
	int signal = first(ready);
	bool own = thread->pending & bit(signal);
	*info = (struct signal_info){.signal = signal, .code = SI_KERNEL};
	if (take_entry(own ? thread : NULL, signal, info))
		return signal;
	unsigned long irq = uc_plat_irq_save();
	if (own)
		thread->pending &= ~bit(signal);
	else
		signal_process_pending &= ~bit(signal);
	uc_plat_irq_restore(irq);
	return signal;
}

static void drop_entries(const struct uc_posix_thread *thread, int signal)
{
	uc_list_for_each_safe(node, following, &entries)
	{
		struct signal_entry *entry = UC_CONTAINER_OF(node, struct signal_entry, node);
		if (signal ? entry->info.signal == signal : entry->thread == thread)
			signal_take_back(entry);
	}
}

void signal_thread_ended(struct uc_posix_thread *thread)
{
	drop_entries(thread, 0);
}

void signal_discard(int signal)
{
	drop_entries(NULL, signal);
	unsigned long irq = uc_plat_irq_save();
	signal_process_pending &= ~bit(signal);
	uc_list_for_each(node, uc_posix_threads()) UC_CONTAINER_OF(node, struct uc_posix_thread, node)->pending &=
		~bit(signal);
	uc_plat_irq_restore(irq);
}
