/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Blocks lie one behind the other in a region of pages; a new region begins where the last is full. Freeing the last
 * block, and then those before it that were freed earlier, moves the end back; a region that is empty goes back to the
 * page allocator. A block elsewhere that is freed waits until all behind it are.
 */
#include <stdbool.h>
#include <stdint.h>
#include <unicore/compiler.h>
#include <unicore/crash.h>
#include <unicore/heap.h>
#include <unicore/pagealloc.h>
#include <unicore/string.h>

#define ALIGNMENT 16UL
#define MOST_BYTES (SIZE_MAX / 4)

enum { LIVE = 0x6576696c, FREED = 0x65657266 };

/* Before each payload. */
struct block {
	uint32_t state;
	uint32_t gap;           /* bytes in front of it that its alignment cost */
	size_t bytes;           /* of the payload, a multiple of 16 */
	struct block *previous; /* NULL: the first of its region */
	uintptr_t unused;
};

struct region {
	struct region *previous;
	size_t pages;
	struct block *last; /* NULL: empty */
	char *end;          /* of what is used */
};

_Static_assert(sizeof(struct block) % ALIGNMENT == 0 && sizeof(struct region) % ALIGNMENT == 0, "payloads are aligned");

static struct region *newest;
static size_t used_bytes, live_blocks;

static char *limit_of(const struct region *region)
{
	return (char *)region + region->pages * UC_PAGE_BYTES;
}

static void *payload_of(struct block *block)
{
	return block + 1;
}

static size_t whole_bytes(const struct block *block)
{
	return block->gap + sizeof *block + block->bytes;
}

/* Pages behind the newest region, or a new one. */
static bool grow(size_t bytes)
{
	size_t pages = UC_ALIGN_UP(bytes + sizeof(struct region), UC_PAGE_BYTES) / UC_PAGE_BYTES;
	size_t more = CONFIG_REGION_GROW_BYTES / UC_PAGE_BYTES;
	if (newest && uc_pages_claim(limit_of(newest), pages) == 0) {
		newest->pages += pages;
		return true;
	}
	struct region *region = more > pages ? uc_pages_alloc(more) : NULL;
	if (region)
		pages = more;
	else
		region = uc_pages_alloc(pages);
	if (!region)
		return false;
	*region = (struct region){.previous = newest, .pages = pages, .end = (char *)(region + 1)};
	newest = region;
	return true;
}

static size_t gap_for(size_t alignment)
{
	return -((uintptr_t)newest->end + sizeof(struct block)) & (alignment - 1);
}

static bool fits(size_t alignment, size_t bytes)
{
	return newest && (size_t)(limit_of(newest) - newest->end) >= gap_for(alignment) + sizeof(struct block) + bytes;
}

void *uc_heap_alloc_aligned(size_t alignment, size_t bytes)
{
	if (alignment == 0 || alignment & (alignment - 1) || alignment > MOST_BYTES || bytes > MOST_BYTES)
		return NULL;
	if (alignment < ALIGNMENT)
		alignment = ALIGNMENT;
	bytes = bytes ? UC_ALIGN_UP(bytes, ALIGNMENT) : ALIGNMENT;
	if (!fits(alignment, bytes) && !grow(sizeof(struct block) + bytes + alignment))
		return NULL;
	size_t gap = gap_for(alignment);
	struct block *block = (struct block *)(newest->end + gap);
	*block = (struct block){.state = LIVE, .gap = (uint32_t)gap, .bytes = bytes, .previous = newest->last};
	newest->last = block;
	newest->end = (char *)payload_of(block) + bytes;
	used_bytes += whole_bytes(block);
	live_blocks++;
	return payload_of(block);
}

void *uc_heap_alloc(size_t bytes)
{
	return uc_heap_alloc_aligned(ALIGNMENT, bytes);
}

void *uc_heap_alloc_zeroed(size_t count, size_t bytes)
{
	size_t product;
	if (__builtin_mul_overflow(count, bytes, &product))
		return NULL;
	void *payload = uc_heap_alloc(product);
	return payload ? memset(payload, 0, product) : NULL;
}

/* The live block at `payload`; the image ends when there is none. */
static struct block *live(const void *payload)
{
	struct block *block = (struct block *)payload - 1;
	if ((uintptr_t)payload % ALIGNMENT || (block->state != LIVE && block->state != FREED))
		uc_crash("heap: %p is not a live block", payload);
	if (block->state == FREED)
		uc_crash("heap: block at %p: freed twice", payload);
	return block;
}

/* Moves the end back over blocks that are freed, and regions that are empty. */
static void shrink(void)
{
	while (newest) {
		struct block *last = newest->last;
		if (last && last->state == LIVE)
			return;
		if (last) {
			newest->end = (char *)last - last->gap;
			newest->last = last->previous;
			last->state = 0;
			continue;
		}
		/* The first region stays. */
		struct region *empty = newest;
		if (!empty->previous)
			return;
		newest = empty->previous;
		uc_pages_free(empty, empty->pages);
	}
}

void uc_heap_free(void *payload)
{
	if (!payload)
		return;
	struct block *block = live(payload);
	used_bytes -= whole_bytes(block);
	live_blocks--;
	block->state = FREED;
	shrink();
}

/* Only the last block of the newest region has room behind it. */
static bool resize_in_place(struct block *block, size_t bytes)
{
	if (block != newest->last)
		return bytes <= block->bytes;
	size_t more = bytes > block->bytes ? bytes - block->bytes : 0, room = (size_t)(limit_of(newest) - newest->end);
	size_t pages = more > room ? UC_ALIGN_UP(more - room, UC_PAGE_BYTES) / UC_PAGE_BYTES : 0;
	if (pages) {
		if (uc_pages_claim(limit_of(newest), pages) != 0)
			return false;
		newest->pages += pages;
	}
	used_bytes += bytes - block->bytes;
	block->bytes = bytes;
	newest->end = (char *)payload_of(block) + bytes;
	return true;
}

void *uc_heap_realloc(void *payload, size_t bytes)
{
	if (!payload)
		return uc_heap_alloc(bytes);
	struct block *block = live(payload);
	if (bytes > MOST_BYTES)
		return NULL;
	if (resize_in_place(block, bytes ? UC_ALIGN_UP(bytes, ALIGNMENT) : ALIGNMENT))
		return payload;
	void *moved = uc_heap_alloc(bytes);
	if (!moved)
		return NULL;
	memcpy(moved, payload, block->bytes < bytes ? block->bytes : bytes);
	uc_heap_free(payload);
	return moved;
}

size_t uc_heap_usable_bytes(const void *payload)
{
	return live(payload)->bytes;
}

void uc_heap_statistics(struct uc_heap_statistics *statistics)
{
	*statistics = (struct uc_heap_statistics){
		.used_bytes = used_bytes,
		.free_bytes = newest ? (size_t)(limit_of(newest) - newest->end) : 0,
		.blocks = live_blocks,
	};
}
