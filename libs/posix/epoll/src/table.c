/* SPDX-License-Identifier: BSD-3-Clause */
/* The items of an epoll, found by descriptor and file: one descriptor may have meant several files that still live. */
#include "internal.h"
#include <unicore/heap.h>

void table_init(struct table *table)
{
	table->chains = table->first;
	table->mask = UC_ARRAY_LENGTH(table->first) - 1;
	table->count = 0;
	for (size_t i = 0; i <= table->mask; i++)
		uc_list_init(&table->first[i]);
}

static struct uc_list *chain_of(const struct table *table, int descriptor)
{
	return &table->chains[(size_t)descriptor & table->mask];
}

struct item *table_find(const struct table *table, const struct uc_file *watched, int descriptor)
{
	struct uc_list *chain = chain_of(table, descriptor);
	uc_list_for_each(node, chain)
	{
		struct item *item = UC_CONTAINER_OF(node, struct item, chain);
		if (item->descriptor == descriptor && item->watched == watched)
			return item;
	}
	return NULL;
}

/* Without memory for more chains they only grow longer. */
static void grow(struct table *table)
{
	struct table larger = {.mask = 2 * table->mask + 1};
	larger.chains = uc_heap_alloc((larger.mask + 1) * sizeof *larger.chains);
	if (!larger.chains)
		return;
	for (size_t i = 0; i <= larger.mask; i++)
		uc_list_init(&larger.chains[i]);
	for (size_t i = 0; i <= table->mask; i++) {
		uc_list_for_each_safe(node, following, &table->chains[i])
		{
			struct item *item = UC_CONTAINER_OF(node, struct item, chain);
			uc_list_remove(node);
			uc_list_add_before(chain_of(&larger, item->descriptor), node);
		}
	}
	table_free(table);
	table->chains = larger.chains;
	table->mask = larger.mask;
}

void table_add(struct table *table, struct item *item)
{
	if (table->count > table->mask)
		grow(table);
	uc_list_add_before(chain_of(table, item->descriptor), &item->chain);
	table->count++;
}

void table_remove(struct table *table, struct item *item)
{
	uc_list_remove(&item->chain);
	table->count--;
}

void table_free(struct table *table)
{
	if (table->chains != table->first)
		uc_heap_free(table->chains);
}
