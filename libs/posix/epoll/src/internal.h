/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the files of this library: an epoll, what it watches, Linux's ABI. */
#ifndef INTERNAL_H
#define INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/file.h>
#include <unicore/list.h>
#include <unicore/sched.h>

/* epoll(7), include/uapi/linux/eventpoll.h; the low bits are poll's. */
#define EPOLLIN 0x001u
#define EPOLLOUT 0x004u
#define EPOLLERR 0x008u
#define EPOLLHUP 0x010u
#define EPOLLRDNORM 0x040u
#define EPOLLEXCLUSIVE (1u << 28)
#define EPOLLWAKEUP (1u << 29)
#define EPOLLONESHOT (1u << 30)
#define EPOLLET (1u << 31)

/* How to tell; the rest of an item's events is what to tell. */
#define EPOLL_MANNER (EPOLLEXCLUSIVE | EPOLLWAKEUP | EPOLLONESHOT | EPOLLET)

struct epoll_event {
	uint32_t events;
	uint64_t data;
} UC_EPOLL_LAYOUT;

/** The items of an epoll by descriptor: chains, whose number doubles as they fill. */
struct table {
	struct uc_list *chains;
	size_t mask;  /* number of chains - 1, a power of two */
	size_t count; /* of items */
	struct uc_list first[8];
};

struct epoll {
	struct uc_file file;  /* its waiters: who waits in epoll_wait, and whom this epoll is watched by */
	struct uc_list ready; /* items of which something was told; changed with interrupts off */
	struct table table;
};

struct item {
	struct uc_wait_entry entry; /* in watched->waiters */
	struct uc_list chain;
	struct uc_list ready; /* empty list: not in epoll->ready */
	struct epoll *epoll;
	struct uc_file *watched; /* without a reference: its end is told by UC_FILE_GONE */
	int descriptor;
	uint32_t events; /* without EPOLL_MANNER: disarmed by EPOLLONESHOT */
	uint64_t data;
};

/** An open descriptor's epoll, or NULL. */
struct epoll *epoll_of(struct uc_file *file);

void table_init(struct table *table);
struct item *table_find(const struct table *table, const struct uc_file *watched, int descriptor);
void table_add(struct table *table, struct item *item);
void table_remove(struct table *table, struct item *item);
/** Gives back the chains; there are no more items. */
void table_free(struct table *table);

/** Starts to watch: 0 or -ENOMEM. The events include EPOLLERR and EPOLLHUP. */
int item_add(struct epoll *epoll, struct uc_file *watched, int descriptor, const struct epoll_event *event);
/** Changes what is watched for. */
void item_change(struct item *item, const struct epoll_event *event);
void item_remove(struct item *item);
/** What an item has to tell now; 0 for nothing. */
uint32_t item_events(const struct item *item);
/** Puts the item on the ready list if it is not there. Returns whether it was not. Any context. */
bool item_queue(struct item *item);
/** Puts the item at the end of `list`, off the one on which it is. */
void item_put(struct item *item, struct uc_list *list);
/** The epoll whose item an entry of a queue is, or NULL. */
struct epoll *epoll_watching(struct uc_wait_entry *entry);
/** Takes the first item off the ready list, or NULL. */
struct item *item_next(struct epoll *epoll);

#endif
