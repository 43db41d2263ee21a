/* SPDX-License-Identifier: BSD-3-Clause */
/* The names of a folder: in the order in which they were made, and in a hash table once there are many. */
#include "ramfs.h"
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/string.h>

/* Up to here the list is searched. */
#define FEW 8

/* FNV-1a, 32 bits. */
static uint32_t hash_of(struct uc_name name)
{
	uint32_t hash = 2166136261u;
	for (size_t i = 0; i < name.bytes; i++)
		hash = (hash ^ (uint8_t)name.text[i]) * 16777619u;
	return hash;
}

static struct entry *of_node(struct uc_list *node)
{
	return UC_CONTAINER_OF(node, struct entry, order);
}

static bool matches(const struct entry *entry, uint32_t hash, struct uc_name name)
{
	return entry->hash == hash && entry->bytes == name.bytes && memcmp(entry->name, name.text, name.bytes) == 0;
}

static struct entry **bucket_of(const struct entries *entries, uint32_t hash)
{
	return &entries->buckets[hash & (entries->bucket_count - 1)];
}

struct entry *entry_find(const struct entries *entries, struct uc_name name)
{
	uint32_t hash = hash_of(name);
	if (entries->buckets) {
		for (struct entry *entry = *bucket_of(entries, hash); entry; entry = entry->next)
			if (matches(entry, hash, name))
				return entry;
		return NULL;
	}
	uc_list_for_each(node, &entries->order)
	{
		if (matches(of_node(node), hash, name))
			return of_node(node);
	}
	return NULL;
}

struct entry *entry_make(struct uc_name name)
{
	struct entry *entry = uc_heap_alloc(sizeof *entry + name.bytes + 1);
	if (!entry)
		return NULL;
	*entry = (struct entry){.hash = hash_of(name), .bytes = (uint8_t)name.bytes};
	memcpy(entry->name, name.text, name.bytes);
	entry->name[name.bytes] = 0;
	return entry;
}

static void enter_bucket(struct entries *entries, struct entry *entry)
{
	struct entry **bucket = bucket_of(entries, entry->hash);
	entry->next = *bucket;
	*bucket = entry;
}

int entries_reserve(struct entries *entries)
{
	size_t wanted = entries->bucket_count;
	if (entries->count >= FEW && entries->count >= wanted)
		wanted = wanted ? wanted * 2 : 2 * FEW;
	if (wanted == entries->bucket_count)
		return 0;
	struct entry **buckets = uc_heap_alloc_zeroed(wanted, sizeof *buckets);
	if (!buckets)
		return -ENOSPC;
	uc_heap_free(entries->buckets);
	entries->buckets = buckets;
	entries->bucket_count = wanted;
	uc_list_for_each(node, &entries->order)
	{
		enter_bucket(entries, of_node(node));
	}
	return 0;
}

void entry_add(struct entries *entries, struct entry *entry)
{
	entry->cursor = entries->next_cursor++;
	uc_list_add_before(&entries->order, &entry->order);
	entries->count++;
	if (entries->buckets)
		enter_bucket(entries, entry);
}

void entry_take(struct entries *entries, struct entry *entry)
{
	if (entries->told == entry)
		entries->told = NULL;
	uc_list_remove(&entry->order);
	entries->count--;
	if (!entries->buckets)
		return;
	struct entry **place = bucket_of(entries, entry->hash);
	while (*place != entry)
		place = &(*place)->next;
	*place = entry->next;
}

struct entry *entry_from(struct entries *entries, uint64_t cursor)
{
	struct entry *told = entries->told;
	struct uc_list *node = told && told->cursor < cursor ? told->order.next : entries->order.next;
	while (node != &entries->order && of_node(node)->cursor < cursor)
		node = node->next;
	entries->told = node == &entries->order ? NULL : of_node(node);
	return entries->told;
}

void entries_free(struct entries *entries)
{
	uc_heap_free(entries->buckets);
}
