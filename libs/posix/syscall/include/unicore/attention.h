/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a libc asks at the boundary of a system call, and who answers (lib-posix-signal, if it is in the image). Costs
 * one load when nothing is pending.
 */
#ifndef UNICORE_ATTENTION_H
#define UNICORE_ATTENTION_H

#include <stdint.h>
#include <unicore/preempt.h>

/** Not 0 while some thread may have a signal to take. Set in any context. */
extern volatile unsigned uc_attention;

/** Nothing was delivered to the running thread. */
#define UC_ATTEND_NONE 0
/** Handlers ran, all of them with SA_RESTART. */
#define UC_ATTEND_RESTART 1
/** Handlers ran, one at least without SA_RESTART: the interrupted call fails with EINTR. */
#define UC_ATTEND_INTERRUPT 2

/** Runs the handlers of the running thread's pending signals; NULL when nobody delivers signals. Thread context. */
extern int (*uc_attend)(void);

/** The usual question. Thread context. */
static inline int uc_attend_pending(void)
{
	if (!uc_attention || !uc_attend)
		return UC_ATTEND_NONE;
	uc_preempt_off();
	int result = uc_attend();
	uc_preempt_on();
	return result;
}

#if CONFIG_SCHED_PREEMPTIVE
struct uc_trap;

/**
 * Runs the handlers of the running thread's pending signals in the middle of the program, which goes on with the
 * registers `trap`. Returns as uc_attend; NULL when nobody delivers signals. Thread context, in a section.
 */
extern int (*uc_attend_amid)(struct uc_trap *trap);

/** Ends the running thread if it was cancelled and lets that happen anywhere; NULL when nobody cancels. Thread context,
 * in a section. */
extern void (*uc_cancel_amid)(void);
#endif

/**
 * Sets the running thread's signal mask for the time of a call (ppoll, epoll_pwait, pselect) and gives the old one;
 * what becomes deliverable is pending for uc_attend. NULL when nobody delivers signals. Thread context.
 */
extern void (*uc_swap_mask)(const uint64_t *mask, uint64_t *old);

/** Sends a signal to the running thread (SIGPIPE of a write that fails); NULL when nobody delivers signals. Thread
 * context. */
extern void (*uc_raise)(int signal);

/** The usual way to ask for that; nothing when nobody delivers signals. Thread context. */
static inline void uc_raise_signal(int signal)
{
	if (uc_raise)
		uc_raise(signal);
}

#endif
