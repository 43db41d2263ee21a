/* SPDX-License-Identifier: BSD-3-Clause */
/* The list of what is mapped. The libraries run one thread at a time and nothing here blocks. */
#include "mapping.h"
#include <unicore/compiler.h>
#include <unicore/file.h>
#include <unicore/heap.h>
#include <unicore/pagealloc.h>
#include <unicore/platform.h>

static struct uc_list all = UC_LIST_INIT(all);

static struct mapping *of_node(struct uc_list *node)
{
	return node == &all ? NULL : UC_CONTAINER_OF(node, struct mapping, node);
}

struct mapping *mapping_at(uintptr_t address)
{
	/* What is mapped last is asked for first, and often lies last. */
	struct mapping *last = of_node(all.prev);
	if (!last || last->end <= address)
		return NULL;
	uc_list_for_each(node, &all)
	{
		struct mapping *mapping = of_node(node);
		if (mapping->end > address)
			return mapping;
	}
	return NULL;
}

struct mapping *mapping_next(const struct mapping *mapping)
{
	return of_node(mapping->node.next);
}

bool mapping_covers(uintptr_t start, uintptr_t end)
{
	for (struct mapping *mapping = mapping_at(start); mapping && mapping->start <= start;
	     mapping = mapping_next(mapping)) {
		start = mapping->end;
		if (start >= end)
			return true;
	}
	return false;
}

bool mapping_touches(uintptr_t start, uintptr_t end)
{
	struct mapping *mapping = mapping_at(start);
	return mapping && mapping->start < end;
}

struct mapping *mapping_add(uintptr_t start, uintptr_t end, int rights)
{
	struct mapping *new = uc_heap_alloc(sizeof *new);
	if (!new)
		return NULL;
	*new = (struct mapping){.start = start, .end = end, .rights = rights, .writable = true};
	struct mapping *following = mapping_at(end);
	uc_list_add_before(following ? &following->node : &all, &new->node);
	return new;
}

static int split_at(uintptr_t address)
{
	struct mapping *mapping = mapping_at(address);
	if (!mapping || mapping->start >= address)
		return 0;
	struct mapping *tail = uc_heap_alloc(sizeof *tail);
	if (!tail)
		return -ENOMEM;
	*tail = *mapping;
	tail->start = mapping->end = address;
	uc_list_add_before(mapping->node.next, &tail->node);
	if (tail->file) {
		uc_file_get(tail->file);
		uc_file_data_get(tail->data);
	}
	return 0;
}

int mapping_split(uintptr_t start, uintptr_t end)
{
	int error = split_at(start);
	return error ? error : split_at(end);
}

static void drop(struct mapping *mapping)
{
	size_t bytes = mapping->end - mapping->start;
	if (mapping->file) {
		uc_file_data_put(mapping->data);
		uc_file_put(mapping->file);
	} else {
		if (mapping->rights != (PROT_READ | PROT_WRITE))
			uc_plat_protect((void *)mapping->start, bytes, UC_RIGHT_READ | UC_RIGHT_WRITE);
		uc_pages_free((void *)mapping->start, bytes / UC_PAGE_BYTES);
	}
	uc_list_remove(&mapping->node);
	uc_heap_free(mapping);
}

void mapping_remove(uintptr_t start, uintptr_t end)
{
	struct mapping *mapping = mapping_at(start);
	while (mapping && mapping->start < end) {
		struct mapping *following = mapping_next(mapping);
		drop(mapping);
		mapping = following;
	}
}

/* On Linux's architectures what can be written or executed can be read. */
static unsigned platform_rights(int rights)
{
	unsigned result = 0;
	if (rights)
		result |= UC_RIGHT_READ;
	if (rights & PROT_WRITE)
		result |= UC_RIGHT_WRITE;
	if (rights & PROT_EXEC)
		result |= UC_RIGHT_EXECUTE;
	return result;
}

int mapping_protect(struct mapping *mapping, int rights)
{
	if (rights == mapping->rights)
		return 0;
	if ((rights & PROT_WRITE) && ((rights & PROT_EXEC) || !mapping->writable))
		return -EACCES;
	if (mapping->file) /* the file's own pages: others see them too */
		return rights & PROT_EXEC ? -EACCES : 0;
	if (uc_plat_protect((void *)mapping->start, mapping->end - mapping->start, platform_rights(rights)))
		return -ENOMEM;
	mapping->rights = rights;
	return 0;
}
