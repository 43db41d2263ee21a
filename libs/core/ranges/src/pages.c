/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The page allocator: takes pages out of the tree of free ranges and puts them back, joined with their neighbours.
 * Without stack protector: the first TLS block comes from here.
 */
#include "tree.h"
#include <stdbool.h>
#include <unicore/compiler.h>
#include <unicore/crash.h>
#include <unicore/errno.h>
#include <unicore/pagealloc.h>
#include <unicore/sanitize.h>
#include <unicore/string.h>

static struct range *root;
static size_t free_pages, total_pages;

void uc_pages_init(void)
{
	const struct uc_memory_range *ranges;
	size_t count = uc_plat_memory(&ranges);
	for (size_t n = 0; n < count; n++) {
		if (ranges[n].bytes < UC_PAGE_BYTES)
			continue;
		total_pages += ranges[n].bytes / UC_PAGE_BYTES;
		root = tree_insert(root, ranges[n].start, ranges[n].bytes / UC_PAGE_BYTES);
	}
	free_pages = total_pages;
}

/* What is left of `range` before and behind the pages stays free. */
static void take(struct range *range, uintptr_t start, size_t pages)
{
	uintptr_t from = range_start(range), end = range_end(range), taken_end = start + pages * UC_PAGE_BYTES;
	root = tree_remove(root, range);
	if (from < start)
		root = tree_insert(root, from, (start - from) / UC_PAGE_BYTES);
	if (taken_end < end)
		root = tree_insert(root, taken_end, (end - taken_end) / UC_PAGE_BYTES);
	free_pages -= pages;
	uc_sanitize_unpoison((void *)start, pages * UC_PAGE_BYTES);
}

void *uc_pages_alloc(size_t pages)
{
	struct range *range = pages ? tree_first_fit(root, pages) : NULL;
	if (!range)
		return NULL;
	take(range, range_start(range), pages);
	return range;
}

void *uc_pages_alloc_aligned(size_t pages, size_t alignment_bytes)
{
	if (alignment_bytes <= UC_PAGE_BYTES)
		return uc_pages_alloc(pages);
	if (pages == 0 || pages > free_pages)
		return NULL;
	/* A range this large fits wherever it starts; only when there is none is every range looked at. */
	struct range *range = tree_first_fit(root, pages + alignment_bytes / UC_PAGE_BYTES - 1);
	if (!range)
		range = tree_first_aligned(root, pages, alignment_bytes);
	if (!range)
		return NULL;
	uintptr_t start = UC_ALIGN_UP(range_start(range), alignment_bytes);
	take(range, start, pages);
	return (void *)start;
}

int uc_pages_claim(void *start, size_t pages)
{
	struct range *range = tree_at_or_before(root, (uintptr_t)start);
	if (!range || (uintptr_t)start >= range_end(range) ||
	    (range_end(range) - (uintptr_t)start) / UC_PAGE_BYTES < pages)
		return -ENOMEM;
	if (pages)
		take(range, (uintptr_t)start, pages);
	return 0;
}

/* Whether the platform handed all of it over; ranges may touch. */
static bool is_memory(uintptr_t start, uintptr_t end)
{
	const struct uc_memory_range *ranges;
	size_t count = uc_plat_memory(&ranges);
	for (size_t n = 0; n < count && start < end; n++) {
		uintptr_t range_end = ranges[n].start + UC_ALIGN_DOWN(ranges[n].bytes, UC_PAGE_BYTES);
		if (start >= ranges[n].start && start < range_end)
			start = range_end;
	}
	return start >= end;
}

void uc_pages_free(void *at, size_t pages)
{
	uintptr_t start = (uintptr_t)at, end = start + pages * UC_PAGE_BYTES;
	if (pages == 0)
		return;
	struct range *before = tree_at_or_before(root, start), *after = tree_after(root, start);
	if (start % UC_PAGE_BYTES || end <= start || !is_memory(start, end))
		uc_crash("pages: %zu at %p are not memory of the page allocator", pages, at);
	if ((before && range_end(before) > start) || (after && range_start(after) < end))
		uc_crash("pages: %zu at %p are free already", pages, at);
#if CONFIG_BUILD_DEBUG
	memset(at, 0xdd, pages * UC_PAGE_BYTES);
#endif
	uc_sanitize_poison(at, pages * UC_PAGE_BYTES);
	free_pages += pages;
	if (before && range_end(before) == start) {
		start = range_start(before);
		root = tree_remove(root, before);
	}
	if (after && range_start(after) == end) {
		end = range_end(after);
		root = tree_remove(root, after);
	}
	root = tree_insert(root, start, (end - start) / UC_PAGE_BYTES);
}

size_t uc_pages_free_count(void)
{
	return free_pages;
}

size_t uc_pages_total(void)
{
	return total_pages;
}
