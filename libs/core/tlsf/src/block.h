/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Blocks lie back to back. Each begins with one header word; what follows up to the next header is the caller's:
 *
 *     header   size (a multiple of 16, header included) and flags in bits 0-47, check in bits 48-63
 *     payload  aligned to 16. A free block keeps its list links here and, in its last word, where it begins.
 *
 * A region taken from the page allocator starts with 8 unused bytes, so that payloads are aligned, and ends with the
 * header of a block of size 0 that is in use.
 */
#ifndef UNICORE_TLSF_BLOCK_H
#define UNICORE_TLSF_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicore/compiler.h>

#define BLOCK_ALIGNMENT 16UL
#define HEADER_BYTES sizeof(uint64_t)
#define SMALLEST_BLOCK 32UL /* header, two links, the last word */
#define REGION_BYTES (2 * HEADER_BYTES)

#define BLOCK_FREE 1UL
#define BLOCK_PREVIOUS_FREE 2UL
#define BLOCK_FIRST 4UL   /* of its region */
#define BLOCK_AT_HAND 8UL /* quick.h */
#define BLOCK_FLAGS 15UL

struct block {
	uint64_t header;
	struct block *next, *previous; /* in the list of free blocks of its size */
};

/* Functions that are `inline` and not static are compiled once, in block.c, where the compiler does not inline them. */

/** Mixed into every check, so that no copied or guessed header passes. */
extern uint64_t tlsf_secret;

/** Ends the image: `what` is wrong with the block at `payload`. */
_Noreturn void tlsf_corrupt(const struct block *block, const char *what);

inline uint64_t block_check(const struct block *block, uint64_t word)
{
	uint64_t mixed = ((uintptr_t)block ^ word ^ tlsf_secret) * 0x9e3779b97f4a7c15ULL;
	return (mixed ^ mixed >> 17) & 0xffff000000000000ULL;
}

/** Writes size and flags. */
inline void block_set(struct block *block, size_t bytes, size_t flags)
{
	uint64_t word = bytes | flags;
	block->header = word | block_check(block, word);
}

/** Size and flags; an image whose header was overwritten ends here. */
inline size_t block_word(const struct block *block)
{
	uint64_t word = block->header & 0x0000ffffffffffffULL;
	if (UC_UNLIKELY((block->header ^ word) != block_check(block, word)))
		tlsf_corrupt(block, "header overwritten");
	return (size_t)word;
}

inline size_t block_bytes(const struct block *block)
{
	return block_word(block) & ~BLOCK_FLAGS;
}

inline bool block_is(const struct block *block, size_t flag)
{
	return block_word(block) & flag;
}

inline void block_change(struct block *block, size_t set, size_t clear)
{
	size_t word = (block_word(block) | set) & ~clear;
	block_set(block, word & ~BLOCK_FLAGS, word & BLOCK_FLAGS);
}

static inline struct block *block_at(const void *address, size_t offset)
{
	return (struct block *)((uintptr_t)address + offset);
}

static inline struct block *block_next(const struct block *block)
{
	return block_at(block, block_bytes(block));
}

static inline void *block_payload(const struct block *block)
{
	return (void *)((uintptr_t)block + HEADER_BYTES);
}

static inline struct block *payload_block(const void *payload)
{
	return (struct block *)((uintptr_t)payload - HEADER_BYTES);
}

/** The last word of a free block: its own address, for the block behind it. */
static inline struct block **block_footer(const struct block *block, size_t bytes)
{
	return (struct block **)((uintptr_t)block + bytes - sizeof(struct block *));
}

#endif
