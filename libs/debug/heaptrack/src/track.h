/* SPDX-License-Identifier: BSD-3-Clause */
/* What lies in front of each block. */
#ifndef HEAPTRACK_TRACK_H
#define HEAPTRACK_TRACK_H

#include <stddef.h>
#include <stdint.h>
#include <unicore/heaptrack.h>
#include <unicore/list.h>

#define CHAIN 8

struct track {
	struct uc_list node; /* of all blocks, oldest first */
	void *raw;           /* what the heap gave */
	size_t bytes;
	uint64_t number;              /* of the allocation */
	uintptr_t chain[CHAIN];       /* return addresses, nearest first; 0: no more */
	struct track *next;           /* while a report is made: the next place */
	size_t all_blocks, all_bytes; /* of the same place */
};

_Static_assert(sizeof(struct track) % 16 == 0, "the block behind it is aligned");

extern struct uc_list track_blocks;
/** Later allocations may be leaks. */
extern uint64_t track_mark;

/** The image's functions, which --wrap leaves under these names. */
void *__real_uc_heap_alloc(size_t bytes);
void *__real_uc_heap_alloc_zeroed(size_t count, size_t bytes);
void *__real_uc_heap_alloc_aligned(size_t alignment, size_t bytes);
void __real_uc_heap_free(void *block);

#endif
