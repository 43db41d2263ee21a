/* SPDX-License-Identifier: BSD-3-Clause */
/* The nodes of xenstore: a list of paths, those above a node made with it. */
#include "model.h"
#include <unicore/compiler.h>
#include <unicore/heap.h>
#include <unicore/string.h>
#include <unicore/test.h>

struct uc_list model_tree = UC_LIST_INIT(model_tree);
uint64_t model_generation;

char *model_copy(const char *text, size_t bytes)
{
	char *copy = uc_heap_alloc(bytes + 1);
	UC_CHECK(copy != NULL);
	memcpy(copy, text, bytes);
	copy[bytes] = 0;
	return copy;
}

void model_free_node(struct model_node *node)
{
	uc_list_remove(&node->node);
	uc_heap_free(node->path);
	uc_heap_free(node->value);
	uc_heap_free(node);
}

void model_tree_reset(void)
{
	while (!uc_list_empty(&model_tree))
		model_free_node(UC_CONTAINER_OF(model_tree.next, struct model_node, node));
}

static bool is_same(const char *a, const char *b)
{
	size_t bytes = strlen(a);
	return strlen(b) == bytes && memcmp(a, b, bytes) == 0;
}

struct model_node *model_find(struct uc_list *nodes, uint32_t transaction, const char *path)
{
	/* From the end: in a transaction the last write holds. */
	for (struct uc_list *at = nodes->prev; at != nodes; at = at->prev) {
		struct model_node *node = UC_CONTAINER_OF(at, struct model_node, node);
		if (node->transaction == transaction && is_same(node->path, path))
			return node;
	}
	return NULL;
}

bool model_is_below(const char *path, const char *folder)
{
	size_t bytes = strlen(folder);
	return strlen(path) > bytes && memcmp(path, folder, bytes) == 0 && path[bytes] == '/';
}

static void set(const char *path, size_t bytes, const char *value)
{
	char *name = model_copy(path, bytes);
	struct model_node *node = model_find(&model_tree, 0, name);
	if (node && value) {
		uc_heap_free(node->value);
		node->value = model_copy(value, strlen(value));
	}
	if (node) {
		uc_heap_free(name);
		return;
	}
	node = uc_heap_alloc_zeroed(1, sizeof(*node));
	node->path = name;
	node->value = model_copy(value ? value : "", value ? strlen(value) : 0);
	uc_list_add_before(&model_tree, &node->node);
}

void model_tree_write(const char *path, const char *value)
{
	model_generation++;
	if (!value) {
		uc_list_for_each_safe(at, following, &model_tree)
		{
			struct model_node *node = UC_CONTAINER_OF(at, struct model_node, node);
			if (is_same(node->path, path) || model_is_below(node->path, path))
				model_free_node(node);
		}
	} else {
		for (size_t n = 1; path[n]; n++)
			if (path[n] == '/')
				set(path, n, NULL);
		set(path, strlen(path), value);
	}
	model_daemon_changed(path);
}

void uc_xen_model_write(const char *path, const char *value)
{
	model_tree_write(path, value);
}

const char *uc_xen_model_read(const char *path)
{
	const struct model_node *node = model_find(&model_tree, 0, path);
	return node ? node->value : NULL;
}

uint64_t uc_xen_model_read_number(const char *path)
{
	const char *text = uc_xen_model_read(path);
	uint64_t number = 0;
	if (!text || !*text)
		return UINT64_MAX;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return UINT64_MAX;
		number = number * 10 + (uint64_t)(*text - '0');
	}
	return number;
}
