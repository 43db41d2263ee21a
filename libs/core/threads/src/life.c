/* SPDX-License-Identifier: BSD-3-Clause */
/* The life of a thread: its beginning, its end on another stack, and who waits for that. */
#include <unicore/crash.h>
#include <unicore/errno.h>
#include <unicore/libc.h>
#include <unicore/platform.h>
#include <unicore/threads.h>

/* Where threads leave their stacks, and where the image waits when the thread that ran last has ended. */
#define LAST_STACK_BYTES 16384

struct uc_thread *uc_threads_running;
void *uc_threads_first_pointer;
uintptr_t uc_threads_canary;
#if CONFIG_BUILD_DEBUG
bool uc_threads_burying;
#endif
struct uc_thread uc_threads_undertaker = {.name = "undertaker"};

struct uc_thread *uc_thread_current(void)
{
	return uc_threads_running;
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
	struct uc_thread *thread = uc_threads_new(attributes, stack_bytes);
	if (!thread)
		return NULL;
	thread->entry = entry;
	thread->argument = argument;
	uc_arch_context_init(&thread->context, (void *)thread->stack.high, begin, thread);
	unsigned long irq = uc_plat_irq_save();
	uc_threads_ready(thread);
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
#if CONFIG_SCHED_PREEMPTIVE
	if ((unsigned)attributes->policy.priority > UC_PRIORITY_MOST)
		return -EINVAL;
#endif
	*thread = create(attributes, attributes->stack_bytes ? attributes->stack_bytes : CONFIG_SCHED_STACK_BYTES,
			 entry, argument);
	return *thread ? 0 : -ENOMEM;
}

static void set_burying(bool burying)
{
	(void)burying;
#if CONFIG_BUILD_DEBUG
	uc_threads_burying = burying;
#endif
}

/* On the undertaker's stack, interrupts off: the thread has left its own for good. */
static void bury(void *argument)
{
	struct uc_thread *thread = argument;
	uc_crash_set_stack(uc_threads_undertaker.stack.guard, uc_threads_undertaker.stack.low,
			   uc_threads_undertaker.stack.high);
	/* The thread's TLS block may go with its stack. */
	uc_plat_set_thread_pointer(uc_threads_first_pointer);
	if (thread->finally) {
		set_burying(true);
		uc_plat_irq_enable();
		thread->finally(thread->argument);
		uc_plat_irq_save();
		set_burying(false);
	}
	uc_threads_running = &uc_threads_undertaker;
	thread->state = UC_THREAD_ENDED;
	if (thread->detached) {
		uc_threads_release(thread, true);
	} else {
		uc_threads_release(thread, false);
		uc_waitq_wake_all(&thread->end, 0);
	}
	uc_threads_schedule();
	__builtin_unreachable();
}

_Noreturn void uc_thread_exit(void (*finally)(void *), void *argument)
{
	struct uc_thread *thread = uc_threads_running;
	uc_preempt_off(); /* for good */
	thread->finally = finally;
	thread->argument = argument;
	uc_plat_irq_save();
	uc_arch_call_on_stack((void *)uc_threads_undertaker.stack.high, bury, thread);
}

int uc_thread_join(struct uc_thread *thread)
{
	if (thread == uc_threads_running)
		return -EDEADLK;
	UC_WAIT_EVENT(&thread->end, thread->state == UC_THREAD_ENDED, UC_FOREVER, false);
	uc_threads_release(thread, true);
	return 0;
}

void uc_thread_detach(struct uc_thread *thread)
{
	thread->detached = true;
	if (thread->state == UC_THREAD_ENDED)
		uc_threads_release(thread, true);
}

_Noreturn void uc_sched_start(void *thread_pointer, uintptr_t canary, void (*entry)(void *), void *argument)
{
	uc_threads_first_pointer = thread_pointer;
	uc_threads_canary = canary;
	uc_threads_undertaker.thread_pointer = thread_pointer;
	uc_threads_running = &uc_threads_undertaker;
	struct uc_thread_attributes attributes = {.name = "main", .thread_pointer = thread_pointer};
	uc_tls_set_tid(thread_pointer, 1);
	if (uc_threads_stack_alloc(&uc_threads_undertaker.stack, LAST_STACK_BYTES) != 0 ||
	    !create(&attributes, CONFIG_SCHED_MAIN_STACK_BYTES, entry, argument))
		uc_crash("sched: no memory for the first thread");
	uc_threads_schedule();
	__builtin_unreachable();
}
