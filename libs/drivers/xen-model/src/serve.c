/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests to the daemon. A transaction keeps its writes until it ends, and fails when somebody wrote meanwhile. */
#include "daemon.h"
#include <unicore/compiler.h>
#include <unicore/heap.h>
#include <unicore/string.h>

#define TRANSACTIONS 8u

static struct {
	uint32_t id; /* 0: free */
	uint64_t generation;
} transactions[TRANSACTIONS];
static uint32_t last_transaction;
static struct uc_list journal = UC_LIST_INIT(journal);

static void fail(const struct daemon_header *request, const char *error)
{
	daemon_say(DAEMON_ERROR, request, error, strlen(error) + 1);
}

static void ok(const struct daemon_header *request)
{
	daemon_say(request->type, request, "OK", 3);
}

static void forget(uint32_t id)
{
	uc_list_for_each_safe(at, following, &journal)
	{
		struct model_node *node = UC_CONTAINER_OF(at, struct model_node, node);
		if (node->transaction == id)
			model_free_node(node);
	}
	for (unsigned n = 0; n < TRANSACTIONS; n++)
		if (transactions[n].id == id)
			transactions[n].id = 0;
}

void daemon_forget_transactions(void)
{
	for (unsigned n = 0; n < TRANSACTIONS; n++)
		if (transactions[n].id)
			forget(transactions[n].id);
}

static bool is_open(uint32_t id)
{
	for (unsigned n = 0; n < TRANSACTIONS; n++)
		if (id != 0 && transactions[n].id == id)
			return true;
	return id == 0;
}

static void start(const struct daemon_header *request)
{
	for (unsigned n = 0; n < TRANSACTIONS; n++) {
		if (transactions[n].id)
			continue;
		char text[12];
		unsigned at = sizeof(text) - 1;
		transactions[n].id = ++last_transaction;
		transactions[n].generation = model_generation;
		text[at] = 0;
		for (uint32_t rest = last_transaction; rest; rest /= 10)
			text[--at] = (char)('0' + rest % 10);
		daemon_say(request->type, request, text + at, sizeof(text) - at);
		return;
	}
	fail(request, "ENOSPC");
}

static void write_node(uint32_t transaction, const char *path, const char *value)
{
	if (transaction == 0) {
		model_tree_write(path, value);
		if (uc_xen_model.written)
			uc_xen_model.written(path, value);
		return;
	}
	struct model_node *node = uc_heap_alloc_zeroed(1, sizeof(*node));
	node->path = model_copy(path, strlen(path));
	node->value = value ? model_copy(value, strlen(value)) : NULL;
	node->transaction = transaction;
	uc_list_add_before(&journal, &node->node);
}

static void commit(uint32_t id)
{
	uc_list_for_each(at, &journal)
	{
		const struct model_node *node = UC_CONTAINER_OF(at, struct model_node, node);
		if (node->transaction == id)
			write_node(0, node->path, node->value);
	}
}

static void end(const struct daemon_header *request, const char *body)
{
	uint64_t generation = 0;
	uint32_t id = request->transaction;
	for (unsigned n = 0; n < TRANSACTIONS; n++)
		if (transactions[n].id == id)
			generation = transactions[n].generation;
	bool is_stale = body[0] == 'T' && generation != model_generation;
	if (body[0] == 'T' && !is_stale)
		commit(id);
	forget(id);
	if (is_stale)
		fail(request, "EAGAIN");
	else
		ok(request);
}

static void read_node(const struct daemon_header *request, const char *path)
{
	const struct model_node *node = request->transaction ? model_find(&journal, request->transaction, path) : NULL;
	const char *value = node ? node->value : uc_xen_model_read(path);
	if (value)
		daemon_say(request->type, request, value, strlen(value));
	else
		fail(request, "ENOENT");
}

static void list(const struct daemon_header *request, const char *path)
{
	char names[4096];
	size_t bytes = 0, folder = strlen(path);
	if (!uc_xen_model_read(path)) {
		fail(request, "ENOENT");
		return;
	}
	uc_list_for_each(at, &model_tree)
	{
		const struct model_node *node = UC_CONTAINER_OF(at, struct model_node, node);
		if (!model_is_below(node->path, path))
			continue;
		const char *name = node->path + folder + 1;
		size_t length = 0;
		while (name[length] && name[length] != '/')
			length++;
		if (name[length] || bytes + length + 1 > sizeof(names))
			continue;
		memcpy(names + bytes, name, length + 1);
		bytes += length + 1;
	}
	daemon_say(request->type, request, names, bytes);
}

static void serve_path(const struct daemon_header *request, const char *path, char *rest, bool is_relative)
{
	switch (request->type) {
	case DAEMON_DIRECTORY:
		list(request, path);
		return;
	case DAEMON_READ:
		read_node(request, path);
		return;
	case DAEMON_WATCH:
		ok(request);
		daemon_watch(path, rest, is_relative);
		return;
	case DAEMON_UNWATCH:
		if (daemon_unwatch(path, rest))
			ok(request);
		else
			fail(request, "ENOENT");
		return;
	case DAEMON_WRITE:
		/* Said before back ends hear of it. */
		ok(request);
		write_node(request->transaction, path, rest);
		return;
	case DAEMON_RM:
		ok(request);
		write_node(request->transaction, path, NULL);
		return;
	}
	uc_xen_model.wrong++;
	fail(request, "ENOSYS");
}

void daemon_serve(const struct daemon_header *request, char *body)
{
	char path[512];
	size_t home = 0, bytes = strlen(body);
	if (!is_open(request->transaction)) {
		fail(request, "ENOENT");
		return;
	}
	if (request->type == DAEMON_START) {
		start(request);
		return;
	}
	if (request->type == DAEMON_END) {
		end(request, body);
		return;
	}
	if (body[0] != '/') {
		home = strlen(UC_XEN_MODEL_HOME);
		memcpy(path, UC_XEN_MODEL_HOME, home);
	}
	if (bytes == 0 || bytes >= request->bytes || home + bytes >= sizeof(path)) {
		uc_xen_model.wrong += bytes == 0;
		fail(request, "EINVAL");
		return;
	}
	memcpy(path + home, body, bytes + 1);
	serve_path(request, path, body + bytes + 1, home > 0);
}

void daemon_spoil(struct daemon_header *header)
{
	switch (uc_xen_model_below(6)) {
	case 0:
		header->id = uc_xen_model_below(2) ? header->id - 1 : uc_xen_model_below(~0u);
		break;
	case 1:
		header->type = uc_xen_model_below(20);
		break;
	case 2:
		header->type = uc_xen_model_below(~0u);
		break;
	case 3:
		/* What follows is read as part of this one. */
		header->bytes += uc_xen_model_below(16);
		break;
	case 4:
		header->bytes = header->bytes > 0 ? uc_xen_model_below(header->bytes) : 1;
		break;
	default:
		header->bytes = uc_xen_model_below(2) ? 4097 + uc_xen_model_below(3) : uc_xen_model_below(~0u);
	}
}
