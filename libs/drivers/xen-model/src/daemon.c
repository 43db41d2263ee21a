/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The daemon behind xenstore's page: Xen's docs/misc/xenstore.txt and io/xs_wire.h, written down apart from the
 * client's view. What it says waits in a queue until the ring has room.
 */
#include "daemon.h"
#include <unicore/compiler.h>
#include <unicore/heap.h>
#include <unicore/string.h>

#define RING 1024u
#define QUEUE 65536u

static struct daemon_page {
	uint8_t requests[RING], replies[RING];
	uint32_t requests_taken, requests_put, replies_taken, replies_put;
} * page;

static uint8_t queue[QUEUE];
static size_t queued;
static struct {
	struct daemon_header header;
	uint8_t body[4097];
	size_t bytes; /* of both that have come */
} incoming;
static struct uc_list watches = UC_LIST_INIT(watches);
static bool is_running;

struct watch {
	struct uc_list node;
	char *path, *shown, *token;
};

void model_daemon_reset(void)
{
	page = model_store_page();
	queued = incoming.bytes = 0;
	while (!uc_list_empty(&watches)) {
		struct watch *watch = UC_CONTAINER_OF(watches.next, struct watch, node);
		daemon_unwatch(watch->path, watch->token);
	}
	daemon_forget_transactions();
}

void daemon_say(uint32_t type, const struct daemon_header *request, const void *body, size_t bytes)
{
	struct daemon_header header = {.type = type, .bytes = (uint32_t)bytes};
	if (request) {
		header.id = request->id;
		header.transaction = request->transaction;
	}
	if (uc_xen_model.bad_replies && uc_xen_model_below(uc_xen_model.bad_replies) == 0)
		daemon_spoil(&header);
	if (queued + sizeof(header) + bytes > QUEUE)
		return;
	memcpy(queue + queued, &header, sizeof(header));
	memcpy(queue + queued + sizeof(header), body, bytes);
	queued += sizeof(header) + bytes;
}

static void put_replies(void)
{
	size_t done = 0;
	while (done < queued && page->replies_put - page->replies_taken < RING)
		page->replies[page->replies_put++ % RING] = queue[done++];
	memmove(queue, queue + done, queued - done);
	queued -= done;
	if (uc_xen_model.bad_replies && uc_xen_model_below(64 * uc_xen_model.bad_replies) == 0)
		page->replies_put = (uint32_t)uc_xen_model_below(~0u);
	if (uc_xen_model.bad_replies && uc_xen_model_below(64 * uc_xen_model.bad_replies) == 0)
		page->requests_taken = (uint32_t)uc_xen_model_below(~0u);
	if (done > 0)
		uc_xen_model_event(STORE_PORT);
}

static void take_request(uint8_t byte)
{
	if (incoming.bytes < sizeof(incoming.header))
		((uint8_t *)&incoming.header)[incoming.bytes] = byte;
	else
		incoming.body[incoming.bytes - sizeof(incoming.header)] = byte;
	incoming.bytes++;
	if (incoming.bytes < sizeof(incoming.header))
		return;
	if (incoming.header.bytes > 4096) {
		uc_xen_model.wrong++;
		incoming.bytes = 0;
	} else if (incoming.bytes == sizeof(incoming.header) + incoming.header.bytes) {
		incoming.body[incoming.header.bytes] = 0;
		incoming.bytes = 0;
		daemon_serve(&incoming.header, (char *)incoming.body);
	}
}

void model_daemon_run(void)
{
	/* Serving may write nodes, which a back end answers by writing others. */
	if (is_running)
		return;
	is_running = true;
	if (page->requests_put - page->requests_taken > RING) {
		uc_xen_model.wrong += uc_xen_model.bad_replies == 0;
		page->requests_taken = page->requests_put;
	}
	while (page->requests_put != page->requests_taken)
		take_request(page->requests[page->requests_taken++ % RING]);
	is_running = false;
	put_replies();
}

static void say_event(const struct watch *watch, const char *path)
{
	char body[1024];
	/* A path is told as it was asked for: with or without the domain's own in front. */
	size_t home = watch->shown == watch->path ? 0 : strlen(UC_XEN_MODEL_HOME);
	size_t bytes = strlen(path + home) + 1, token = strlen(watch->token) + 1;
	if (bytes + token > sizeof(body))
		return;
	memcpy(body, path + home, bytes);
	memcpy(body + bytes, watch->token, token);
	daemon_say(DAEMON_WATCH_EVENT, NULL, body, bytes + token);
}

void model_daemon_changed(const char *path)
{
	uc_list_for_each(node, &watches)
	{
		const struct watch *watch = UC_CONTAINER_OF(node, struct watch, node);
		size_t bytes = strlen(path);
		bool is_it = strlen(watch->path) == bytes && memcmp(watch->path, path, bytes) == 0;
		/* A folder that is removed takes what is watched below with it. */
		if (is_it || model_is_below(path, watch->path) ||
		    (model_is_below(watch->path, path) && !uc_xen_model_read(path)))
			say_event(watch, is_it || model_is_below(path, watch->path) ? path : watch->path);
	}
	if (!is_running && page)
		put_replies();
}

void daemon_watch(const char *path, const char *token, bool is_relative)
{
	struct watch *watch = uc_heap_alloc_zeroed(1, sizeof(*watch));
	watch->path = model_copy(path, strlen(path));
	watch->shown = is_relative ? NULL : watch->path;
	watch->token = model_copy(token, strlen(token));
	uc_list_add_before(&watches, &watch->node);
	say_event(watch, path);
}

bool daemon_unwatch(const char *path, const char *token)
{
	uc_list_for_each_safe(node, following, &watches)
	{
		struct watch *watch = UC_CONTAINER_OF(node, struct watch, node);
		if (strlen(watch->path) != strlen(path) || memcmp(watch->path, path, strlen(path)) != 0 ||
		    strlen(watch->token) != strlen(token) || memcmp(watch->token, token, strlen(token)) != 0)
			continue;
		uc_list_remove(&watch->node);
		uc_heap_free(watch->path);
		uc_heap_free(watch->token);
		uc_heap_free(watch);
		return true;
	}
	return false;
}
