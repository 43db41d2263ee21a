/* SPDX-License-Identifier: BSD-3-Clause */
/* The heap's calls: take a block from the lists, split it, join it again when it is freed. */
#include "debug.h"
#include "lists.h"
#include "quick.h"
#include "region.h"
#include <unicore/heap.h>
#include <unicore/platform.h>
#include <unicore/sanitize.h>
#include <unicore/string.h>
#include <unicore/trace.h>

static size_t used_bytes, used_blocks;

/* The size of a block for the caller's `bytes`; 0 when there is none so large. */
static size_t size_for(size_t bytes)
{
	if (bytes > LARGEST_BLOCK - HEADER_BYTES - DEBUG_TAIL_BYTES - BLOCK_ALIGNMENT)
		return 0;
	size_t size = UC_ALIGN_UP(bytes + HEADER_BYTES + DEBUG_TAIL_BYTES, BLOCK_ALIGNMENT);
	return size < SMALLEST_BLOCK ? SMALLEST_BLOCK : size;
}

/* Takes the free block at `next` out of its list and into the one of `bytes` before it. Returns what both have. */
static size_t join_next(struct block *next, size_t next_bytes, size_t bytes)
{
	lists_remove(next, next_bytes);
	debug_fill(next, sizeof(struct block));
	return bytes + next_bytes;
}

/* The same with the block that ends before `block`: returns it. */
static struct block *join_previous(struct block *block, size_t *word)
{
	struct block *before = *((struct block **)block - 1);
	size_t before_word = block_word(before), before_bytes = before_word & ~BLOCK_FLAGS;
	if (!(before_word & BLOCK_FREE) || block_at(before, before_bytes) != block)
		tlsf_corrupt(block, "written before its beginning");
	lists_remove(before, before_bytes);
	/* No header any more: freeing the block twice is seen. */
	block->header = 0;
	debug_fill(block_footer(before, before_bytes), sizeof(struct block *) + sizeof(struct block));
	*word = before_word + (*word & ~BLOCK_FLAGS);
	return before;
}

/* Gives a block in use, and what its header and the next one say, back to the lists, joined with what is free around.
 */
static void join(struct block *block, size_t word, size_t next_word)
{
	struct block *next = block_at(block, word & ~BLOCK_FLAGS);
	if (next_word & BLOCK_FREE)
		word = join_next(next, next_word & ~BLOCK_FLAGS, word);
	else
		block_set(next, next_word & ~BLOCK_FLAGS, (next_word & BLOCK_FLAGS) | BLOCK_PREVIOUS_FREE);
	if (word & BLOCK_PREVIOUS_FREE)
		block = join_previous(block, &word);
	size_t bytes = word & ~BLOCK_FLAGS;
	block_set(block, bytes, (word & BLOCK_FLAGS) | BLOCK_FREE);
	lists_add(block, bytes);
	if (lists_free_bytes > CONFIG_TLSF_KEEP_BYTES)
		region_release(block);
}

/* Gives all blocks at hand back to the lists. Returns whether there were any. */
static bool flush(void)
{
	bool any = false;
	for (struct block *block; (block = quick_any()) != NULL; any = true)
		join(block, block_word(block), block_word(block_next(block)));
	return any;
}

/* A free block of at least `size`, out of its list; and what its header says. Here as in all that is called for every
 * block, a header is read once: each reading checks it. */
static struct block *obtain(size_t size, size_t *word)
{
	if (UC_UNLIKELY(!tlsf_secret)) {
		/* Checks need no secrecy to find accidents: without a source of entropy they still work. */
		uc_plat_entropy(&tlsf_secret, sizeof tlsf_secret);
		tlsf_secret |= 1;
	}
	struct block *block = lists_find(size);
	if (!block && flush())
		block = lists_find(size);
	if (!block)
		block = region_grow(size);
	if (block) {
		*word = block_word(block);
		lists_remove(block, *word & ~BLOCK_FLAGS);
	}
	return block;
}

/* What is behind the `size` bytes that a block of `bytes` is to have: too little to be a block stays with it, else it
 * becomes a free block. Returns what the block has then. The next block's header is as it was. */
static size_t cut(struct block *block, size_t bytes, size_t size)
{
	if (bytes - size < SMALLEST_BLOCK)
		return bytes;
	struct block *rest = block_at(block, size);
	block_set(rest, bytes - size, BLOCK_FREE);
	lists_add(rest, bytes - size);
	return size;
}

/* The same for a block in use, of which the header is written, too, and that of the next block. */
static void trim(struct block *block, size_t size)
{
	size_t word = block_word(block), bytes = word & ~BLOCK_FLAGS;
	struct block *next = block_at(block, bytes);
	size = cut(block, bytes, size);
	block_set(block, size, word & BLOCK_FLAGS);
	if (size == bytes)
		block_change(next, 0, BLOCK_PREVIOUS_FREE);
	else
		block_change(next, BLOCK_PREVIOUS_FREE, 0);
}

/* The address sanitizer may not mind what the allocator itself does with a block. */
static void open_to_allocator(struct block *block, size_t bytes)
{
	uc_sanitize_unpoison(block_payload(block), bytes - HEADER_BYTES);
}

/* From now on only the caller's bytes may be touched; the headers on both sides are guards. */
static void open_to_caller(struct block *block, size_t bytes, size_t asked)
{
	uc_sanitize_poison(block, bytes + HEADER_BYTES);
	uc_sanitize_unpoison(block_payload(block), asked);
}

/* A block that has its size and is in use from now on. */
static void *hand_out(struct block *block, size_t size, size_t asked)
{
	open_to_allocator(block, size);
	debug_check_fill(block, size);
	debug_close(block, asked);
	open_to_caller(block, size, asked);
	used_bytes += size;
	used_blocks++;
	UC_TRACE(UC_TRACE_HEAP, used_blocks, used_bytes);
	return block_payload(block);
}

/* Hands out a free block that is in no list. */
static void *use(struct block *block, size_t word, size_t size, size_t asked)
{
	size_t bytes = word & ~BLOCK_FLAGS;
	size = cut(block, bytes, size);
	block_set(block, size, word & BLOCK_FLAGS & ~BLOCK_FREE);
	if (size == bytes)
		block_change(block_at(block, size), 0, BLOCK_PREVIOUS_FREE);
	return hand_out(block, size, asked);
}

void *uc_heap_alloc(size_t bytes)
{
	size_t size = size_for(bytes);
	size_t word;
	struct block *at_hand = quick_take(size);
	if (at_hand)
		return hand_out(at_hand, size, bytes);
	struct block *block = size ? obtain(size, &word) : NULL;
	return block ? use(block, word, size, bytes) : NULL;
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
	size_t word;
	struct block *block = obtain(size + alignment + SMALLEST_BLOCK, &word);
	if (!block)
		return NULL;
	size_t gap = -(uintptr_t)block_payload(block) & (alignment - 1);
	if (gap && gap < SMALLEST_BLOCK)
		gap += alignment;
	if (gap) {
		/* What is before the aligned block stays free. What is before that is in use, so there is nothing to
		 * join. */
		struct block *aligned = block_at(block, gap);
		block_set(block, gap, word & BLOCK_FLAGS);
		lists_add(block, gap);
		block = aligned;
		word = ((word & ~BLOCK_FLAGS) - gap) | BLOCK_FREE | BLOCK_PREVIOUS_FREE;
	}
	return use(block, word, size, bytes);
}

/* The block in use at `payload`, and what its header says; the image ends when there is none. */
static struct block *live(const void *payload, size_t *word)
{
	struct block *block = payload_block(payload);
	if (UC_UNLIKELY((uintptr_t)payload % BLOCK_ALIGNMENT))
		tlsf_corrupt(block, "not of the heap");
	*word = block_word(block);
	if (UC_UNLIKELY(*word & (BLOCK_FREE | BLOCK_AT_HAND)))
		tlsf_corrupt(block, "freed twice");
	if (UC_UNLIKELY(*word < SMALLEST_BLOCK))
		tlsf_corrupt(block, "not of the heap");
	return block;
}

void uc_heap_free(void *payload)
{
	if (!payload)
		return;
	size_t word;
	struct block *block = live(payload, &word);
	size_t bytes = word & ~BLOCK_FLAGS;
	debug_asked(block);
	used_bytes -= bytes;
	used_blocks--;
	UC_TRACE(UC_TRACE_HEAP, used_blocks, used_bytes);
	open_to_allocator(block, bytes);
	debug_fill(payload, bytes - HEADER_BYTES);
	uc_sanitize_poison(payload, bytes - HEADER_BYTES);
	/* The header behind it also shows whether the block was overrun. */
	size_t next_word = block_word(block_at(block, bytes));
	if (!quick_keep(block, word))
		join(block, word, next_word);
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
	bytes = join_next(next, block_bytes(next), bytes);
	block_set(block, bytes, block_word(block) & BLOCK_FLAGS);
	return true;
}

void *uc_heap_realloc(void *payload, size_t bytes)
{
	if (!payload)
		return uc_heap_alloc(bytes);
	size_t word;
	struct block *block = live(payload, &word);
	size_t size = size_for(bytes), had = word & ~BLOCK_FLAGS, asked = debug_asked(block);
	block_word(block_next(block));
	if (size && (size <= had || grow_in_place(block, size))) {
		struct block *next = block_next(block);
		/* What is cut off may have a free neighbour: it is taken in first, so that no two free blocks touch. */
		if (size < block_bytes(block) && block_is(next, BLOCK_FREE)) {
			size_t both = join_next(next, block_bytes(next), block_bytes(block));
			block_set(block, both, word & BLOCK_FLAGS);
		}
		open_to_allocator(block, block_bytes(block));
		debug_fill(block_at(block, size), block_bytes(block) - size);
		trim(block, size);
		debug_close(block, bytes);
		open_to_caller(block, block_bytes(block), bytes);
		used_bytes += block_bytes(block) - had;
		struct block *rest = block_next(block);
		if (block_is(rest, BLOCK_FREE) && lists_free_bytes > CONFIG_TLSF_KEEP_BYTES)
			region_release(rest);
		return payload;
	}
	void *moved = uc_heap_alloc(bytes);
	if (!moved)
		return NULL;
	open_to_allocator(block, had);
	memcpy(moved, payload, asked < bytes ? asked : bytes);
	uc_heap_free(payload);
	return moved;
}

size_t uc_heap_usable_bytes(const void *payload)
{
	size_t word;
	struct block *block = live(payload, &word);
	block_word(block_next(block));
	open_to_allocator(block, word & ~BLOCK_FLAGS);
	return debug_asked(block);
}

void uc_heap_statistics(struct uc_heap_statistics *statistics)
{
	*statistics = (struct uc_heap_statistics){
		.used_bytes = used_bytes,
		.free_bytes = lists_free_bytes + quick_bytes,
		.blocks = used_blocks,
	};
}
