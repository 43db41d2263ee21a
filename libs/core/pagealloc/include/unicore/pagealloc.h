/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Page frames. Boot cost does not grow with memory: free memory is kept as ranges. All of it is early (no stack
 * protector: the first TLS block comes from here) and for thread context, interrupts on or off.
 */
#ifndef UNICORE_PAGEALLOC_H
#define UNICORE_PAGEALLOC_H

#include <stddef.h>
#include <unicore/platform.h>

/** Takes over the ranges of uc_plat_memory. lib-boot calls it once, before all else here. Early. */
void uc_pages_init(void);

/** `pages` contiguous pages, mapped read-write, not cleared; NULL when there is no such range, or `pages` is 0. */
void *uc_pages_alloc(size_t pages);
/** The same at a multiple of `alignment_bytes` (a power of two, at least a page). */
void *uc_pages_alloc_aligned(size_t pages, size_t alignment_bytes);
/**
 * Gives back a range, also a part of one that was allocated. Its rights must be read-write again. Crashes the image
 * when a page of it is free already or was never memory.
 */
void uc_pages_free(void *start, size_t pages);
/** Tries to take exactly this free range (to grow in place). Returns 0 or -ENOMEM (a page of it is not free). */
int uc_pages_claim(void *start, size_t pages);

/** Pages that are free now, and all that uc_pages_init took over. */
size_t uc_pages_free_count(void);
size_t uc_pages_total(void);

#endif
