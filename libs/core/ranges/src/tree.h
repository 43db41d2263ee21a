/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Free ranges as a treap, ordered by address, that knows the largest range of each subtree. A node lies in the first
 * bytes of its range, so the tree needs no memory of its own and cannot run out of any. All operations are O(log n)
 * expected.
 */
#ifndef UNICORE_RANGES_TREE_H
#define UNICORE_RANGES_TREE_H

#include <stddef.h>
#include <stdint.h>
#include <unicore/platform.h>

struct range {
	struct range *left, *right;
	size_t pages;
	size_t largest; /* of any range in this subtree, in pages */
	uintptr_t seal; /* of the words above and the address: a stray write is seen at the next visit */
};

static inline uintptr_t range_start(const struct range *range)
{
	return (uintptr_t)range;
}

static inline uintptr_t range_end(const struct range *range)
{
	return (uintptr_t)range + range->pages * UC_PAGE_BYTES;
}

/** Makes a node at `start` and puts it in. It overlaps none of the tree. */
struct range *tree_insert(struct range *root, uintptr_t start, size_t pages);

/** Takes `range`, which is in the tree, out. */
struct range *tree_remove(struct range *root, const struct range *range);

/** The last range that starts at or before `address`, or NULL. */
struct range *tree_at_or_before(struct range *root, uintptr_t address);

/** The first range that starts after `address`, or NULL. */
struct range *tree_after(struct range *root, uintptr_t address);

/** The range of the lowest address that has `pages`, or NULL. */
struct range *tree_first_fit(struct range *root, size_t pages);

/**
 * The range of the lowest address that has `pages` from a multiple of `alignment` on, or NULL. Looks at every range of
 * at least `pages`: O(n).
 */
struct range *tree_first_aligned(struct range *root, size_t pages, uintptr_t alignment);

#endif
