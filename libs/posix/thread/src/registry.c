/* SPDX-License-Identifier: BSD-3-Clause */
/* All POSIX threads, by tid. Interrupts walk the list to find who takes a signal. */
#include "registry.h"
#include <unicore/compiler.h>
#include <unicore/platform.h>
#include <unicore/posix-thread.h>
#include <unicore/preempt.h>
#include <unicore/sched.h>

static struct uc_list all = UC_LIST_INIT(all);
static struct uc_posix_thread main_thread;
void (*uc_posix_on_end)(struct uc_posix_thread *thread);

void uc_posix_register(struct uc_posix_thread *self, struct uc_thread *thread)
{
	self->thread = thread;
	self->tid = uc_thread_id(thread);
	*uc_thread_slot(thread, UC_THREAD_SLOT_PTHREAD) = self;
	unsigned long irq = uc_plat_irq_save();
	uc_list_add_before(&all, &self->node);
	uc_plat_irq_restore(irq);
}

void uc_posix_forget(struct uc_posix_thread *self)
{
	if (uc_posix_on_end)
		uc_posix_on_end(self);
	unsigned long irq = uc_plat_irq_save();
	uc_list_remove(&self->node);
	*uc_thread_slot(self->thread, UC_THREAD_SLOT_PTHREAD) = NULL;
	uc_plat_irq_restore(irq);
}

bool uc_posix_is_main(const struct uc_posix_thread *self)
{
	return self == &main_thread;
}

struct uc_posix_thread *uc_posix_self(void)
{
	struct uc_thread *thread = uc_thread_current();
	struct uc_posix_thread *self = *uc_thread_slot(thread, UC_THREAD_SLOT_PTHREAD);
	if (!self && !main_thread.thread) {
		self = &main_thread;
		uc_posix_register(self, thread);
	}
	return self;
}

struct uc_posix_thread *uc_posix_find(int tid)
{
	uc_posix_self(); /* the main thread may not have registered yet */
	uc_list_for_each(node, &all)
	{
		struct uc_posix_thread *thread = UC_CONTAINER_OF(node, struct uc_posix_thread, node);
		if (thread->tid == tid)
			return thread;
	}
	return NULL;
}

struct uc_list *uc_posix_threads(void)
{
	return &all;
}

void uc_posix_interrupt(int tid)
{
	uc_preempt_off();
	struct uc_posix_thread *thread = uc_posix_find(tid);
	if (thread)
		uc_thread_interrupt(thread->thread);
	uc_preempt_on();
}
