/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Threads and wait queues. Waiting on a wait queue is the one way to block.
 * Unless said otherwise: thread context, and never with interrupts off.
 */
#ifndef UNICORE_SCHED_H
#define UNICORE_SCHED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicore/list.h>

#define UC_FOREVER UINT64_MAX

struct uc_thread;

#if CONFIG_SCHED_PREEMPTIVE
#define UC_PRIORITY_MOST 99

/** Who runs: of the ready threads those of the highest priority. */
struct uc_thread_policy {
	int priority; /* 0 to UC_PRIORITY_MOST */
	bool fifo;    /* not preempted by others of its priority */
};
#endif

struct uc_thread_attributes {
	const char *name;     /* kept, not copied; NULL: "thread" */
	size_t stack_bytes;   /* of a stack that the scheduler allocates, guarded; 0: CONFIG_SCHED_STACK_BYTES */
	void *stack_top;      /* the caller's own stack instead (pthreads); NULL: allocate */
	void *thread_pointer; /* the caller's own TLS block; NULL: one is made by libc's uc_tls_build */
#if CONFIG_SCHED_PREEMPTIVE
	struct uc_thread_policy policy; /* all zero: shares the CPU with all others of priority 0 */
#endif
};

/**
 * The way up: lib-boot calls it once, on the boot stack, when page allocator and heap work and the thread pointer is
 * set. Makes the first thread (tid 1, "main") on a guarded stack of its own: it runs `entry(argument)` with the TLS
 * block that `thread_pointer` stands for, interrupts on. Threads made later get `canary` in their TLS blocks, so that
 * one value holds in the whole image. Crashes the image when there is no memory.
 */
_Noreturn void uc_sched_start(void *thread_pointer, uintptr_t canary, void (*entry)(void *), void *argument);

/**
 * Makes a thread that runs `entry(argument)` and then ends; it is ready at once, but runs only when the caller
 * yields or blocks. `*thread` stays valid until the thread has ended and was joined or detached.
 * Returns 0, -ENOMEM or -EINVAL.
 */
int uc_thread_create(struct uc_thread **thread, const struct uc_thread_attributes *attributes, void (*entry)(void *),
		     void *argument);

/** The running thread; NULL before uc_sched_start. Any context (in an interrupt: the interrupted one). */
struct uc_thread *uc_thread_current(void);

/** The name it was made with; "thread" when none was given. Any context. */
const char *uc_thread_name(const struct uc_thread *thread);

/**
 * Ends the running thread. `finally(argument)`, if given, runs on another stack after the thread has left its own; it
 * must not block.
 */
_Noreturn void uc_thread_exit(void (*finally)(void *), void *argument);

/** Waits for the end of `thread` and frees it. Returns 0 or -EDEADLK (itself). */
int uc_thread_join(struct uc_thread *thread);

/** Frees `thread` as soon as it has ended. */
void uc_thread_detach(struct uc_thread *thread);

/** Lets other ready threads run; when there are none, the platform looks for events (uc_plat_idle(0)). */
void uc_thread_yield(void);

/** A small number > 0, never used twice while its thread lives: the tid. The first thread is 1. */
int uc_thread_id(const struct uc_thread *thread);

/** A word of the caller's per slot (posix-thread, posix-signal keep their per-thread state there). */
#define UC_THREAD_SLOT_PTHREAD 0
#define UC_THREAD_SLOT_SIGNAL 1
#define UC_THREAD_SLOTS 2
void **uc_thread_slot(struct uc_thread *thread, unsigned slot);

/**
 * Makes the wait in which `thread` is now, or the next interruptible one, return -EINTR (a signal is pending).
 * Any context.
 */
void uc_thread_interrupt(struct uc_thread *thread);
/** Takes back an interruption that was not yet consumed. */
void uc_thread_clear_interrupt(struct uc_thread *thread);

/* ---- wait queues ---- */

/**
 * One waiter or listener. `notify` is called with interrupts off, in any context; it must not block. It may remove its
 * own entry, and may wake other queues.
 */
struct uc_wait_entry {
	struct uc_list node;
	void (*notify)(struct uc_wait_entry *entry, unsigned events);
	bool exclusive; /* a wake of n wakes at most n of these; others are all told */
};

struct uc_waitq {
	struct uc_list entries;
};

#define UC_WAITQ_INIT(name)                  \
	{                                    \
		UC_LIST_INIT((name).entries) \
	}

/** Makes an empty queue. Any context. */
void uc_waitq_init(struct uc_waitq *queue);
/** Listens without blocking (epoll): `entry` belongs to the caller until removed. Any context. */
void uc_waitq_add(struct uc_waitq *queue, struct uc_wait_entry *entry);
void uc_waitq_remove(struct uc_waitq *queue, struct uc_wait_entry *entry);
/** Tells every listener and wakes at most `most` exclusive ones; `events` are poll(2) bits or 0. Any context. */
void uc_waitq_wake(struct uc_waitq *queue, unsigned events, unsigned most);
#define uc_waitq_wake_all(queue, events) uc_waitq_wake(queue, events, ~0u)

/** What a blocked thread puts into a queue. Who waits on several queues listens there with entries of its own. */
struct uc_wait {
	struct uc_wait_entry entry;
	struct uc_thread *thread;
	bool woken;
};

/** Queues the running thread; from now on no wake-up is lost. */
void uc_wait_begin(struct uc_wait *wait, struct uc_waitq *queue, bool exclusive);
/**
 * Blocks until a wake-up since uc_wait_begin (or the last uc_wait_sleep), the deadline (monotonic ns; UC_FOREVER), or,
 * if `interruptible`, uc_thread_interrupt. Returns 0, -ETIMEDOUT or -EINTR.
 */
int uc_wait_sleep(struct uc_wait *wait, uint64_t deadline_ns, bool interruptible);
void uc_wait_end(struct uc_wait *wait, struct uc_waitq *queue);

/**
 * Blocks until `condition` holds. Evaluates to 0, -ETIMEDOUT or -EINTR. The condition is evaluated in thread context
 * after the thread is queued, so a change that is followed by uc_waitq_wake is never missed.
 */
#define UC_WAIT_EVENT(queue, condition, deadline_ns, interruptible)                            \
	({                                                                                     \
		struct uc_wait uc_wait_;                                                       \
		int uc_result_ = 0;                                                            \
		uc_wait_begin(&uc_wait_, (queue), false);                                      \
		while (!(condition)) {                                                         \
			uc_result_ = uc_wait_sleep(&uc_wait_, (deadline_ns), (interruptible)); \
			if (uc_result_ != 0) {                                                 \
				if (condition)                                                 \
					uc_result_ = 0;                                        \
				break;                                                         \
			}                                                                      \
		}                                                                              \
		uc_wait_end(&uc_wait_, (queue));                                               \
		uc_result_;                                                                    \
	})

/** Sleeps until the monotonic clock shows `deadline_ns`. Returns 0 or -EINTR. */
int uc_sleep_until(uint64_t deadline_ns, bool interruptible);

/* ---- timers ---- */

/**
 * A call at a time. Belongs to the caller; `fire` runs with interrupts off, in any context, and may set it again. The
 * links are the scheduler's (a heap); all zero but `fire` is a timer that is not armed.
 */
struct uc_timer {
	struct uc_timer *child, *next, *previous;
	bool armed;
	uint64_t deadline_ns;
	void (*fire)(struct uc_timer *timer);
};

/** Makes a timer that is not armed. Any context. */
void uc_timer_init(struct uc_timer *timer, void (*fire)(struct uc_timer *timer));
/** (Re)arms at a time of the monotonic clock; one that has passed fires at the next look at the timers. Any context. */
void uc_timer_set(struct uc_timer *timer, uint64_t deadline_ns);
void uc_timer_cancel(struct uc_timer *timer);

#endif
