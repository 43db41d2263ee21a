/* SPDX-License-Identifier: BSD-3-Clause */
/* Where a file's pages are kept. */
#include "ramfs.h"
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/pagealloc.h>
#include <unicore/string.h>

static void page_release(struct uc_file_data *data)
{
	struct page *page = UC_CONTAINER_OF(data, struct page, data);
	uc_pages_free(page->bytes, 1);
	uc_heap_free(page);
}

struct page *page_of(char *bytes)
{
	struct page *page = uc_heap_alloc(sizeof *page);
	if (page)
		*page = (struct page){{1, page_release}, bytes};
	return page;
}

struct page *page_at(const struct contents *contents, size_t index)
{
	size_t leaf = index / LEAF_PAGES;
	return leaf < contents->leaf_count && contents->leaves[leaf] ? contents->leaves[leaf]->pages[index % LEAF_PAGES]
								     : NULL;
}

static int grow(struct contents *contents, size_t leaf_count)
{
	size_t bytes = leaf_count * sizeof *contents->leaves, old = contents->leaf_count * sizeof *contents->leaves;
	struct leaf **leaves = uc_heap_realloc(contents->leaves, bytes);
	if (!leaves)
		return -ENOSPC;
	memset((char *)leaves + old, 0, bytes - old);
	contents->leaves = leaves;
	contents->leaf_count = leaf_count;
	return 0;
}

int page_set(struct contents *contents, size_t index, struct page *page)
{
	size_t leaf = index / LEAF_PAGES;
	if (!page && !page_at(contents, index))
		return 0;
	if (leaf >= contents->leaf_count) {
		int error = grow(contents, leaf + 1);
		if (error)
			return error;
	}
	if (!contents->leaves[leaf]) {
		contents->leaves[leaf] = uc_heap_alloc_zeroed(1, sizeof(struct leaf));
		if (!contents->leaves[leaf])
			return -ENOSPC;
	}
	contents->leaves[leaf]->pages[index % LEAF_PAGES] = page;
	return 0;
}

struct page *page_own(struct uc_inode *file, size_t index, bool overwritten)
{
	struct contents *contents = &ram_inode(file)->contents;
	struct page *page = page_at(contents, index);
	if (page)
		return page;
	char *bytes = uc_pages_alloc(1);
	if (!bytes)
		return NULL;
	page = page_of(bytes);
	if (!page || page_set(contents, index, page)) {
		uc_heap_free(page);
		uc_pages_free(bytes, 1);
		return NULL;
	}
	if (!overwritten) {
		size_t start = index * UC_PAGE_BYTES, part = 0;
		if (start < contents->base_bytes) {
			part = contents->base_bytes - start < UC_PAGE_BYTES ? contents->base_bytes - start
									    : UC_PAGE_BYTES;
			memcpy(bytes, contents->base + start, part);
		}
		memset(bytes + part, 0, UC_PAGE_BYTES - part);
	}
	if (index * UC_PAGE_BYTES >= contents->base_bytes)
		file->blocks += BLOCKS_OF_PAGE;
	return page;
}

void contents_free(struct contents *contents)
{
	for (size_t i = 0; i < contents->leaf_count; i++) {
		struct leaf *leaf = contents->leaves[i];
		for (size_t n = 0; leaf && n < LEAF_PAGES; n++)
			if (leaf->pages[n])
				uc_file_data_put(&leaf->pages[n]->data);
		uc_heap_free(leaf);
	}
	uc_heap_free(contents->leaves);
	*contents = (struct contents){0};
}
