/* SPDX-License-Identifier: BSD-3-Clause */
/* The heap's calls: take a block from the lists, split it, join it again when it is freed. */
#include "debug.h"
#include "lists.h"
#include "region.h"
#include <unicore/heap.h>
#include <unicore/platform.h>
#include <unicore/sanitize.h>
#include <unicore/string.h>

static size_t used_bytes, used_blocks;

/* The size of a block for the caller's `bytes`; 0 when there is none so large. */
static size_t size_for(size_t bytes)
{
	if (bytes > LARGEST_BLOCK - HEADER_BYTES - DEBUG_TAIL_BYTES - BLOCK_ALIGNMENT)
		return 0;
	size_t size = UC_ALIGN_UP(bytes + HEADER_BYTES + DEBUG_TAIL_BYTES, BLOCK_ALIGNMENT);
	return size < SMALLEST_BLOCK ? SMALLEST_BLOCK : size;
}

/* A free block of at least `size`, out of its list. */
static struct block *obtain(size_t size)
{
	if (UC_UNLIKELY(!tlsf_secret)) {
		/* Checks need no secrecy to find accidents: without a source of entropy they still work. */
		uc_plat_entropy(&tlsf_secret, sizeof tlsf_secret);
		tlsf_secret |= 1;
	}
	struct block *block = lists_find(size);
	if (!block)
		block = region_grow(size);
	if (block)
		lists_remove(block);
	return block;
}

/* Cuts a block in two: what is behind `size` becomes a free block of its own when it is large enough. */
static void trim(struct block *block, size_t size)
{
	size_t bytes = block_bytes(block), flags = block_word(block) & BLOCK_FLAGS;
	struct block *next = block_next(block);
	if (bytes - size < SMALLEST_BLOCK) {
		block_change(next, 0, BLOCK_PREVIOUS_FREE);
		return;
	}
	struct block *rest = block_at(block, size);
	block_set(block, size, flags);
	block_set(rest, bytes - size, BLOCK_FREE);
	block_change(next, BLOCK_PREVIOUS_FREE, 0);
	lists_add(rest);
}

/* The address sanitizer may not mind what the allocator itself does with a block. */
static void open_to_allocator(struct block *block)
{
	uc_sanitize_unpoison(block_payload(block), block_bytes(block) - HEADER_BYTES);
}

/* From now on only the caller's bytes may be touched; the headers on both sides are guards. */
static void open_to_caller(struct block *block, size_t asked)
{
	uc_sanitize_poison(block, block_bytes(block) + HEADER_BYTES);
	uc_sanitize_unpoison(block_payload(block), asked);
}

/* Hands out a free block that is in no list. */
static void *use(struct block *block, size_t size, size_t asked)
{
	block_change(block, 0, BLOCK_FREE);
	trim(block, size);
	open_to_allocator(block);
	debug_check_fill(block, block_bytes(block));
	debug_close(block, asked);
	open_to_caller(block, asked);
	used_bytes += block_bytes(block);
	used_blocks++;
	return block_payload(block);
}

void *uc_heap_alloc(size_t bytes)
{
	size_t size = size_for(bytes);
	struct block *block = size ? obtain(size) : NULL;
	return block ? use(block, size, bytes) : NULL;
}

void *uc_heap_alloc_zeroed(size_t count, size_t bytes)
{
	size_t product;
	if (__builtin_mul_overflow(count, bytes, &product))
		return NULL;
	void *payload = uc_heap_alloc(product);
	return payload ? memset(payload, 0, product) : NULL;
}

void *uc_heap_alloc_aligned(size_t alignment, size_t bytes)
{
	if (alignment == 0 || alignment & (alignment - 1))
		return NULL;
	if (alignment <= BLOCK_ALIGNMENT)
		return uc_heap_alloc(bytes);
	size_t size = size_for(bytes);
	if (size == 0 || alignment > LARGEST_BLOCK || size + alignment + SMALLEST_BLOCK > LARGEST_BLOCK)
		return NULL;
	struct block *block = obtain(size + alignment + SMALLEST_BLOCK);
	if (!block)
		return NULL;
	size_t gap = -(uintptr_t)block_payload(block) & (alignment - 1);
	if (gap && gap < SMALLEST_BLOCK)
		gap += alignment;
	if (gap) {
		/* What is before the aligned block stays free. What is before that is in use, so there is nothing to
		 * join. */
		struct block *aligned = block_at(block, gap);
		block_set(aligned, block_bytes(block) - gap, BLOCK_FREE | BLOCK_PREVIOUS_FREE);
		block_set(block, gap, block_word(block) & BLOCK_FLAGS);
		lists_add(block);
		block = aligned;
	}
	return use(block, size, bytes);
}

/* The block in use at `payload`; the image ends when there is none. */
static struct block *live(const void *payload)
{
	struct block *block = payload_block(payload);
	if (UC_UNLIKELY((uintptr_t)payload % BLOCK_ALIGNMENT))
		tlsf_corrupt(block, "not of the heap");
	if (UC_UNLIKELY(block_is(block, BLOCK_FREE)))
		tlsf_corrupt(block, "freed twice");
	/* The header behind it shows whether the block was overrun. */
	if (UC_UNLIKELY(block_bytes(block) < SMALLEST_BLOCK))
		tlsf_corrupt(block, "not of the heap");
	block_word(block_next(block));
	return block;
}

void uc_heap_free(void *payload)
{
	if (!payload)
		return;
	struct block *block = live(payload);
	debug_asked(block);
	used_bytes -= block_bytes(block);
	used_blocks--;
	open_to_allocator(block);
	debug_fill(payload, block_bytes(block) - HEADER_BYTES);
	uc_sanitize_poison(payload, block_bytes(block) - HEADER_BYTES);

	block_change(block, BLOCK_FREE, 0);
	struct block *next = block_next(block);
	if (block_is(next, BLOCK_FREE)) {
		lists_remove(next);
		block_join(block, next);
	}
	if (block_is(block, BLOCK_PREVIOUS_FREE)) {
		struct block *before = *((struct block **)block - 1);
		if (!block_is(before, BLOCK_FREE) || block_next(before) != block)
			tlsf_corrupt(block, "written before its beginning");
		lists_remove(before);
		block_join(before, block);
		block = before;
	}
	block_change(block_next(block), BLOCK_PREVIOUS_FREE, 0);
	lists_add(block);
	region_release(block);
}

/* Makes a block in use at least `size` long without moving it. */
static bool grow_in_place(struct block *block, size_t size)
{
	size_t bytes = block_bytes(block);
	struct block *next = block_next(block);
	struct block *behind = block_is(next, BLOCK_FREE) ? block_next(next) : next;
	if ((uintptr_t)behind - (uintptr_t)block < size &&
	    (block_bytes(behind) != 0 || !region_extend(behind, size - bytes)))
		return false;
	next = block_next(block);
	lists_remove(next);
	block_set(block, bytes + block_bytes(next), block_word(block) & BLOCK_FLAGS);
	return true;
}

void *uc_heap_realloc(void *payload, size_t bytes)
{
	if (!payload)
		return uc_heap_alloc(bytes);
	struct block *block = live(payload);
	size_t size = size_for(bytes), had = block_bytes(block), asked = debug_asked(block);
	if (size && (size <= had || grow_in_place(block, size))) {
		struct block *next = block_next(block);
		/* What is cut off may have a free neighbour: it is taken in first, so that no two free blocks touch. */
		if (size < block_bytes(block) && block_is(next, BLOCK_FREE)) {
			lists_remove(next);
			block_set(block, block_bytes(block) + block_bytes(next), block_word(block) & BLOCK_FLAGS);
		}
		open_to_allocator(block);
		debug_fill(block_at(block, size), block_bytes(block) - size);
		trim(block, size);
		debug_close(block, bytes);
		open_to_caller(block, bytes);
		used_bytes += block_bytes(block) - had;
		struct block *rest = block_next(block);
		if (block_is(rest, BLOCK_FREE))
			region_release(rest);
		return payload;
	}
	void *moved = uc_heap_alloc(bytes);
	if (!moved)
		return NULL;
	open_to_allocator(block);
	memcpy(moved, payload, asked < bytes ? asked : bytes);
	uc_heap_free(payload);
	return moved;
}

size_t uc_heap_usable_bytes(const void *payload)
{
	struct block *block = live(payload);
	open_to_allocator(block);
	return debug_asked(block);
}

void uc_heap_statistics(struct uc_heap_statistics *statistics)
{
	*statistics = (struct uc_heap_statistics){
		.used_bytes = used_bytes,
		.free_bytes = lists_free_bytes,
		.blocks = used_blocks,
	};
}
