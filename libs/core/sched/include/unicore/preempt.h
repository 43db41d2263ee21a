/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sections in which the running thread is not preempted. The libraries of an image have no locks: they are called in a
 * section, or by a thread that never leaves its first one. Where the scheduler is cooperative all of it is nothing.
 *
 * Each thread begins in a section. One that leaves it (uc_preempt_allow) is preempted from then on wherever it is not
 * in a section: by the end of its time slice when others of its priority are ready, by a thread of higher priority that
 * becomes ready, and at the end of a section by what came meanwhile. System calls (UC_SYSCALL) are sections. A section
 * may block: then others run, and the thread goes on in its section.
 */
#ifndef UNICORE_PREEMPT_H
#define UNICORE_PREEMPT_H

#include <stdbool.h>

#if CONFIG_SCHED_PREEMPTIVE
#include <unicore/compiler.h>
#include <unicore/sched.h>

struct uc_trap;

/** Of the running thread: how many sections it is in. Saved and restored when threads switch. */
extern volatile unsigned uc_preempt_depth;
/** Another thread may be to run; looked at when the last section is left and at the end of interrupts. */
extern volatile bool uc_preempt_due;

/** What uc_preempt_on does when it is due: others run. Thread context. */
void uc_preempt(void);

/** Enters a section. They nest. Thread context. */
static inline void uc_preempt_off(void)
{
	uc_preempt_depth = uc_preempt_depth + 1;
	__asm__ volatile("" : : : "memory");
}

/** Leaves one. Thread context. */
static inline void uc_preempt_on(void)
{
	__asm__ volatile("" : : : "memory");
	unsigned depth = uc_preempt_depth - 1;
	uc_preempt_depth = depth;
	if (UC_UNLIKELY(depth == 0 && uc_preempt_due))
		uc_preempt();
}

/**
 * Leaves the section in which the running thread began. From now on, when it was interrupted (uc_thread_interrupt)
 * while it was in no section, `told` (if any) is called on its stack, in a section, with the registers with which it
 * goes on. Thread context.
 */
void uc_preempt_allow(void (*told)(struct uc_trap *trap));

/**
 * Runs the program's code from inside a section, a signal handler: leaves all sections but the first of a thread that
 * never left it. Returns what uc_preempt_program_end takes. Thread context.
 */
unsigned uc_preempt_program_begin(void);
/** Back in the sections of uc_preempt_program_begin. Thread context. */
void uc_preempt_program_end(unsigned depth);

/** Changes how a thread competes; `policy` is valid. One that runs or is ready goes behind others. Thread context. */
void uc_thread_set_policy(struct uc_thread *thread, const struct uc_thread_policy *policy);
/** How it competes by itself. Any context. */
struct uc_thread_policy uc_thread_get_policy(const struct uc_thread *thread);
/**
 * Lends a thread a priority: it runs with the higher of this and its own. 0: no longer. It keeps its place where the
 * priority stays the same. Thread context.
 */
void uc_thread_lend(struct uc_thread *thread, int priority);
/** The priority with which it runs: its own or the lent one. Any context. */
int uc_thread_priority(const struct uc_thread *thread);
/** How long a thread runs while others of its priority are ready, at least. Any context. */
uint64_t uc_preempt_slice_ns(void);

/**
 * Called by the platform at the end of each interrupt with the registers of what was interrupted, in interrupt context.
 * Changes these when the thread is to be preempted.
 */
void uc_preempt_interrupted(struct uc_trap *trap);
/** Called by the platform in the interrupt that uc_plat_interrupt_at asked for. Interrupt context. */
void uc_preempt_tick(void);

#else

/** Nothing: nobody is preempted. Any context. */
static inline void uc_preempt_off(void)
{
}
/** Nothing. Any context. */
static inline void uc_preempt_on(void)
{
}
/** Nothing, 0. Any context. */
static inline unsigned uc_preempt_program_begin(void)
{
	return 0;
}
/** Nothing. Any context. */
static inline void uc_preempt_program_end(unsigned depth)
{
	(void)depth;
}

#endif
#endif
