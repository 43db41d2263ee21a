/* SPDX-License-Identifier: BSD-3-Clause */
/* What a thread is made of, and the questions that one may ask it. */
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/libc.h>
#include <unicore/platform.h>
#include <unicore/string.h>
#include <unicore/threads.h>

#define TLS_ALIGNMENT 64UL

static struct uc_list all = UC_LIST_INIT(all);
static int last_id;

static bool id_is_taken(int id)
{
	uc_list_for_each(node, &all) if (UC_CONTAINER_OF(node, struct uc_thread, all)->id == id) return true;
	return false;
}

/* Numbers count up; only once they began anew must it be looked whether one is in use. */
static int new_id(void)
{
	static bool began_anew;
	do {
		if (last_id == INT32_MAX) {
			began_anew = true;
			last_id = 0;
		}
		last_id++;
	} while (began_anew && id_is_taken(last_id));
	return last_id;
}

/* The thread and, if it is to have its own, its TLS block lie in one block of the heap. */
static struct uc_thread *new_block(bool own_tls)
{
	size_t thread_bytes = UC_ALIGN_UP(sizeof(struct uc_thread), TLS_ALIGNMENT);
	size_t bytes = thread_bytes + (own_tls ? uc_tls_bytes() : 0);
	struct uc_thread *thread = uc_heap_alloc_aligned(TLS_ALIGNMENT, bytes);
	if (!thread)
		return NULL;
	memset(thread, 0, bytes);
	thread->own_tls = own_tls;
	if (own_tls)
		thread->thread_pointer = uc_tls_build((char *)thread + thread_bytes, uc_threads_canary);
	return thread;
}

struct uc_thread *uc_threads_new(const struct uc_thread_attributes *attributes, size_t stack_bytes)
{
	struct uc_thread *thread = new_block(!attributes->thread_pointer);
	if (!thread)
		return NULL;
	if (attributes->stack_top) {
		thread->stack.high = (uintptr_t)attributes->stack_top;
	} else if (uc_threads_stack_alloc(&thread->stack, stack_bytes) == 0) {
		thread->own_stack = true;
	} else {
		uc_heap_free(thread);
		return NULL;
	}
	if (attributes->thread_pointer)
		thread->thread_pointer = attributes->thread_pointer;
	thread->name = attributes->name ? attributes->name : "thread";
	thread->id = new_id();
	if (thread->own_tls)
		uc_tls_set_tid(thread->thread_pointer, thread->id);
	thread->state = UC_THREAD_BLOCKED;
#if CONFIG_SCHED_PREEMPTIVE
	thread->policy = attributes->policy;
	thread->priority = thread->policy.priority;
	thread->depth = 1;
#endif
	uc_list_init(&thread->node);
	uc_waitq_init(&thread->end);
	uc_list_add_before(&all, &thread->all);
	return thread;
}

void uc_threads_release(struct uc_thread *thread, bool whole)
{
	if (thread->own_stack)
		uc_threads_stack_free(&thread->stack);
	thread->own_stack = false;
	if (!whole)
		return;
	uc_list_remove(&thread->all);
	uc_heap_free(thread);
}

int uc_thread_id(const struct uc_thread *thread)
{
	return thread->id;
}

const char *uc_thread_name(const struct uc_thread *thread)
{
	return thread->name;
}

void **uc_thread_slot(struct uc_thread *thread, unsigned slot)
{
	return &thread->slots[slot];
}
