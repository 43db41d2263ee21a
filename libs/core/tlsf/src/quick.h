/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Blocks at hand: what was freed is kept as it is, in a list of its size, and handed out again without being joined and
 * cut. Programs ask for the same few sizes again and again. To its neighbours such a block is in use.
 */
#ifndef UNICORE_TLSF_QUICK_H
#define UNICORE_TLSF_QUICK_H

#include "block.h"

#define QUICK_LARGEST 8192UL

#if CONFIG_TLSF_QUICK_BYTES

/** Bytes of all blocks at hand. */
extern size_t quick_bytes;

/** Keeps a block in use, whose header says `word`. False: it is too large, or enough is kept. */
bool quick_keep(struct block *block, size_t word);

/** A block of exactly `size`, in use again; NULL when none is at hand. */
struct block *quick_take(size_t size);

/** Takes any block out, in use again; NULL when there is none. */
struct block *quick_any(void);

#else

#define quick_bytes 0
static inline bool quick_keep(struct block *block, size_t word)
{
	(void)block, (void)word;
	return false;
}
static inline struct block *quick_take(size_t size)
{
	(void)size;
	return NULL;
}
static inline struct block *quick_any(void)
{
	return NULL;
}

#endif
#endif
