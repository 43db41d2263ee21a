/* SPDX-License-Identifier: BSD-3-Clause */
/* A few lists, of one size each: whose list is empty gives its place to another size. */
#include "quick.h"

#if CONFIG_TLSF_QUICK_BYTES

#define LISTS 32

static struct quick {
	size_t size;
	struct block *first;
} lists[LISTS];

size_t quick_bytes;

static struct quick *list_for(size_t size)
{
	/* Sizes that differ by a power of two, as many do, have different lists. */
	return &lists[(size / BLOCK_ALIGNMENT ^ size / (BLOCK_ALIGNMENT * LISTS)) % LISTS];
}

/** What stands beside a link, so that a write after free does not pass for one. */
static struct block *sealed(const struct block *link)
{
	return (struct block *)(((uintptr_t)link ^ tlsf_secret) * 0x9e3779b97f4a7c15ULL);
}

bool quick_keep(struct block *block, size_t word)
{
	size_t size = word & ~BLOCK_FLAGS;
	struct quick *list = list_for(size);
	if (size > QUICK_LARGEST || quick_bytes + size > CONFIG_TLSF_QUICK_BYTES || (list->first && list->size != size))
		return false;
	block_set(block, size, (word & BLOCK_FLAGS) | BLOCK_AT_HAND);
	block->next = list->first;
	block->previous = sealed(list->first);
	list->size = size;
	list->first = block;
	quick_bytes += size;
	return true;
}

/** The first block of a list that is not empty. */
static struct block *take(struct quick *list)
{
	struct block *block = list->first;
	size_t word = block_word(block);
	if (UC_UNLIKELY((word & ~(BLOCK_FIRST | BLOCK_PREVIOUS_FREE)) != (list->size | BLOCK_AT_HAND) ||
			block->previous != sealed(block->next)))
		tlsf_corrupt(block, "written after it was freed");
	block_set(block, list->size, word & (BLOCK_FIRST | BLOCK_PREVIOUS_FREE));
	list->first = block->next;
	quick_bytes -= list->size;
	return block;
}

struct block *quick_take(size_t size)
{
	struct quick *list = list_for(size);
	return list->first && list->size == size ? take(list) : NULL;
}

struct block *quick_any(void)
{
	for (unsigned n = 0; quick_bytes > 0 && n < LISTS; n++)
		if (lists[n].first)
			return take(&lists[n]);
	return NULL;
}

#endif
