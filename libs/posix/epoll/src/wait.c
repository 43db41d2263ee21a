/* SPDX-License-Identifier: BSD-3-Clause */
/* epoll_wait and its kin. */
#include "internal.h"
#include <unicore/attention.h>
#include <unicore/clock.h>
#include <unicore/syscall.h>

#define MOST_EVENTS ((int)(INT32_MAX / sizeof(struct epoll_event)))

struct timespec {
	int64_t seconds;
	int64_t nanoseconds;
};

/*
 * Hands out what is ready. Level-triggered items go back to the end of the list when all is handed out, to be looked at
 * again by the next call; so none comes twice, and each call turns the list further.
 */
static int hand_out(struct epoll *epoll, struct epoll_event *events, int most)
{
	struct uc_list again;
	struct item *item;
	int count = 0;
	uc_list_init(&again);
	while (count < most && (item = item_next(epoll))) {
		uint32_t told = item_events(item);
		if (!told)
			continue;
		events[count++] = (struct epoll_event){told, item->data};
		if (item->events & EPOLLONESHOT)
			item->events &= EPOLL_MANNER;
		else if (!(item->events & EPOLLET))
			item_put(item, &again);
	}
	while (!uc_list_empty(&again))
		item_put(UC_CONTAINER_OF(again.next, struct item, ready), &epoll->ready);
	return count;
}

static long sleep(struct epoll *epoll, struct epoll_event *events, int most, uint64_t deadline)
{
	struct uc_wait wait;
	int slept = 0, count;
	uc_wait_begin(&wait, &epoll->file.waiters, true);
	while (!(count = hand_out(epoll, events, most)) && !slept)
		slept = uc_wait_sleep(&wait, deadline, true);
	uc_wait_end(&wait, &epoll->file.waiters);
	return count ? count : slept == -ETIMEDOUT ? 0 : slept;
}

/*
 * With a timeout of 0 nothing is waited for; but others may run, and the platform looks: a program that asks again and
 * again must hear in the end.
 */
static long wait(struct epoll *epoll, struct epoll_event *events, int most, uint64_t deadline)
{
	long result = hand_out(epoll, events, most);
	if (!result && uc_clock_monotonic_ns() < deadline) {
		result = sleep(epoll, events, most, deadline);
	} else if (!result) {
		uc_thread_yield();
		result = hand_out(epoll, events, most);
	}
	if (result > 0 && !uc_list_empty(&epoll->ready)) /* the wake-up of what is left went to this thread */
		uc_waitq_wake(&epoll->file.waiters, EPOLLIN | EPOLLRDNORM, 1);
	return result;
}

static long wait_masked(struct epoll *epoll, struct epoll_event *events, int most, uint64_t deadline,
			const uint64_t *mask)
{
	uint64_t before;
	if (!mask || !uc_swap_mask)
		return wait(epoll, events, most, deadline);
	uc_swap_mask(mask, &before);
	long result = uc_attend_pending() == UC_ATTEND_NONE ? wait(epoll, events, most, deadline) : -EINTR;
	if (result == -EINTR)
		uc_attend_pending();
	uc_swap_mask(&before, &(uint64_t){0});
	return result;
}

static long wait_on(int descriptor, struct epoll_event *events, int most, uint64_t deadline, const uint64_t *mask,
		    size_t mask_bytes)
{
	if (most <= 0 || most > MOST_EVENTS || (mask && mask_bytes != sizeof *mask))
		return -EINVAL;
	if (!events)
		return -EFAULT;
	struct uc_file *file = uc_descriptor_file(descriptor);
	if (!file)
		return -EBADF;
	struct epoll *epoll = epoll_of(file);
	long result = epoll ? wait_masked(epoll, events, most, deadline, mask) : -EINVAL;
	uc_file_put(file);
	return result;
}

static uint64_t deadline_of_ms(int timeout_ms)
{
	return timeout_ms < 0 ? UC_FOREVER : uc_clock_monotonic_ns() + (uint64_t)timeout_ms * UC_NS_PER_MS;
}

UC_SYSCALL4(epoll_wait, int, descriptor, struct epoll_event *, events, int, most, int, timeout_ms)
{
	return wait_on(descriptor, events, most, deadline_of_ms(timeout_ms), NULL, 0);
}

UC_SYSCALL6(epoll_pwait, int, descriptor, struct epoll_event *, events, int, most, int, timeout_ms, const uint64_t *,
	    mask, size_t, mask_bytes)
{
	return wait_on(descriptor, events, most, deadline_of_ms(timeout_ms), mask, mask_bytes);
}

UC_SYSCALL6(epoll_pwait2, int, descriptor, struct epoll_event *, events, int, most, const struct timespec *, time,
	    const uint64_t *, mask, size_t, mask_bytes)
{
	uint64_t deadline = UC_FOREVER, ns;
	if (time) {
		if (time->seconds < 0 || time->nanoseconds < 0 || time->nanoseconds >= (int64_t)UC_NS_PER_SECOND)
			return -EINVAL;
		if (!__builtin_mul_overflow((uint64_t)time->seconds, UC_NS_PER_SECOND, &ns) &&
		    !__builtin_add_overflow(ns, (uint64_t)time->nanoseconds, &ns) &&
		    !__builtin_add_overflow(ns, uc_clock_monotonic_ns(), &ns))
			deadline = ns;
	}
	return wait_on(descriptor, events, most, deadline, mask, mask_bytes);
}
