/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Free blocks by size: TLSF's two levels (Masmano, Ripoll, Crespo, Real: TLSF, a new dynamic memory allocator for
 * real-time systems, ECRTS 2004). Every function takes constant time.
 */
#ifndef UNICORE_TLSF_LISTS_H
#define UNICORE_TLSF_LISTS_H

#include "block.h"

/** Larger requests fail. */
#define LARGEST_BLOCK ((size_t)1 << (sizeof(size_t) > 4 ? 38 : 30))

/** Puts a free block of `bytes`, whose header says so, into its list and writes its footer. */
void lists_add(struct block *block, size_t bytes);

/** Takes it out again; its header, which says the same, is not read. */
void lists_remove(struct block *block, size_t bytes);

/** A free block of at least `bytes` (a multiple of 16, at most LARGEST_BLOCK), still in its list, or NULL. */
struct block *lists_find(size_t bytes);

/** Bytes of all blocks in the lists. */
extern size_t lists_free_bytes;

#endif
