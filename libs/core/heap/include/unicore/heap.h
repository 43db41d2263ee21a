/* SPDX-License-Identifier: BSD-3-Clause */
/* The one heap of an image. malloc of every libc stands on it. Thread context, interrupts on or off. */
#ifndef UNICORE_HEAP_H
#define UNICORE_HEAP_H

#include <stddef.h>

/** At least `bytes` bytes, aligned to 16, not cleared. NULL when memory is exhausted. A size of 0 gives a unique block.
 */
void *uc_heap_alloc(size_t bytes);
/** Cleared memory for `count` × `bytes`; NULL also when the product overflows. */
void *uc_heap_alloc_zeroed(size_t count, size_t bytes);
/** `alignment` is a power of two. NULL when memory is exhausted or the alignment is not a power of two. */
void *uc_heap_alloc_aligned(size_t alignment, size_t bytes);
/** As realloc(3): keeps the contents; the old block stays when NULL is returned. */
void *uc_heap_realloc(void *block, size_t bytes);
/** NULL is allowed. A pointer that is no live block crashes the image when the metadata is checked. */
void uc_heap_free(void *block);
/** The bytes that may be used in a live block. */
size_t uc_heap_usable_bytes(const void *block);

struct uc_heap_statistics {
	size_t used_bytes; /* in live blocks, with their headers */
	size_t free_bytes; /* held by the heap, in no block */
	size_t blocks;
};
/** Tells how the heap is used now. Thread context. */
void uc_heap_statistics(struct uc_heap_statistics *statistics);

#endif
