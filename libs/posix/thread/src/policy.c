/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Policies and priorities: sched(7). SCHED_OTHER and what differs from it only in preference are priority 0. Where the
 * scheduler is cooperative that is all there is.
 */
#include <unicore/clock.h>
#include <unicore/posix-thread.h>
#include <unicore/preempt.h>
#include <unicore/sched.h>
#include <unicore/syscall.h>

#define ESRCH 3
#define EINVAL 22

enum { SCHED_OTHER, SCHED_FIFO, SCHED_RR, SCHED_BATCH, SCHED_IDLE = 5 };
#define LEAST_PRIORITY 1
#define MOST_PRIORITY 99

struct timespec {
	int64_t seconds, nanoseconds;
};

static bool is_shared(int policy)
{
	return policy == SCHED_OTHER || policy == SCHED_BATCH || policy == SCHED_IDLE;
}

static bool is_realtime(int policy)
{
	return policy == SCHED_FIFO || policy == SCHED_RR;
}

/* NULL when there is none with this tid. */
static struct uc_thread *thread_of(int tid)
{
	struct uc_posix_thread *thread = tid ? uc_posix_find(tid) : NULL;
	return tid == 0 ? uc_thread_current() : thread ? thread->thread : NULL;
}

#if CONFIG_SCHED_PREEMPTIVE

static int policy_of(const struct uc_thread *thread)
{
	struct uc_thread_policy policy = uc_thread_get_policy(thread);
	return policy.priority == 0 ? SCHED_OTHER : policy.fifo ? SCHED_FIFO : SCHED_RR;
}

static int priority_of(const struct uc_thread *thread)
{
	return uc_thread_get_policy(thread).priority;
}

static long set(struct uc_thread *thread, int policy, int priority)
{
	bool is_valid = is_shared(policy)
				? priority == 0
				: is_realtime(policy) && priority >= LEAST_PRIORITY && priority <= MOST_PRIORITY;
	if (!is_valid)
		return -EINVAL;
	uc_thread_set_policy(thread, &(struct uc_thread_policy){priority, policy == SCHED_FIFO});
	return 0;
}

static uint64_t slice_ns(const struct uc_thread *thread)
{
	return policy_of(thread) == SCHED_FIFO ? 0 : uc_preempt_slice_ns();
}

#else

static int policy_of(const struct uc_thread *thread)
{
	(void)thread;
	return SCHED_OTHER;
}

static int priority_of(const struct uc_thread *thread)
{
	(void)thread;
	return 0;
}

/* There is one policy; asking for it, or for one that differs only in preference, is granted. */
static long set(struct uc_thread *thread, int policy, int priority)
{
	(void)thread;
	return is_shared(policy) && priority == 0 ? 0 : -EINVAL;
}

/* As of SCHED_FIFO: it runs until it waits. */
static uint64_t slice_ns(const struct uc_thread *thread)
{
	(void)thread;
	return 0;
}

#endif

UC_SYSCALL1(sched_getscheduler, int, tid)
{
	struct uc_thread *thread = thread_of(tid);
	return thread ? policy_of(thread) : -ESRCH;
}

UC_SYSCALL2(sched_getparam, int, tid, int *, priority)
{
	struct uc_thread *thread = thread_of(tid);
	if (!thread)
		return -ESRCH;
	*priority = priority_of(thread);
	return 0;
}

UC_SYSCALL3(sched_setscheduler, int, tid, int, policy, const int *, priority)
{
	struct uc_thread *thread = thread_of(tid);
	return thread ? set(thread, policy, *priority) : -ESRCH;
}

UC_SYSCALL2(sched_setparam, int, tid, const int *, priority)
{
	struct uc_thread *thread = thread_of(tid);
	return thread ? set(thread, policy_of(thread), *priority) : -ESRCH;
}

UC_SYSCALL2(sched_rr_get_interval, int, tid, struct timespec *, interval)
{
	struct uc_thread *thread = thread_of(tid);
	if (!thread)
		return -ESRCH;
	uint64_t ns = slice_ns(thread);
	*interval = (struct timespec){(int64_t)(ns / UC_NS_PER_SECOND), (int64_t)(ns % UC_NS_PER_SECOND)};
	return 0;
}

UC_SYSCALL1(sched_get_priority_max, int, policy)
{
	return is_shared(policy) ? 0 : is_realtime(policy) ? MOST_PRIORITY : -EINVAL;
}

UC_SYSCALL1(sched_get_priority_min, int, policy)
{
	return is_shared(policy) ? 0 : is_realtime(policy) ? LEAST_PRIORITY : -EINVAL;
}
