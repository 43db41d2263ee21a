/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Watches: docs/misc/xenstore.txt, "Watches". A token is a number that was never used before, so that an event that is
 * late belongs to nobody. One thread calls those that have changed; it is made with the first watch.
 */
#include "wire.h"
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/string.h>

static struct uc_list watches = UC_LIST_INIT(watches);
static struct uc_thread *thread;
static struct uc_xenbus_watch *running;
static struct uc_waitq ran = UC_WAITQ_INIT(ran);
static uint32_t last_token;

static struct uc_xenbus_watch *find_pending(void)
{
	uc_list_for_each(node, &watches)
	{
		struct uc_xenbus_watch *watch = UC_CONTAINER_OF(node, struct uc_xenbus_watch, node);
		if (watch->pending)
			return watch;
	}
	return NULL;
}

void store_watch_event(const char *body, uint32_t bytes)
{
	uint64_t token;
	size_t path = strlen(body);
	if (path + 1 >= bytes || !store_parse(body + path + 1, &token))
		return;
	uc_list_for_each(node, &watches)
	{
		struct uc_xenbus_watch *watch = UC_CONTAINER_OF(node, struct uc_xenbus_watch, node);
		if (watch->token == token)
			watch->pending = true;
	}
	uc_waitq_wake_all(&store.wake, 0);
}

static void work(void *argument)
{
	(void)argument;
	for (;;) {
		UC_WAIT_EVENT(&store.wake, (store_pump(), running = find_pending()), UC_FOREVER, false);
		running->pending = false;
		running->changed(running);
		running = NULL;
		uc_waitq_wake_all(&ran, 0);
	}
}

static int tell(uint32_t type, const struct uc_xenbus_watch *watch)
{
	char token[24];
	size_t bytes = store_print(token, watch->token) + 1;
	struct store_piece pieces[] = {{watch->path, strlen(watch->path) + 1}, {token, bytes}};
	return (int)store_request(type, 0, pieces, 2, NULL, 0);
}

int uc_xenbus_watch(struct uc_xenbus_watch *watch)
{
	static const struct uc_thread_attributes attributes = {.name = "xenbus", .stack_bytes = 16384};
	int result = thread ? 0 : uc_thread_create(&thread, &attributes, work, NULL);
	if (result < 0)
		return result;
	watch->token = ++last_token;
	watch->pending = false;
	uc_list_add_before(&watches, &watch->node);
	result = tell(XS_WATCH, watch);
	if (result < 0)
		uc_list_remove(&watch->node);
	return result;
}

void uc_xenbus_unwatch(struct uc_xenbus_watch *watch)
{
	if (uc_list_empty(&watch->node))
		return;
	uc_list_remove(&watch->node);
	watch->pending = false;
	(void)tell(XS_UNWATCH, watch);
	if (uc_thread_current() != thread)
		UC_WAIT_EVENT(&ran, running != watch, UC_FOREVER, false);
}

void store_watch_again(void)
{
	uc_list_for_each(node, &watches)
	{
		const struct uc_xenbus_watch *watch = UC_CONTAINER_OF(node, struct uc_xenbus_watch, node);
		(void)tell(XS_WATCH, watch);
	}
}
