/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Regions: what lies between a page that the heap begins with and the closing block of size 0. They grow at their end
 * when the page allocator has the next pages, and pages in the middle of a region that are given back leave two
 * regions.
 */
#include "region.h"
#include "debug.h"
#include "lists.h"
#include <unicore/pagealloc.h>

/* Less of a region is not worth a call of the page allocator. */
#define RETURNED_BYTES (4 * UC_PAGE_BYTES)

/* The end of the region that grew last. */
static uintptr_t newest_end;

static size_t pages_for(size_t bytes)
{
	return UC_ALIGN_UP(bytes, UC_PAGE_BYTES) / UC_PAGE_BYTES;
}

static struct block *closing_block(uintptr_t region_end)
{
	return (struct block *)(region_end - HEADER_BYTES);
}

/* A free block from `block` to the end of a region, with what is free before it. */
static struct block *open_end(struct block *block, size_t bytes, size_t flags)
{
	uintptr_t end = (uintptr_t)block + bytes + HEADER_BYTES;
	debug_fill(block, bytes);
	if (flags & BLOCK_PREVIOUS_FREE) {
		struct block *before = *((struct block **)block - 1);
		size_t word = block_word(before), before_bytes = word & ~BLOCK_FLAGS;
		lists_remove(before, before_bytes);
		debug_fill(block_footer(before, before_bytes), sizeof(struct block *));
		flags = word & BLOCK_FLAGS;
		bytes += before_bytes;
		block = before;
	}
	block_set(block, bytes, (flags & ~BLOCK_PREVIOUS_FREE) | BLOCK_FREE);
	block_set(closing_block(end), 0, BLOCK_PREVIOUS_FREE);
	lists_add(block, bytes);
	newest_end = end;
	return block;
}

/* Bytes free right before the closing block. */
static size_t free_before(const struct block *closing)
{
	return block_is(closing, BLOCK_PREVIOUS_FREE) ? block_bytes(*((struct block **)closing - 1)) : 0;
}

static struct block *extend(struct block *closing, size_t bytes, size_t more_bytes)
{
	size_t before = free_before(closing), pages = bytes > before ? pages_for(bytes - before) : 1;
	uintptr_t end = (uintptr_t)closing + HEADER_BYTES;
	size_t flags = block_word(closing) & BLOCK_FLAGS;
	size_t more = more_bytes / UC_PAGE_BYTES;
	if (more > pages && uc_pages_claim((void *)end, more) == 0)
		pages = more;
	else if (uc_pages_claim((void *)end, pages) != 0)
		return NULL;
	return open_end(closing, pages * UC_PAGE_BYTES, flags);
}

bool region_extend(struct block *end, size_t bytes)
{
	return extend(end, bytes, 0) != NULL;
}

struct block *region_grow(size_t bytes)
{
	if (newest_end) {
		struct block *block = extend(closing_block(newest_end), bytes, CONFIG_TLSF_GROW_BYTES);
		if (block)
			return block;
	}
	size_t pages = pages_for(bytes + REGION_BYTES), more = CONFIG_TLSF_GROW_BYTES / UC_PAGE_BYTES;
	void *start = more > pages ? uc_pages_alloc(more) : NULL;
	if (start)
		pages = more;
	else
		start = uc_pages_alloc(pages);
	if (!start)
		return NULL;
	return open_end(block_at(start, HEADER_BYTES), pages * UC_PAGE_BYTES - REGION_BYTES, BLOCK_FIRST);
}

/* What stays before pages that are given back: a free block, or nothing, and a closing block. */
static void close_before(struct block *block, uintptr_t region_end)
{
	struct block *closing = closing_block(region_end);
	size_t bytes = (uintptr_t)closing - (uintptr_t)block;
	block_set(closing, 0, bytes ? BLOCK_PREVIOUS_FREE : 0);
	if (bytes) {
		block_set(block, bytes, BLOCK_FREE);
		lists_add(block, bytes);
	}
}

/* What stays behind them: a region that begins with a free block, or with `next`. */
static void open_behind(uintptr_t region_start, struct block *next)
{
	struct block *first = (struct block *)(region_start + HEADER_BYTES);
	if (first == next) {
		block_change(next, BLOCK_FIRST, BLOCK_PREVIOUS_FREE);
	} else {
		size_t bytes = (uintptr_t)next - (uintptr_t)first;
		block_set(first, bytes, BLOCK_FREE | BLOCK_FIRST);
		lists_add(first, bytes);
	}
}

void region_release(struct block *block)
{
	struct block *next = block_next(block);
	bool first = block_is(block, BLOCK_FIRST), last = block_bytes(next) == 0;
	uintptr_t low = (uintptr_t)block - HEADER_BYTES, high = (uintptr_t)next + HEADER_BYTES;
	/* A remainder is nothing or a whole block: 16 bytes are neither, and a page more stays. */
	if (!first) {
		low = UC_ALIGN_UP((uintptr_t)block + HEADER_BYTES, UC_PAGE_BYTES);
		if (low - HEADER_BYTES - (uintptr_t)block == BLOCK_ALIGNMENT)
			low += UC_PAGE_BYTES;
	}
	if (!last) {
		high = UC_ALIGN_DOWN((uintptr_t)next - HEADER_BYTES, UC_PAGE_BYTES);
		if ((uintptr_t)next - high - HEADER_BYTES == BLOCK_ALIGNMENT)
			high -= UC_PAGE_BYTES;
	}
	if (high <= low || (high - low < RETURNED_BYTES && !(first && last)))
		return;
	lists_remove(block, (uintptr_t)next - (uintptr_t)block);
	if (!first)
		close_before(block, low);
	if (!last)
		open_behind(high, next);
	else if (newest_end == high)
		newest_end = first ? 0 : low;
	uc_pages_free((void *)low, (high - low) / UC_PAGE_BYTES);
}
