/* SPDX-License-Identifier: BSD-3-Clause */
/* What POSIX threads are under a libc: a scheduler's thread, its tid and its signals. Thread context. */
#ifndef UNICORE_POSIX_THREAD_H
#define UNICORE_POSIX_THREAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicore/list.h>

struct uc_thread;

struct uc_posix_thread {
	struct uc_list node; /* of all POSIX threads */
	struct uc_thread *thread;
	int tid;
	uint32_t *clear_tid; /* cleared and woken at the end (CLONE_CHILD_CLEARTID) */

	/* lib-posix-signal's; bit n - 1 is signal n */
	uint64_t pending;
	uint64_t blocked;
	uint64_t awaited; /* by sigtimedwait, although blocked */
	void *alternate_stack;
	size_t alternate_bytes;
#if CONFIG_SCHED_PREEMPTIVE
	/** UC_ATTEND_* of the handlers that ran amid the program since the last call that may wait began. */
	int attended;
#endif
};

/** The running thread's. The first thread that asks becomes the main thread; NULL in a thread that no clone made. */
struct uc_posix_thread *uc_posix_self(void);

#if CONFIG_SCHED_PREEMPTIVE
/** The running thread runs the program from now on, and may be preempted in it. Thread context. */
void uc_posix_program(void);
#else
/** Nothing: nobody is preempted. Thread context. */
static inline void uc_posix_program(void)
{
}
#endif

/** The thread with this tid, or NULL. */
struct uc_posix_thread *uc_posix_find(int tid);

/** All of them; the main thread is the first while it lives. */
struct uc_list *uc_posix_threads(void);

/** What clone(2) takes for a thread of this process. */
struct uc_clone {
	unsigned long flags;
	void *stack_top;
	void *thread_pointer;
	uint32_t *parent_tid;
	uint32_t *child_tid;
	int (*entry)(void *);
	void *argument;
};

/**
 * Makes a thread that runs `entry(argument)` and then exits. Returns its tid, -EINVAL (no CLONE_VM | CLONE_THREAD or no
 * stack: processes do not exist here) or -ENOMEM.
 */
int uc_posix_clone(const struct uc_clone *clone);

/** Ends the running thread and then gives back `bytes` at `base`, its stack, by munmap. */
_Noreturn void uc_posix_exit_unmap(void *base, size_t bytes);

/** Told of each thread that ends, while it is still valid, by the thread itself; NULL: nobody asks. */
extern void (*uc_posix_on_end)(struct uc_posix_thread *thread);

/** Makes an interruptible wait of the thread with this tid end with EINTR. */
void uc_posix_interrupt(int tid);

#endif
