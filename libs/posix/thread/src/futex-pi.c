/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Locks with priority inheritance: futex(2), FUTEX_LOCK_PI and its kin. The owner runs with the highest priority of
 * those that wait for it, directly or through another lock; at the end the lock is handed to the first of these. Few
 * threads wait for such locks at a time, so they are one list.
 */
#include "futex.h"
#include <unicore/attention.h>
#include <unicore/compiler.h>
#include <unicore/posix-thread.h>
#include <unicore/preempt.h>
#include <unicore/sched.h>

#define EPERM 1
#define ESRCH 3
#define EINTR 4
#define EAGAIN 11
#define EDEADLK 35

/* The word: Linux's uapi linux/futex.h. */
#define TID 0x3fffffffu
#define OWNER_DIED 0x40000000u
#define WAITERS 0x80000000u

struct waiter {
	struct uc_list node;
	uint32_t *address;
	struct uc_posix_thread *thread;
	bool has_lock;
	struct uc_waitq queue;
};

/* In the order in which they came. */
static struct uc_list waiters = UC_LIST_INIT(waiters);

static int tid_in(const uint32_t *address)
{
	return (int)(__atomic_load_n(address, __ATOMIC_ACQUIRE) & TID);
}

static struct waiter *waiter_of(const struct uc_list *node)
{
	return UC_CONTAINER_OF(node, struct waiter, node);
}

/* Whom the thread waits for; NULL: nobody. */
static struct uc_posix_thread *awaited_by(const struct uc_posix_thread *thread)
{
	uc_list_for_each(node, &waiters) if (waiter_of(node)->thread ==
					     thread) return uc_posix_find(tid_in(waiter_of(node)->address));
	return NULL;
}

/* The highest priority of those that wait for a lock of the thread. */
static int lent_to(const struct uc_posix_thread *owner)
{
	int most = 0;
	uc_list_for_each(node, &waiters)
	{
		int priority = uc_thread_priority(waiter_of(node)->thread->thread);
		if (tid_in(waiter_of(node)->address) == owner->tid && priority > most)
			most = priority;
	}
	return most;
}

/* After waiters have come or gone: the owner, whom it waits for, and so on; there is no circle (is_circle). */
static void lend(struct uc_posix_thread *owner)
{
	for (; owner; owner = awaited_by(owner))
		uc_thread_lend(owner->thread, lent_to(owner));
}

static bool is_circle(const struct uc_posix_thread *self, const struct uc_posix_thread *owner)
{
	while (owner && owner != self)
		owner = awaited_by(owner);
	return owner == self;
}

static struct waiter *first_for(const uint32_t *address)
{
	struct waiter *first = NULL;
	uc_list_for_each(node, &waiters)
	{
		struct waiter *waiter = waiter_of(node);
		if (waiter->address != address)
			continue;
		if (!first || uc_thread_priority(waiter->thread->thread) > uc_thread_priority(first->thread->thread))
			first = waiter;
	}
	return first;
}

/* No program runs meanwhile, and no other thread of the image: the word may be written as it is to be. */
static void set(uint32_t *address, uint32_t tid)
{
	uint32_t died = __atomic_load_n(address, __ATOMIC_RELAXED) & OWNER_DIED;
	__atomic_store_n(address, tid | died | (first_for(address) ? WAITERS : 0), __ATOMIC_RELEASE);
}

/* 0: taken; -EAGAIN: another thread has it, `*owner`. */
static long take(uint32_t *address, struct uc_posix_thread *self, struct uc_posix_thread **owner)
{
	int tid = tid_in(address);
	if (tid == 0) {
		set(address, (uint32_t)self->tid);
		lend(self);
		return 0;
	}
	if (tid == self->tid)
		return -EDEADLK;
	*owner = uc_posix_find(tid);
	return *owner ? -EAGAIN : -ESRCH;
}

long futex_trylock_pi(uint32_t *address)
{
	struct uc_posix_thread *owner;
	return take(address, uc_posix_self(), &owner);
}

static long wait(struct waiter *waiter, uint64_t deadline)
{
	int result;
	do
		result = UC_WAIT_EVENT(&waiter->queue, waiter->has_lock, deadline, true);
	while (result == -EINTR && (uc_attend_pending(), true));
	return result;
}

long futex_lock_pi(uint32_t *address, uint64_t deadline)
{
	struct uc_posix_thread *self = uc_posix_self(), *owner;
	long result = take(address, self, &owner);
	if (result != -EAGAIN)
		return result;
	if (is_circle(self, owner))
		return -EDEADLK;
	struct waiter waiter = {.address = address, .thread = self};
	uc_waitq_init(&waiter.queue);
	uc_list_add_before(&waiters, &waiter.node);
	set(address, (uint32_t)owner->tid);
	lend(owner);
	result = wait(&waiter, deadline);
	if (!waiter.has_lock) {
		uc_list_remove(&waiter.node);
		set(address, (uint32_t)tid_in(address));
		lend(uc_posix_find(tid_in(address)));
	}
	return result;
}

long futex_unlock_pi(uint32_t *address)
{
	struct uc_posix_thread *self = uc_posix_self();
	if (tid_in(address) != self->tid)
		return -EPERM;
	struct waiter *next = first_for(address);
	if (next) {
		uc_list_remove(&next->node);
		next->has_lock = true;
		set(address, (uint32_t)next->thread->tid);
		lend(next->thread);
		uc_waitq_wake_all(&next->queue, 0);
	} else {
		set(address, 0);
	}
	lend(self);
	return 0;
}
