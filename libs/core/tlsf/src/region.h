/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory from the page allocator and back. */
#ifndef UNICORE_TLSF_REGION_H
#define UNICORE_TLSF_REGION_H

#include "block.h"

/** Makes a free block of at least `bytes`, puts it into its list and returns it; NULL when there is no memory. */
struct block *region_grow(size_t bytes);

/** Makes the free block before `end`, the end of a region, at least `bytes` long. False when that memory is not free.
 */
bool region_extend(struct block *end, size_t bytes);

/** Gives the whole pages of a free block, which is in its list, back to the page allocator. Called when more is free
 * than is to be kept. */
void region_release(struct block *block);

#endif
