/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * futex(2): wait, wake, requeue, wake-op and their bitset forms. Waiters of equal hash share a bucket; each sleeps on a
 * queue of its own, so that a wake finds exactly those of its address, first come first served.
 */
#include "futex.h"
#include <unicore/attention.h>
#include <unicore/clock.h>
#include <unicore/compiler.h>
#include <unicore/sched.h>
#include <unicore/syscall.h>

#define EINTR 4
#define EAGAIN 11
#define EFAULT 14
#define EINVAL 22
#define ENOSYS 38

enum { WAIT, WAKE, FD, REQUEUE, CMP_REQUEUE, WAKE_OP, LOCK_PI, UNLOCK_PI, TRYLOCK_PI, WAIT_BITSET, WAKE_BITSET };
#define FUTEX_PRIVATE 128
#define FUTEX_CLOCK_REALTIME 256
#define ANY 0xffffffffu

struct waiter {
	struct uc_list node;
	uint32_t *address;
	uint32_t bits;
	bool woken;
	struct uc_waitq queue;
};

#define BUCKETS 64
static struct uc_list buckets[BUCKETS];

static struct uc_list *bucket_of(const uint32_t *address)
{
	uintptr_t key = (uintptr_t)address >> 2;
	struct uc_list *bucket = &buckets[(key ^ key >> 6 ^ key >> 12) % BUCKETS];
	if (!bucket->next)
		uc_list_init(bucket);
	return bucket;
}

static uint32_t load(const uint32_t *address)
{
	return __atomic_load_n(address, __ATOMIC_ACQUIRE);
}

int futex_deadline(const struct futex_time *time, bool relative, bool realtime, uint64_t *deadline)
{
	*deadline = UC_FOREVER;
	if (!time)
		return 0;
	if (time->seconds < 0 || time->nanoseconds < 0 || time->nanoseconds >= (int64_t)UC_NS_PER_SECOND)
		return -EINVAL;
	uint64_t ns;
	if (__builtin_mul_overflow((uint64_t)time->seconds, UC_NS_PER_SECOND, &ns) ||
	    __builtin_add_overflow(ns, (uint64_t)time->nanoseconds, &ns))
		return 0;
	uint64_t now = uc_clock_monotonic_ns();
	if (!relative && realtime) {
		uint64_t wall = uc_clock_realtime_ns();
		ns = ns > wall ? ns - wall : 0;
		relative = true;
	}
	if (relative && __builtin_add_overflow(ns, now, &ns))
		return 0;
	*deadline = ns;
	return 0;
}

static long wait(uint32_t *address, uint32_t value, uint32_t bits, uint64_t deadline)
{
	if (load(address) != value)
		return -EAGAIN;
	struct waiter waiter = {.address = address, .bits = bits};
	uc_waitq_init(&waiter.queue);
	uc_list_add_before(bucket_of(address), &waiter.node);
	int result;
	do
		result = UC_WAIT_EVENT(&waiter.queue, waiter.woken, deadline, true);
	while (result == -EINTR && uc_attend_pending() == UC_ATTEND_RESTART && !waiter.woken);
	uc_list_remove(&waiter.node);
	return waiter.woken ? 0 : result;
}

static void wake_one(struct waiter *waiter)
{
	uc_list_remove(&waiter->node);
	waiter->woken = true;
	uc_waitq_wake_all(&waiter->queue, 0);
}

static long wake(uint32_t *address, uint32_t most, uint32_t bits)
{
	long count = 0;
	struct uc_list *bucket = bucket_of(address);
	uc_list_for_each_safe(node, following, bucket)
	{
		struct waiter *waiter = UC_CONTAINER_OF(node, struct waiter, node);
		if (waiter->address != address || !(waiter->bits & bits))
			continue;
		if ((uint32_t)count >= most)
			break;
		wake_one(waiter);
		count++;
	}
	return count;
}

/* Wakes `most` and moves `more` of the others to `target`. Returns the number of both. */
static long requeue(uint32_t *address, uint32_t most, uint32_t *target, uint32_t more)
{
	long count = wake(address, most, ANY);
	struct uc_list *from = bucket_of(address), *to = bucket_of(target);
	if (address == target)
		return count;
	uint32_t moved = 0;
	uc_list_for_each_safe(node, following, from)
	{
		struct waiter *waiter = UC_CONTAINER_OF(node, struct waiter, node);
		if (waiter->address != address)
			continue;
		if (moved >= more)
			break;
		uc_list_remove(node);
		waiter->address = target;
		uc_list_add_before(to, node);
		moved++;
	}
	return count + moved;
}

static uint32_t apply(unsigned operation, uint32_t old, uint32_t argument)
{
	switch (operation) {
	case 0:
		return argument;
	case 1:
		return old + argument;
	case 2:
		return old | argument;
	case 3:
		return old & ~argument;
	default:
		return old ^ argument;
	}
}

static bool compare(unsigned operation, int32_t old, int32_t argument)
{
	switch (operation) {
	case 0:
		return old == argument;
	case 1:
		return old != argument;
	case 2:
		return old < argument;
	case 3:
		return old <= argument;
	case 4:
		return old > argument;
	default:
		return old >= argument;
	}
}

static long wake_op(uint32_t *address, uint32_t most, uint32_t *target, uint32_t more, uint32_t code)
{
	unsigned operation = code >> 28 & 7, comparison = code >> 24 & 15;
	int32_t argument = (int32_t)(code << 8) >> 20, other = (int32_t)(code << 20) >> 20;
	if (operation > 4 || comparison > 5)
		return -ENOSYS;
	if (code >> 31)
		argument = (int32_t)(1u << (argument & 31));
	uint32_t old = load(target);
	while (!__atomic_compare_exchange_n(target, &old, apply(operation, old, (uint32_t)argument), false,
					    __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
		;
	long count = wake(address, most, ANY);
	if (compare(comparison, (int32_t)old, other))
		count += wake(target, more, ANY);
	return count;
}

UC_SYSCALL6(futex, uint32_t *, address, int, operation, uint32_t, value, const struct futex_time *, time, uint32_t *,
	    target, uint32_t, value3)
{
	int command = operation & ~(FUTEX_PRIVATE | FUTEX_CLOCK_REALTIME);
	uint32_t value2 = (uint32_t)(uintptr_t)time;
	if ((uintptr_t)address & 3)
		return -EINVAL;
	switch (command) {
	case WAIT:
	case WAIT_BITSET: {
		bool bitset = command == WAIT_BITSET;
		uint64_t deadline;
		int error = futex_deadline(time, !bitset, operation & FUTEX_CLOCK_REALTIME, &deadline);
		if (error || (bitset && !value3))
			return -EINVAL;
		if (!address)
			return -EFAULT;
		return wait(address, value, bitset ? value3 : ANY, deadline);
	}
	case WAKE:
		return wake(address, value, ANY);
	case WAKE_BITSET:
		return value3 ? wake(address, value, value3) : -EINVAL;
	case REQUEUE:
		return requeue(address, value, target, value2);
	case CMP_REQUEUE:
		return load(address) == value3 ? requeue(address, value, target, value2) : -EAGAIN;
	case WAKE_OP:
		return wake_op(address, value, target, value2, value3);
#if CONFIG_SCHED_PREEMPTIVE
	case LOCK_PI: {
		uint64_t deadline;
		int error = futex_deadline(time, false, true, &deadline);
		return error ? error : futex_lock_pi(address, deadline);
	}
	case TRYLOCK_PI:
		return futex_trylock_pi(address);
	case UNLOCK_PI:
		return futex_unlock_pi(address);
#endif
	default:
		return -ENOSYS;
	}
}
