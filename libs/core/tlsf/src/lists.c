/* SPDX-License-Identifier: BSD-3-Clause */
/* The two levels of size classes: below 256 bytes one class per 16, above it 16 classes per power of two. */
#include "lists.h"

#define SECOND_BITS 4
#define SECOND_COUNT (1u << SECOND_BITS)
#define SMALL_BITS 8 /* log2 of 16 classes of 16 bytes */
#define FIRST_COUNT (38 - SMALL_BITS + 2)

static uint32_t first_map;
static uint16_t second_map[FIRST_COUNT];
static struct block *heads[FIRST_COUNT][SECOND_COUNT];
size_t lists_free_bytes;

struct size_class {
	unsigned first, second;
};

static unsigned log2_of(size_t bytes)
{
	return (unsigned)(sizeof(unsigned long long) * 8 - 1) - (unsigned)__builtin_clzll(bytes);
}

/* The class whose blocks are at least as large as its smallest: rounds down. */
static struct size_class class_of(size_t bytes)
{
	if (bytes < 1u << SMALL_BITS)
		return (struct size_class){0, (unsigned)(bytes / BLOCK_ALIGNMENT)};
	unsigned log2 = log2_of(bytes);
	return (struct size_class){log2 - SMALL_BITS + 1, (unsigned)(bytes >> (log2 - SECOND_BITS)) - SECOND_COUNT};
}

void lists_add(struct block *block, size_t bytes)
{
	struct size_class class = class_of(bytes);
	struct block **head = &heads[class.first][class.second];
	block->previous = NULL;
	block->next = *head;
	if (*head)
		(*head)->previous = block;
	*head = block;
	*block_footer(block, bytes) = block;
	second_map[class.first] |= (uint16_t)(1u << class.second);
	first_map |= 1u << class.first;
	lists_free_bytes += bytes;
}

void lists_remove(struct block *block, size_t bytes)
{
	struct size_class class = class_of(bytes);
	struct block **head = &heads[class.first][class.second];
	/* Links that a write after free has changed would unlink into foreign memory. */
	if ((block->previous ? block->previous->next : *head) != block ||
	    (block->next && block->next->previous != block))
		tlsf_corrupt(block, "written after it was freed");
	if (block->next)
		block->next->previous = block->previous;
	if (block->previous)
		block->previous->next = block->next;
	else
		*head = block->next;
	if (!*head) {
		second_map[class.first] &= (uint16_t) ~(1u << class.second);
		if (!second_map[class.first])
			first_map &= ~(1u << class.first);
	}
	lists_free_bytes -= bytes;
}

struct block *lists_find(size_t bytes)
{
	/* What was freed last of the request's own class often fits exactly, and may be all that there is. */
	struct size_class own = class_of(bytes);
	struct block *head = heads[own.first][own.second];
	if (head && block_bytes(head) >= bytes)
		return head;
	/* Rounded up to the next class, each block of which is large enough. */
	if (bytes >= 1u << SMALL_BITS)
		bytes += ((size_t)1 << (log2_of(bytes) - SECOND_BITS)) - 1;
	struct size_class class = class_of(bytes);
	if (class.first >= FIRST_COUNT)
		return NULL;
	unsigned map = second_map[class.first] & ~0u << class.second;
	if (!map) {
		unsigned firsts = first_map & (uint32_t)(~0ull << (class.first + 1));
		if (!firsts)
			return NULL;
		class.first = (unsigned)__builtin_ctz(firsts);
		map = second_map[class.first];
	}
	return heads[class.first][__builtin_ctz(map)];
}
