/* SPDX-License-Identifier: BSD-3-Clause */
/* What heap.track keeps of each block of the heap, and the report of it. Thread context. */
#ifndef UNICORE_HEAPTRACK_H
#define UNICORE_HEAPTRACK_H

#include <stddef.h>
#include <stdint.h>

/** A class holds blocks of up to 16 << n bytes, the last one all that are larger. */
#define UC_HEAPTRACK_CLASSES 20

struct uc_heaptrack {
	size_t blocks, bytes; /* in use, as they were asked for */
	size_t most_bytes;    /* in use at the same time, ever */
	uint64_t allocations;
	struct {
		size_t blocks, bytes;
		uint64_t allocations;
	} classes[UC_HEAPTRACK_CLASSES];
};

/** How the heap is used and was. */
const struct uc_heaptrack *uc_heaptrack(void);

/** Blocks that are in use now are no leaks. Done once before main. */
void uc_heaptrack_mark(void);

/**
 * Prints how the heap is used, by size, and the blocks in use that were taken since uc_heaptrack_mark, by the chains of
 * calls that took them, largest first. Also at the end of the image. The runner adds functions and lines.
 */
void uc_heaptrack_report(void);

#endif
