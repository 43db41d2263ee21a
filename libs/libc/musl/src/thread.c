/* SPDX-License-Identifier: BSD-3-Clause */
/* What musl does for threads with instructions of its own: clone, and the exit that gives back its own stack. */
#include "pthread_impl.h"
#include "syscall.h"
#include <errno.h>
#include <stdarg.h>
#include <unicore/posix-thread.h>
#include <unicore/sched.h>

hidden int __clone(int (*entry)(void *), void *stack, int flags, void *argument, ...)
{
	va_list more;
	va_start(more, argument);
	struct uc_clone clone = {.flags = (unsigned)flags, .stack_top = stack, .entry = entry, .argument = argument};
	clone.parent_tid = va_arg(more, void *);
	clone.thread_pointer = va_arg(more, void *);
	clone.child_tid = va_arg(more, void *);
	va_end(more);
	return uc_posix_clone(&clone);
}

hidden void __unmapself(void *base, size_t bytes)
{
	uc_posix_exit_unmap(base, bytes);
}

/* All threads share what setxid and its kin change, so one call does for all. */
hidden void __synccall(void (*function)(void *), void *context)
{
	function(context);
}

/* Lets others run, also those of lower priorities where there are such. */
static void let_holder_run(void)
{
#if CONFIG_SCHED_PREEMPTIVE
	static const struct timespec time = {0, 20000};
	__syscall(SYS_nanosleep, &time, 0);
#else
	uc_thread_yield();
#endif
}

/* One CPU: the holder runs only when the waiter lets it. */
int pthread_spin_lock(pthread_spinlock_t *lock)
{
	while (*(volatile int *)lock || a_cas(lock, 0, EBUSY))
		let_holder_run();
	return 0;
}
