/* SPDX-License-Identifier: BSD-3-Clause */
/* The treap of free ranges: split and merge. A node's priority is a hash of its address, so it needs no field. */
#include "tree.h"
#include <unicore/compiler.h>
#include <unicore/crash.h>

/* Odd, from the golden ratio: Knuth, The Art of Computer Programming, volume 3, section 6.4. */
#define GOLDEN ((uintptr_t)0x9e3779b97f4a7c15ULL)

static uintptr_t rotate(uintptr_t word, unsigned bits)
{
	return word << bits | word >> (sizeof word * 8 - bits);
}

static uintptr_t seal_of(const struct range *range)
{
	return GOLDEN ^ (uintptr_t)range ^ rotate((uintptr_t)range->left, 5) ^ rotate((uintptr_t)range->right, 11) ^
	       rotate(range->pages, 17) ^ rotate(range->largest, 23);
}

/* Every node that is followed goes through here. */
static struct range *checked(struct range *range)
{
	if (range && UC_UNLIKELY(range->seal != seal_of(range)))
		uc_crash("pages: the free range at %p was written to", (void *)range);
	return range;
}

static uintptr_t priority(const struct range *range)
{
	uintptr_t page = range_start(range) / UC_PAGE_BYTES * GOLDEN;
	return page ^ page >> (sizeof page * 4);
}

static void update(struct range *range)
{
	size_t largest = range->pages;
	if (range->left && range->left->largest > largest)
		largest = range->left->largest;
	if (range->right && range->right->largest > largest)
		largest = range->right->largest;
	range->largest = largest;
	range->seal = seal_of(range);
}

/* Those before `address` and the others. */
static void split(struct range *root, uintptr_t address, struct range **before, struct range **after)
{
	if (!checked(root)) {
		*before = *after = NULL;
		return;
	}
	if (range_start(root) < address) {
		split(root->right, address, &root->right, after);
		*before = root;
	} else {
		split(root->left, address, before, &root->left);
		*after = root;
	}
	update(root);
}

/* All of `a` lie before all of `b`. */
static struct range *merge(struct range *a, struct range *b)
{
	if (!checked(a) || !checked(b))
		return a ? a : b;
	if (priority(a) > priority(b)) {
		a->right = merge(a->right, b);
		update(a);
		return a;
	}
	b->left = merge(a, b->left);
	update(b);
	return b;
}

struct range *tree_insert(struct range *root, uintptr_t start, size_t pages)
{
	struct range *before, *after, *node = (struct range *)start;
	*node = (struct range){.pages = pages};
	update(node);
	split(root, start, &before, &after);
	return merge(merge(before, node), after);
}

struct range *tree_remove(struct range *root, const struct range *range)
{
	struct range *before, *node, *after;
	split(root, range_start(range), &before, &node);
	split(node, range_start(range) + 1, &node, &after);
	return merge(before, after);
}

struct range *tree_at_or_before(struct range *root, uintptr_t address)
{
	struct range *found = NULL;
	while (checked(root)) {
		if (range_start(root) <= address) {
			found = root;
			root = root->right;
		} else {
			root = root->left;
		}
	}
	return found;
}

struct range *tree_after(struct range *root, uintptr_t address)
{
	struct range *found = NULL;
	while (checked(root)) {
		if (range_start(root) > address) {
			found = root;
			root = root->left;
		} else {
			root = root->right;
		}
	}
	return found;
}

struct range *tree_first_fit(struct range *root, size_t pages)
{
	while (checked(root) && root->largest >= pages) {
		if (checked(root->left) && root->left->largest >= pages)
			root = root->left;
		else if (root->pages >= pages)
			return root;
		else
			root = root->right;
	}
	return NULL;
}

struct range *tree_first_aligned(struct range *root, size_t pages, uintptr_t alignment)
{
	if (!checked(root) || root->largest < pages)
		return NULL;
	struct range *found = tree_first_aligned(root->left, pages, alignment);
	if (found)
		return found;
	/* What the alignment costs is less than the range: no sum that could overflow. */
	uintptr_t skipped = -range_start(root) & (alignment - 1);
	if (skipped / UC_PAGE_BYTES < root->pages && root->pages - skipped / UC_PAGE_BYTES >= pages)
		return root;
	return tree_first_aligned(root->right, pages, alignment);
}
