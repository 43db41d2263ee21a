/* SPDX-License-Identifier: BSD-3-Clause */
/* Pages of a file as one piece of memory that is the file: for shared mappings. */
#include "ramfs.h"
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/pagealloc.h>
#include <unicore/string.h>

struct hold {
	struct uc_file_data data;
	size_t count;
	struct page *pages[];
};

static void hold_release(struct uc_file_data *data)
{
	struct hold *hold = UC_CONTAINER_OF(data, struct hold, data);
	for (size_t i = 0; i < hold->count; i++)
		uc_file_data_put(&hold->pages[i]->data);
	uc_heap_free(hold);
}

static bool is_contiguous(const struct hold *hold)
{
	for (size_t i = 1; i < hold->count; i++)
		if (hold->pages[i]->bytes != hold->pages[0]->bytes + i * UC_PAGE_BYTES)
			return false;
	return true;
}

/* Moves the pages next to each other. Nobody may know the addresses that they have: one reference is the file's, one
 * ours. */
static int gather(struct hold *hold)
{
	for (size_t i = 0; i < hold->count; i++)
		if (hold->pages[i]->data.references > 2)
			return -ENODEV;
	char *block = uc_pages_alloc(hold->count);
	if (!block)
		return -ENOMEM;
	for (size_t i = 0; i < hold->count; i++) {
		char *old = hold->pages[i]->bytes;
		hold->pages[i]->bytes = block + i * UC_PAGE_BYTES;
		memcpy(hold->pages[i]->bytes, old, UC_PAGE_BYTES);
		uc_pages_free(old, 1);
	}
	return 0;
}

int contents_map_shared(struct uc_inode *file, int64_t offset, size_t bytes, struct uc_file_piece *piece)
{
	size_t first = (size_t)offset / UC_PAGE_BYTES;
	size_t end = UC_ALIGN_UP((size_t)file->size, UC_PAGE_BYTES) / UC_PAGE_BYTES;
	size_t count = bytes / UC_PAGE_BYTES + (bytes % UC_PAGE_BYTES > 0);
	if (offset % (int64_t)UC_PAGE_BYTES)
		return -ENODEV;
	if (count > end - first)
		count = end - first;
	struct hold *hold = uc_heap_alloc(sizeof *hold + count * sizeof hold->pages[0]);
	if (!hold)
		return -ENOMEM;
	*hold = (struct hold){.data = {1, hold_release}};
	int error = 0;
	while (hold->count < count && !error) {
		struct page *page = page_own(file, first + hold->count, false);
		if (!page) {
			error = -ENOMEM;
			break;
		}
		uc_file_data_get(&page->data);
		hold->pages[hold->count++] = page;
	}
	if (!error && !is_contiguous(hold))
		error = gather(hold);
	if (error) {
		uc_file_data_put(&hold->data);
		return error;
	}
	*piece = (struct uc_file_piece){hold->pages[0]->bytes, count * UC_PAGE_BYTES, &hold->data};
	return 0;
}
