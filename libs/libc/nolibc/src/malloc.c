/* SPDX-License-Identifier: BSD-3-Clause */
/* malloc and its kin on the heap of the image. */
#include <errno.h>
#include <stdlib.h>
#include <unicore/heap.h>

static void *or_enomem(void *block)
{
	if (!block)
		errno = ENOMEM;
	return block;
}

void *malloc(size_t bytes)
{
	return or_enomem(uc_heap_alloc(bytes));
}

void *calloc(size_t count, size_t bytes)
{
	return or_enomem(uc_heap_alloc_zeroed(count, bytes));
}

void *realloc(void *block, size_t bytes)
{
	return or_enomem(uc_heap_realloc(block, bytes));
}

void *aligned_alloc(size_t alignment, size_t bytes)
{
	return or_enomem(uc_heap_alloc_aligned(alignment, bytes));
}

void free(void *block)
{
	uc_heap_free(block);
}
