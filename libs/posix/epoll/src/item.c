/* SPDX-License-Identifier: BSD-3-Clause */
/* One watched file: what its queue tells goes to the ready list, and no one ever looks at the others. */
#include "internal.h"
#include <unicore/heap.h>
#include <unicore/platform.h>

bool item_queue(struct item *item)
{
	unsigned long irq = uc_plat_irq_save();
	bool is_new = uc_list_empty(&item->ready);
	if (is_new)
		uc_list_add_before(&item->epoll->ready, &item->ready);
	uc_plat_irq_restore(irq);
	return is_new;
}

void item_put(struct item *item, struct uc_list *list)
{
	unsigned long irq = uc_plat_irq_save();
	uc_list_remove(&item->ready);
	uc_list_add_before(list, &item->ready);
	uc_plat_irq_restore(irq);
}

struct item *item_next(struct epoll *epoll)
{
	struct item *item = NULL;
	unsigned long irq = uc_plat_irq_save();
	if (!uc_list_empty(&epoll->ready)) {
		item = UC_CONTAINER_OF(epoll->ready.next, struct item, ready);
		uc_list_remove(&item->ready);
	}
	uc_plat_irq_restore(irq);
	return item;
}

/* `events` 0: the file does not say what changed. A disarmed item asks for nothing. */
static void notify(struct uc_wait_entry *entry, unsigned events)
{
	struct item *item = UC_CONTAINER_OF(entry, struct item, entry);
	if (events & UC_FILE_GONE) {
		item_remove(item);
		return;
	}
	uint32_t wanted = item->events & ~EPOLL_MANNER;
	if (!wanted || (events && !(events & wanted)))
		return;
	item_queue(item);
	uc_waitq_wake(&item->epoll->file.waiters, EPOLLIN | EPOLLRDNORM, 1);
}

struct epoll *epoll_watching(struct uc_wait_entry *entry)
{
	return entry->notify == notify ? UC_CONTAINER_OF(entry, struct item, entry)->epoll : NULL;
}

uint32_t item_events(const struct item *item)
{
	return item->watched->operations->poll(item->watched) & item->events & ~EPOLL_MANNER;
}

/* What is ready already is told as if it had just come. */
static void tell_present(struct item *item)
{
	if (item_events(item) && item_queue(item))
		uc_waitq_wake(&item->epoll->file.waiters, EPOLLIN | EPOLLRDNORM, 1);
}

int item_add(struct epoll *epoll, struct uc_file *watched, int descriptor, const struct epoll_event *event)
{
	struct item *item = uc_heap_alloc(sizeof *item);
	if (!item)
		return -ENOMEM;
	*item = (struct item){
		.entry = {.notify = notify, .exclusive = event->events & EPOLLEXCLUSIVE},
		.epoll = epoll,
		.watched = watched,
		.descriptor = descriptor,
		.events = event->events,
		.data = event->data,
	};
	uc_list_init(&item->ready);
	table_add(&epoll->table, item);
	uc_waitq_add(&watched->waiters, &item->entry);
	tell_present(item);
	return 0;
}

void item_change(struct item *item, const struct epoll_event *event)
{
	unsigned long irq = uc_plat_irq_save();
	item->events = event->events;
	item->data = event->data;
	uc_plat_irq_restore(irq);
	tell_present(item);
}

void item_remove(struct item *item)
{
	uc_waitq_remove(&item->watched->waiters, &item->entry);
	unsigned long irq = uc_plat_irq_save();
	uc_list_remove(&item->ready);
	uc_plat_irq_restore(irq);
	table_remove(&item->epoll->table, item);
	uc_heap_free(item);
}
