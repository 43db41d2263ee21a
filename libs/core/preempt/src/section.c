/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Preemption: at the end of an interrupt the interrupted thread is made to call the scheduler, as if it had done so
 * itself where it was; or at the end of a section.
 */
#include "preempt.h"
#include <unicore/clock.h>
#include <unicore/platform.h>
#include <unicore/trap.h>

/* A thread that is to be told of an interruption is interrupted so much after its section. */
#define TELL_NS UC_NS_PER_MS

volatile unsigned uc_preempt_depth = 1;
volatile bool uc_preempt_due;

static bool is_to_be_told(const struct uc_thread *thread)
{
	return thread->is_told_later && thread->told;
}

/* In a section, interrupts on. */
static void let_others_run(void)
{
	unsigned long irq = uc_plat_irq_save();
	preempt_reschedule();
	uc_plat_irq_restore(irq);
}

/*
 * Not here but in the middle of the program is a thread told: who calls looks for signals himself, and wants to know
 * what they were.
 */
void uc_preempt(void)
{
	do {
		uc_preempt_depth = 1;
		let_others_run();
		if (is_to_be_told(uc_threads_running)) {
			unsigned long irq = uc_plat_irq_save();
			uc_plat_interrupt_by(uc_clock_monotonic_ns() + TELL_NS);
			uc_plat_irq_restore(irq);
		}
		uc_preempt_depth = 0;
	} while (uc_preempt_due);
}

/* On the stack of the thread, in a section, interrupts on. */
static void go_on_later(struct uc_trap *trap)
{
	do {
		uc_preempt_depth = 1;
		let_others_run();
		if (is_to_be_told(uc_threads_running)) {
			uc_threads_running->is_told_later = false;
			uc_threads_running->told(trap);
		}
		uc_preempt_depth = 0;
	} while (uc_preempt_due);
}

void uc_preempt_interrupted(struct uc_trap *trap)
{
	/* Until it has been copied to the stack, the thread is in a section: nobody else is preempted meanwhile. */
	static struct uc_trap saved;
	if (uc_preempt_depth != 0 || !(uc_preempt_due || is_to_be_told(uc_threads_running)))
		return;
	uc_preempt_depth = 1;
	uc_trap_call(trap, &saved, (void *)(uc_trap_stack_pointer(trap) - UC_TRAP_RED_ZONE), go_on_later);
}

void uc_preempt_tick(void)
{
	uc_preempt_due = true;
}

void uc_preempt_allow(void (*told)(struct uc_trap *trap))
{
	uc_threads_running->told = told;
	uc_threads_running->is_program = true;
	uc_preempt_on();
}

unsigned uc_preempt_program_begin(void)
{
	unsigned depth = uc_preempt_depth;
	if (uc_threads_running->is_program) {
		uc_preempt_depth = 1;
		uc_preempt_on();
	}
	return depth;
}

void uc_preempt_program_end(unsigned depth)
{
	uc_preempt_depth = depth;
}
