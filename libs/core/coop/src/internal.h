/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of the scheduler share. One CPU: interrupts off is the only lock. */
#ifndef UNICORE_COOP_INTERNAL_H
#define UNICORE_COOP_INTERNAL_H

#include <unicore/arch.h>
#include <unicore/compiler.h>
#include <unicore/sched.h>

/** A stack with its guard page. Of a stack that is the caller's, only `high` is known. */
struct stack {
	uintptr_t guard, low, high;
};

enum state {
	STATE_READY, /* running, or in the run queue */
	STATE_BLOCKED,
	STATE_ENDED,
};

struct uc_thread {
	struct uc_context context;
	struct uc_list node; /* in the run queue, if ready and not running */
	struct uc_list all;  /* in the list of all threads */
	struct stack stack;
	bool own_stack, own_tls;
	void *thread_pointer;
	const char *name;
	int id;
	enum state state;
	bool interruptible; /* blocked in a wait that an interruption ends */
	bool interrupted;   /* an interruption that nothing has consumed */
	bool detached;
	void *slots[UC_THREAD_SLOTS];
	void (*entry)(void *);
	void *argument;
	void (*finally)(void *);
	struct uc_waitq end; /* woken when the thread has ended */
};

extern struct uc_thread *coop_current;

/** Takes `bytes`, rounded up to pages, and a guard page below. Returns 0 or -ENOMEM. Thread context. */
int coop_stack_alloc(struct stack *stack, size_t bytes);
void coop_stack_free(const struct stack *stack);

/** Makes a thread that is not yet in the run queue. Returns NULL when memory is exhausted. */
struct uc_thread *coop_thread_new(const struct uc_thread_attributes *attributes, size_t stack_bytes);
/** Gives back what a thread that has left its stack still holds; the thread itself only when `whole`. */
void coop_thread_release(struct uc_thread *thread, bool whole);

/** Puts a blocked thread into the run queue; nothing when it is there already. Interrupts off. */
void coop_ready(struct uc_thread *thread);
/** Goes on with the next ready thread, after waiting for one. Returns when the caller is that thread. Interrupts off.
 */
void coop_schedule(void);

/** Fires every timer whose time has come and returns the deadline of the next one, or UC_FOREVER. Interrupts off. */
uint64_t coop_timers_run(void);

/** TLS of the first thread: outlives every other. Canary of all. */
extern void *coop_first_thread_pointer;
extern uintptr_t coop_canary;

#endif
