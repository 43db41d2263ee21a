/* SPDX-License-Identifier: BSD-3-Clause */
/* The run queue: who runs, who is next, and the way from one thread to another. */
#include "internal.h"
#include <unicore/assert.h>
#include <unicore/clock.h>
#include <unicore/crash.h>
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/libc.h>
#include <unicore/platform.h>

/* Where threads leave their stacks, and where the image waits when the thread that ran last has ended. */
#define LAST_STACK_BYTES 16384

/* So often, at least, does a busy image look for events of a platform that has no interrupts. */
#define SWITCHES_PER_LOOK 64

static struct uc_list ready = UC_LIST_INIT(ready);
struct uc_thread *coop_current;
void *coop_first_thread_pointer;
uintptr_t coop_canary;

/* Runs what is left to do for threads that have ended; is never ready. */
static struct uc_thread undertaker = {.name = "undertaker"};

struct uc_thread *uc_thread_current(void)
{
	return coop_current;
}

void coop_ready(struct uc_thread *thread)
{
	if (thread->state != STATE_BLOCKED)
		return;
	thread->state = STATE_READY;
	uc_list_add_before(&ready, &thread->node);
}

static void enter(struct uc_thread *thread)
{
	coop_current = thread;
	uc_crash_set_stack(thread->stack.guard, thread->stack.low, thread->stack.high);
	uc_plat_set_thread_pointer(thread->thread_pointer);
}

/* While `finally` of a thread runs: there is one such stack. */
static bool burying;

void coop_schedule(void)
{
	static unsigned switches;
	UC_DEBUG_ASSERT(!burying);
	uint64_t deadline_ns = coop_timers_run();
	if (++switches % SWITCHES_PER_LOOK == 0 && !uc_list_empty(&ready)) {
		uc_plat_idle(0);
		coop_timers_run();
	}
	while (uc_list_empty(&ready)) {
		uc_plat_idle(deadline_ns);
		deadline_ns = coop_timers_run();
	}
	struct uc_thread *from = coop_current, *to = UC_CONTAINER_OF(ready.next, struct uc_thread, node);
	uc_list_remove(&to->node);
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
	uc_list_add_before(&ready, &coop_current->node);
	coop_schedule();
	uc_plat_irq_restore(irq);
}

static void begin(void *argument)
{
	struct uc_thread *thread = argument;
	uc_plat_irq_enable();
	thread->entry(thread->argument);
	uc_thread_exit(NULL, NULL);
}

static struct uc_thread *create(const struct uc_thread_attributes *attributes, size_t stack_bytes,
				void (*entry)(void *), void *argument)
{
	struct uc_thread *thread = coop_thread_new(attributes, stack_bytes);
	if (!thread)
		return NULL;
	thread->entry = entry;
	thread->argument = argument;
	uc_arch_context_init(&thread->context, (void *)thread->stack.high, begin, thread);
	unsigned long irq = uc_plat_irq_save();
	coop_ready(thread);
	uc_plat_irq_restore(irq);
	return thread;
}

int uc_thread_create(struct uc_thread **thread, const struct uc_thread_attributes *attributes, void (*entry)(void *),
		     void *argument)
{
	static const struct uc_thread_attributes usual;
	if (!attributes)
		attributes = &usual;
	if (!entry || (uintptr_t)attributes->stack_top % 16)
		return -EINVAL;
	*thread = create(attributes, attributes->stack_bytes ? attributes->stack_bytes : CONFIG_SCHED_STACK_BYTES,
			 entry, argument);
	return *thread ? 0 : -ENOMEM;
}

/* On the undertaker's stack, interrupts off: the thread has left its own for good. */
static void bury(void *argument)
{
	struct uc_thread *thread = argument;
	uc_crash_set_stack(undertaker.stack.guard, undertaker.stack.low, undertaker.stack.high);
	/* The thread's TLS block may go with its stack. */
	uc_plat_set_thread_pointer(coop_first_thread_pointer);
	if (thread->finally) {
		burying = true;
		uc_plat_irq_enable();
		thread->finally(thread->argument);
		uc_plat_irq_save();
		burying = false;
	}
	coop_current = &undertaker;
	thread->state = STATE_ENDED;
	if (thread->detached) {
		coop_thread_release(thread, true);
	} else {
		coop_thread_release(thread, false);
		uc_waitq_wake_all(&thread->end, 0);
	}
	coop_schedule();
	__builtin_unreachable();
}

_Noreturn void uc_thread_exit(void (*finally)(void *), void *argument)
{
	struct uc_thread *thread = coop_current;
	thread->finally = finally;
	thread->argument = argument;
	uc_plat_irq_save();
	uc_arch_call_on_stack((void *)undertaker.stack.high, bury, thread);
}

int uc_thread_join(struct uc_thread *thread)
{
	if (thread == coop_current)
		return -EDEADLK;
	UC_WAIT_EVENT(&thread->end, thread->state == STATE_ENDED, UC_FOREVER, false);
	coop_thread_release(thread, true);
	return 0;
}

void uc_thread_detach(struct uc_thread *thread)
{
	thread->detached = true;
	if (thread->state == STATE_ENDED)
		coop_thread_release(thread, true);
}

_Noreturn void uc_sched_start(void *thread_pointer, uintptr_t canary, void (*entry)(void *), void *argument)
{
	coop_first_thread_pointer = thread_pointer;
	coop_canary = canary;
	undertaker.thread_pointer = thread_pointer;
	struct uc_thread_attributes attributes = {.name = "main", .thread_pointer = thread_pointer};
	uc_tls_set_tid(thread_pointer, 1);
	if (coop_stack_alloc(&undertaker.stack, LAST_STACK_BYTES) != 0 ||
	    !create(&attributes, CONFIG_SCHED_MAIN_STACK_BYTES, entry, argument))
		uc_crash("sched: no memory for the first thread");
	coop_current = &undertaker;
	coop_schedule();
	__builtin_unreachable();
}
