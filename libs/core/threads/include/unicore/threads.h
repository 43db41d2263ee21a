/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What threads are made of: between lib-threads and the scheduler of the image, which keeps the run queue and decides
 * who runs (uc_threads_ready, uc_threads_schedule). One CPU: interrupts off is the only lock.
 */
#ifndef UNICORE_THREADS_H
#define UNICORE_THREADS_H

#include <unicore/arch.h>
#include <unicore/compiler.h>
#include <unicore/preempt.h>
#include <unicore/sched.h>

/** A stack with its guard page. Of a stack that is the caller's, only `high` is known. */
struct uc_stack {
	uintptr_t guard, low, high;
};

enum uc_thread_state {
	UC_THREAD_READY, /* running, or in the run queue */
	UC_THREAD_BLOCKED,
	UC_THREAD_ENDED,
};

struct uc_trap;

struct uc_thread {
	struct uc_context context;
	struct uc_list node; /* in the run queue, if ready and not running */
	struct uc_list all;  /* in the list of all threads */
	struct uc_stack stack;
	bool own_stack, own_tls;
	void *thread_pointer;
	const char *name;
	int id;
	enum uc_thread_state state;
	bool interruptible; /* blocked in a wait that an interruption ends */
	bool interrupted;   /* an interruption that nothing has consumed */
	bool detached;
	void *slots[UC_THREAD_SLOTS];
	void (*entry)(void *);
	void *argument;
	void (*finally)(void *);
	struct uc_waitq end; /* woken when the thread has ended */
#if CONFIG_SCHED_PREEMPTIVE
	struct uc_thread_policy policy;
	int lent, priority; /* from others; the higher of both */
	unsigned depth;     /* uc_preempt_depth, while it does not run */
	bool is_fresh;      /* its first slice is not over */
	bool is_program;    /* it has left its first section */
	bool is_told_later; /* interrupted, and `told` was not called for it */
	void (*told)(struct uc_trap *trap);
#endif
};

/* ---- of lib-threads ---- */

extern struct uc_thread *uc_threads_running;

/** Leaves its stack to threads that have ended, and to the wait when no other thread is ready. Never ready itself. */
extern struct uc_thread uc_threads_undertaker;

/** TLS of the first thread: outlives every other. Canary of all. */
extern void *uc_threads_first_pointer;
extern uintptr_t uc_threads_canary;

/** While `finally` of a thread runs: there is one stack for that, so that nothing may switch. In debug images only. */
extern bool uc_threads_burying;

#if CONFIG_BUILD_DEBUG
/** Locks that are held. */
extern unsigned uc_threads_locks_held;

/** Crashes when nothing may switch now. Interrupts off. */
void uc_threads_check_switch(void);
#else
/** Nothing: only debug images check. Any context. */
static inline void uc_threads_check_switch(void)
{
}
#endif

/** Takes `bytes`, rounded up to pages, and a guard page below. Returns 0 or -ENOMEM. Thread context. */
int uc_threads_stack_alloc(struct uc_stack *stack, size_t bytes);
/** Gives such a stack back. Thread context. */
void uc_threads_stack_free(const struct uc_stack *stack);

/** Makes a thread that is not yet in the run queue. Returns NULL when memory is exhausted. Thread context. */
struct uc_thread *uc_threads_new(const struct uc_thread_attributes *attributes, size_t stack_bytes);
/** Gives back what a thread that has left its stack still holds; the thread itself only when `whole`. */
void uc_threads_release(struct uc_thread *thread, bool whole);

/** The earliest timer is another one than at the last look: whoever waits for it has to look again. Interrupts off. */
static inline void uc_threads_timer_changed(void)
{
#if CONFIG_SCHED_PREEMPTIVE
	uc_preempt_due = true;
#endif
}

/** Fires every timer whose time has come and returns the deadline of the next one, or UC_FOREVER. Interrupts off. */
uint64_t uc_threads_timers_run(void);

/* ---- of the scheduler ---- */

/** Puts a blocked thread into the run queue; nothing when it is there already. Interrupts off. */
void uc_threads_ready(struct uc_thread *thread);

/** Goes on with the next ready thread, after waiting for one. Returns when the caller is that thread. Interrupts off.
 */
void uc_threads_schedule(void);

#endif
