/* SPDX-License-Identifier: BSD-3-Clause */
/* An epoll as a file: made, watched by others, closed; and what it watches: epoll_ctl. */
#include "internal.h"
#include <unicore/heap.h>
#include <unicore/syscall.h>

#define O_RDWR 2u
#define EPOLL_CLOEXEC 0x80000
#define EPOLL_CTL_ADD 1
#define EPOLL_CTL_DEL 2
#define EPOLL_CTL_MOD 3

/* The most links in a chain of epolls that watch each other: EP_MAX_NESTS of Linux. */
#define DEEPEST 4

static const char kind;

struct epoll *epoll_of(struct uc_file *file)
{
	return file->kind == &kind ? UC_CONTAINER_OF(file, struct epoll, file) : NULL;
}

/* Items that turn out to have nothing to tell leave the list; the first that has stays. */
static unsigned poll(struct uc_file *file)
{
	struct epoll *epoll = epoll_of(file);
	size_t most = epoll->table.count;
	struct item *item;
	while (most-- > 0 && (item = item_next(epoll))) {
		if (!item_events(item))
			continue;
		item_queue(item);
		return EPOLLIN | EPOLLRDNORM;
	}
	return 0;
}

static void release(struct uc_file *file)
{
	struct epoll *epoll = epoll_of(file);
	for (size_t i = 0; i <= epoll->table.mask; i++)
		uc_list_for_each_safe(node, following, &epoll->table.chains[i])
			item_remove(UC_CONTAINER_OF(node, struct item, chain));
	table_free(&epoll->table);
	uc_heap_free(epoll);
}

static const struct uc_file_operations operations = {.poll = poll, .release = release};

UC_SYSCALL1(epoll_create1, int, flags)
{
	if (flags & ~EPOLL_CLOEXEC)
		return -EINVAL;
	struct epoll *epoll = uc_heap_alloc_zeroed(1, sizeof *epoll);
	if (!epoll)
		return -ENOMEM;
	uc_file_init(&epoll->file, &operations, O_RDWR);
	epoll->file.kind = &kind;
	uc_list_init(&epoll->ready);
	table_init(&epoll->table);
	int descriptor = uc_descriptor_install(&epoll->file, 0, flags & EPOLL_CLOEXEC);
	if (descriptor < 0)
		uc_file_put(&epoll->file);
	return descriptor;
}

UC_SYSCALL1(epoll_create, int, size)
{
	return size > 0 ? uc_sys_epoll_create1(0) : -EINVAL;
}

/* How many epolls hang below one another, or more than DEEPEST when `forbidden` is among them. */
static int depth(const struct epoll *epoll, const struct epoll *forbidden, int level)
{
	int deepest = level;
	if (epoll == forbidden || level > DEEPEST)
		return DEEPEST + 1;
	for (size_t i = 0; i <= epoll->table.mask; i++) {
		uc_list_for_each(node, &epoll->table.chains[i])
		{
			struct epoll *below = epoll_of(UC_CONTAINER_OF(node, struct item, chain)->watched);
			int found = below ? depth(below, forbidden, level + 1) : level;
			if (found > deepest)
				deepest = found;
		}
	}
	return deepest;
}

/* How many epolls watch this one, one above the other. */
static int height(struct uc_file *file, int level)
{
	int highest = level;
	if (level > DEEPEST)
		return level;
	uc_list_for_each(node, &file->waiters.entries)
	{
		struct uc_wait_entry *entry = UC_CONTAINER_OF(node, struct uc_wait_entry, node);
		struct epoll *above = epoll_watching(entry);
		int found = above ? height(&above->file, level + 1) : level;
		if (found > highest)
			highest = found;
	}
	return highest;
}

static long add(struct epoll *epoll, struct uc_file *watched, int descriptor, const struct epoll_event *event)
{
	struct epoll *below = epoll_of(watched);
	if (event->events & EPOLLEXCLUSIVE) {
		uint32_t allowed = EPOLLIN | EPOLLOUT | EPOLLERR | EPOLLHUP | EPOLLWAKEUP | EPOLLET | EPOLLEXCLUSIVE;
		if (below || event->events & ~allowed)
			return -EINVAL;
	}
	if (table_find(&epoll->table, watched, descriptor))
		return -EEXIST;
	if (below && depth(below, epoll, 1) + height(&epoll->file, 0) > DEEPEST)
		return -ELOOP;
	return item_add(epoll, watched, descriptor, event);
}

static long modify(struct epoll *epoll, struct uc_file *watched, int descriptor, const struct epoll_event *event)
{
	struct item *item = table_find(&epoll->table, watched, descriptor);
	if (!item)
		return -ENOENT;
	if ((event->events | item->events) & EPOLLEXCLUSIVE)
		return -EINVAL;
	item_change(item, event);
	return 0;
}

static long delete (struct epoll *epoll, struct uc_file *watched, int descriptor)
{
	struct item *item = table_find(&epoll->table, watched, descriptor);
	if (!item)
		return -ENOENT;
	item_remove(item);
	return 0;
}

static long control(struct uc_file *file, int operation, struct uc_file *watched, int descriptor,
		    const struct epoll_event *given)
{
	struct epoll *epoll = epoll_of(file);
	if (!watched->operations->poll)
		return -EPERM;
	if (!epoll || file == watched)
		return -EINVAL;
	if (operation == EPOLL_CTL_DEL)
		return delete (epoll, watched, descriptor);
	if (!given)
		return -EFAULT;
	struct epoll_event event = {given->events | EPOLLERR | EPOLLHUP, given->data};
	if (operation == EPOLL_CTL_ADD)
		return add(epoll, watched, descriptor, &event);
	return operation == EPOLL_CTL_MOD ? modify(epoll, watched, descriptor, &event) : -EINVAL;
}

UC_SYSCALL4(epoll_ctl, int, descriptor, int, operation, int, other, const struct epoll_event *, event)
{
	struct uc_file *file = uc_descriptor_file(descriptor);
	struct uc_file *watched = uc_descriptor_file(other);
	long result = file && watched ? control(file, operation, watched, other, event) : -EBADF;
	if (watched)
		uc_file_put(watched);
	if (file)
		uc_file_put(file);
	return result;
}
