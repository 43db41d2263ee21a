/* SPDX-License-Identifier: BSD-3-Clause */
/* The calls that wait for a signal. */
#include "internal.h"
#include <unicore/attention.h>
#include <unicore/clock.h>
#include <unicore/syscall.h>

struct timespec {
	int64_t seconds;
	int64_t nanoseconds;
};

static bool has_unblocked(const struct uc_posix_thread *self)
{
	return signal_pending(self) & ~self->blocked;
}

/* Waits until a handler has run, or something else interrupts: the libc, to cancel the thread. */
static long wait_for_handler(struct uc_posix_thread *self)
{
	int result;
	do
		result = UC_WAIT_EVENT(&signal_arrivals, has_unblocked(self), UC_FOREVER, true);
	while (signal_deliver() == UC_ATTEND_NONE && result == 0);
	return -EINTR;
}

UC_SYSCALL0(pause)
{
	struct uc_posix_thread *self = uc_posix_self();
	return self ? wait_for_handler(self) : -EINVAL;
}

UC_SYSCALL2(rt_sigsuspend, const uint64_t *, mask, size_t, bytes)
{
	struct uc_posix_thread *self = uc_posix_self();
	if (bytes != sizeof *mask || !self)
		return -EINVAL;
	uint64_t before = self->blocked;
	self->blocked = *mask & ~UNBLOCKABLE;
	long result = wait_for_handler(self);
	self->blocked = before;
	return result;
}

static int deadline_of(const struct timespec *time, uint64_t *deadline)
{
	uint64_t ns;
	*deadline = UC_FOREVER;
	if (!time)
		return 0;
	if (time->seconds < 0 || time->nanoseconds < 0 || time->nanoseconds >= (int64_t)UC_NS_PER_SECOND)
		return -EINVAL;
	if (!__builtin_mul_overflow((uint64_t)time->seconds, UC_NS_PER_SECOND, &ns) &&
	    !__builtin_add_overflow(ns, (uint64_t)time->nanoseconds, &ns) &&
	    !__builtin_add_overflow(ns, uc_clock_monotonic_ns(), &ns))
		*deadline = ns;
	return 0;
}

UC_SYSCALL4(rt_sigtimedwait, const uint64_t *, set, struct signal_info *, info, const struct timespec *, time, size_t,
	    bytes)
{
	struct uc_posix_thread *self = uc_posix_self();
	struct signal_info taken;
	uint64_t deadline;
	if (bytes != sizeof *set || !self || deadline_of(time, &deadline))
		return -EINVAL;
	uint64_t wanted = *set & ~UNBLOCKABLE;
	self->awaited = wanted;
	int result = UC_WAIT_EVENT(&signal_arrivals, signal_pending(self) & wanted, deadline, true);
	self->awaited = 0;
	int signal = signal_take(self, wanted, &taken);
	if (!signal)
		return result == -ETIMEDOUT ? -EAGAIN : -EINTR;
	uc_thread_clear_interrupt(self->thread);
	if (info)
		*info = taken;
	return signal;
}
