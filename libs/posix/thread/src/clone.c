/* SPDX-License-Identifier: BSD-3-Clause */
/* clone(2) as threads are made with it, and their end. */
#include "registry.h"
#include <unicore/compiler.h>
#include <unicore/heap.h>
#include <unicore/libc.h>
#include <unicore/posix-thread.h>
#include <unicore/preempt.h>
#include <unicore/sched.h>
#include <unicore/syscall.h>

#define ENOMEM 12
#define EINVAL 22

#define CLONE_VM 0x100UL
#define CLONE_THREAD 0x10000UL
#define CLONE_SETTLS 0x80000UL
#define CLONE_PARENT_SETTID 0x100000UL
#define CLONE_CHILD_CLEARTID 0x200000UL
#define CLONE_CHILD_SETTID 0x1000000UL

#define FUTEX_WAKE 1

long uc_sys_futex(long, long, long, long, long, long);
long uc_sys_munmap(long, long);
long uc_sys_exit_group(long);

/* What a thread carries from clone to its end. */
struct started {
	struct uc_posix_thread posix;
	int (*entry)(void *);
	void *argument;
	void *stack; /* to be unmapped at the end */
	size_t stack_bytes;
};

static void finish(void *argument)
{
	struct started *started = argument;
	uint32_t *clear_tid = started->posix.clear_tid;
	if (started->stack)
		uc_sys_munmap((long)started->stack, (long)started->stack_bytes);
	uc_heap_free(started);
	if (clear_tid) {
		__atomic_store_n(clear_tid, 0, __ATOMIC_RELEASE);
		uc_sys_futex((long)clear_tid, FUTEX_WAKE, 1, 0, 0, 0);
	}
}

static void finish_main(void *clear_tid)
{
	__atomic_store_n((uint32_t *)clear_tid, 0, __ATOMIC_RELEASE);
	uc_sys_futex((long)clear_tid, FUTEX_WAKE, 1, 0, 0, 0);
}

static _Noreturn void end(void *stack, size_t bytes)
{
	struct uc_posix_thread *self = uc_posix_self();
	if (!self)
		uc_thread_exit(NULL, NULL);
	uc_posix_forget(self);
	if (uc_posix_is_main(self))
		uc_thread_exit(self->clear_tid ? finish_main : NULL, self->clear_tid);
	struct started *started = UC_CONTAINER_OF(self, struct started, posix);
	started->stack = stack;
	started->stack_bytes = bytes;
	uc_thread_exit(finish, started);
}

_Noreturn void uc_posix_exit_unmap(void *base, size_t bytes)
{
	uc_preempt_off(); /* for good */
	end(base, bytes);
}

/* The last thread ends the process, with its status. */
UC_SYSCALL1(exit, int, status)
{
	struct uc_posix_thread *self = uc_posix_self();
	if (self && self->node.next == self->node.prev && self->node.next == uc_posix_threads())
		uc_sys_exit_group(status);
	end(NULL, 0);
}

static void run(void *argument)
{
	struct started *started = argument;
	uc_posix_program();
	uc_sys_exit(started->entry(started->argument));
}

static int make(const struct uc_clone *clone)
{
	unsigned long needed = CLONE_VM | CLONE_THREAD | CLONE_SETTLS;
	if ((clone->flags & needed) != needed || !clone->stack_top || !clone->thread_pointer)
		return -EINVAL;
	struct uc_posix_thread *self = uc_posix_self();
	struct started *started = uc_heap_alloc_zeroed(1, sizeof *started);
	if (!started)
		return -ENOMEM;
	started->entry = clone->entry;
	started->argument = clone->argument;
	started->posix.blocked = self ? self->blocked : 0;

	struct uc_thread_attributes attributes = {
		.name = "pthread",
		.stack_top = (void *)UC_ALIGN_DOWN((uintptr_t)clone->stack_top, 16),
		.thread_pointer = clone->thread_pointer,
	};
#if CONFIG_SCHED_PREEMPTIVE
	attributes.policy = uc_thread_get_policy(uc_thread_current());
#endif
	struct uc_thread *thread;
	int error = uc_thread_create(&thread, &attributes, run, started);
	if (error) {
		uc_heap_free(started);
		return error;
	}
	uc_posix_register(&started->posix, thread);
	int tid = started->posix.tid;
	uc_tls_set_tid(clone->thread_pointer, tid);
	if (clone->flags & CLONE_PARENT_SETTID)
		*clone->parent_tid = (uint32_t)tid;
	if (clone->flags & CLONE_CHILD_SETTID)
		*clone->child_tid = (uint32_t)tid;
	if (clone->flags & CLONE_CHILD_CLEARTID)
		started->posix.clear_tid = clone->child_tid;
	uc_thread_detach(thread);
	return tid;
}

int uc_posix_clone(const struct uc_clone *clone)
{
	uc_preempt_off();
	int result = make(clone);
	uc_preempt_on();
	return result;
}
