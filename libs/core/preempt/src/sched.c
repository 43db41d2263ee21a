/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who runs: of the ready threads the first of the highest priority. A thread that shares its priority goes behind the
 * others when its slice is over. There is no tick: an interrupt is asked for only while somebody waits for the end of a
 * slice, or a timer is set while a thread runs.
 */
#include "preempt.h"
#include <unicore/clock.h>
#include <unicore/crash.h>
#include <unicore/platform.h>
#include <unicore/trace.h>

/* So often, at least, does a busy image look for events of a platform that has no interrupts. */
#define SWITCHES_PER_LOOK 64

#define SLICE_NS (CONFIG_PREEMPT_SLICE_MS * UC_NS_PER_MS)

/* When the slice that somebody waits for is over; UC_FOREVER: nobody waits. */
static uint64_t slice_end_ns = UC_FOREVER;
/* Whether it is to make way at the end of a slice, or to look for events. */
static bool is_sliced(const struct uc_thread *running)
{
	return (!running->policy.fifo && queue_has(running->priority)) || uc_plat_is_polled();
}

/* Asks for the end of the slice if another thread waits for it, or the host is to be looked after. */
static void watch_slice(const struct uc_thread *running)
{
	if (!is_sliced(running))
		return;
	if (slice_end_ns == UC_FOREVER)
		slice_end_ns = uc_clock_monotonic_ns() + SLICE_NS;
	uc_plat_interrupt_by(slice_end_ns); /* again: the last one may have come before its time, or in a section */
}

/* What becomes ready in the middle of a slice may have the next one, too. */
static void put_behind(struct uc_thread *thread)
{
	thread->is_fresh = true;
	queue_put_last(thread);
}

void uc_threads_ready(struct uc_thread *thread)
{
	if (thread->state != UC_THREAD_BLOCKED)
		return;
	thread->state = UC_THREAD_READY;
	UC_TRACE(UC_TRACE_WAKE, thread->id, 0);
	put_behind(thread);
	if (thread->priority > uc_threads_running->priority)
		uc_preempt_due = true;
	else if (!uc_preempt_due)
		watch_slice(uc_threads_running);
}

static void enter(struct uc_thread *thread)
{
	uc_threads_running = thread;
	uc_preempt_depth = thread->depth;
	uc_preempt_due = thread->is_told_later;
	uc_crash_set_stack(thread->stack.guard, thread->stack.low, thread->stack.high);
	uc_plat_set_thread_pointer(thread->thread_pointer);
}

/* Before a thread runs: timers and the end of its slice will interrupt it. */
static void watch(const struct uc_thread *running, uint64_t timer_ns)
{
	if (timer_ns != UC_FOREVER)
		uc_plat_interrupt_by(timer_ns);
	watch_slice(running);
}

void uc_threads_schedule(void)
{
	static unsigned switches;
	uc_threads_check_switch();
	uc_preempt_due = false;
	uint64_t timer_ns = uc_threads_timers_run();
	int highest = queue_highest();
	if (++switches % SWITCHES_PER_LOOK == 0 && highest != NOBODY) {
		uc_plat_idle(0);
		timer_ns = uc_threads_timers_run();
	}
	while ((highest = queue_highest()) == NOBODY) {
		UC_TRACE(UC_TRACE_SWITCH, 0, "idle");
		uc_plat_idle(timer_ns);
		timer_ns = uc_threads_timers_run();
	}
	struct uc_thread *from = uc_threads_running, *to = queue_take(highest);
	watch(to, timer_ns);
	UC_TRACE(UC_TRACE_SWITCH, to->id, to->name);
	if (to == from)
		return;
	from->depth = uc_preempt_depth;
	enter(to);
	uc_arch_context_switch(&from->context, &to->context);
}

/* An end that passes while a thread runs that has no slices waits for the one whose slice it is. */
static bool is_slice_over(struct uc_thread *running)
{
	if (slice_end_ns == UC_FOREVER || !is_sliced(running) || uc_clock_monotonic_ns() < slice_end_ns)
		return false;
	slice_end_ns = UC_FOREVER;
	if (uc_plat_is_polled())
		uc_plat_idle(0);
	bool is_over = !running->is_fresh && !running->policy.fifo;
	running->is_fresh = false;
	return is_over;
}

void preempt_reschedule(void)
{
	struct uc_thread *running = uc_threads_running;
	bool is_over = is_slice_over(running);
	uc_preempt_due = false;
	uint64_t timer_ns = uc_threads_timers_run();
	int highest = queue_highest();
	if (highest < running->priority || (highest == running->priority && !is_over)) {
		watch(running, timer_ns);
		return;
	}
	if (is_over)
		put_behind(running);
	else
		queue_put_first(running);
	uc_threads_schedule();
}

/* Who asks again and again (poll with a timeout of 0) must hear in the end, also where nothing interrupts. */
void uc_thread_yield(void)
{
	unsigned long irq = uc_plat_irq_save();
	if (queue_highest() == NOBODY)
		uc_plat_idle(0);
	put_behind(uc_threads_running);
	uc_threads_schedule();
	uc_plat_irq_restore(irq);
}

uint64_t uc_preempt_slice_ns(void)
{
	return SLICE_NS;
}
