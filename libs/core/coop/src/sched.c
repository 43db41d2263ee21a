/* SPDX-License-Identifier: BSD-3-Clause */
/* The run queue: first come, first served, until a thread blocks, yields or ends. */
#include <unicore/crash.h>
#include <unicore/platform.h>
#include <unicore/threads.h>
#include <unicore/trace.h>

/* So often, at least, does a busy image look for events of a platform that has no interrupts. */
#define SWITCHES_PER_LOOK 64

static struct uc_list ready = UC_LIST_INIT(ready);

void uc_threads_ready(struct uc_thread *thread)
{
	if (thread->state != UC_THREAD_BLOCKED)
		return;
	thread->state = UC_THREAD_READY;
	UC_TRACE(UC_TRACE_WAKE, thread->id, 0);
	uc_list_add_before(&ready, &thread->node);
}

static void enter(struct uc_thread *thread)
{
	uc_threads_running = thread;
	uc_crash_set_stack(thread->stack.guard, thread->stack.low, thread->stack.high);
	uc_plat_set_thread_pointer(thread->thread_pointer);
}

void uc_threads_schedule(void)
{
	static unsigned switches;
	uc_threads_check_switch();
	uint64_t deadline_ns = uc_threads_timers_run();
	if (++switches % SWITCHES_PER_LOOK == 0 && !uc_list_empty(&ready)) {
		uc_plat_idle(0);
		uc_threads_timers_run();
	}
	while (uc_list_empty(&ready)) {
		UC_TRACE(UC_TRACE_SWITCH, 0, "idle");
		uc_plat_idle(deadline_ns);
		deadline_ns = uc_threads_timers_run();
	}
	struct uc_thread *from = uc_threads_running, *to = UC_CONTAINER_OF(ready.next, struct uc_thread, node);
	uc_list_remove(&to->node);
	UC_TRACE(UC_TRACE_SWITCH, to->id, to->name);
	if (to == from)
		return;
	enter(to);
	uc_arch_context_switch(&from->context, &to->context);
}

/* Who asks again and again (poll with a timeout of 0) must hear in the end, also where nothing interrupts. */
void uc_thread_yield(void)
{
	unsigned long irq = uc_plat_irq_save();
	if (uc_list_empty(&ready))
		uc_plat_idle(0);
	uc_list_add_before(&ready, &uc_threads_running->node);
	uc_threads_schedule();
	uc_plat_irq_restore(irq);
}
