/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory from the page allocator and back. */
#ifndef UNICORE_TLSF_REGION_H
#define UNICORE_TLSF_REGION_H

#include "block.h"

/** Takes `second`, which follows `first`, into it. Both are free and in no list; nor is the result, which follows none.
 */
void block_join(struct block *first, struct block *second);

/** Makes a free block of at least `bytes`, puts it into its list and returns it; NULL when there is no memory. */
struct block *region_grow(size_t bytes);

/** Makes the free block before `end`, the end of a region, at least `bytes` long. False when that memory is not free.
 */
bool region_extend(struct block *end, size_t bytes);

/** Gives the whole pages of a free block, which is in its list, back to the page allocator when enough else is free. */
void region_release(struct block *block);

#endif
