/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The bytes of a file. Each page is the file's own, or what lies in the image at its place, or a hole. Bytes of own
 * pages behind the end of the file are zero; the part in the image ends at the end of the file at the latest.
 */
#include "ramfs.h"
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/string.h>

#define PAGE ((int64_t)UC_PAGE_BYTES)
/* 1 TiB: a table of leaves of 4 MiB. */
#define MOST_BYTES (1LL << 40)

static const char zeros[UC_PAGE_BYTES];

struct run {
	const char *bytes;
	size_t length;
	struct page *page; /* NULL: in the image, or a hole */
};

/* What lies at `offset` < size, as far as it is one piece. */
static struct run run_at(struct uc_inode *file, int64_t offset, size_t most)
{
	struct contents *contents = &ram_inode(file)->contents;
	size_t within = (size_t)(offset % PAGE), left = UC_PAGE_BYTES - within;
	struct page *page = page_at(contents, (size_t)(offset / PAGE));
	struct run run = {page ? page->bytes + within : zeros, left, page};
	if (!page && (uint64_t)offset < contents->base_bytes) {
		run.bytes = contents->base + offset;
		run.length = contents->base_bytes - (size_t)offset;
		/* Up to the next page that was written. */
		for (size_t pages = left; contents->leaf_count && pages < run.length && pages < most;
		     pages += UC_PAGE_BYTES)
			if (page_at(contents, ((size_t)offset + pages) / UC_PAGE_BYTES))
				run.length = pages;
	}
	if (run.length > (uint64_t)(file->size - offset))
		run.length = (size_t)(file->size - offset);
	if (run.length > most)
		run.length = most;
	return run;
}

long contents_read(struct uc_inode *file, const struct uc_iovec *vector, int count, int64_t offset)
{
	long done = 0;
	for (int i = 0; i < count; i++) {
		char *to = vector[i].base;
		for (size_t left = vector[i].bytes; left > 0;) {
			if (offset >= file->size)
				return done;
			struct run run = run_at(file, offset, left);
			memcpy(to, run.bytes, run.length);
			to += run.length;
			left -= run.length;
			offset += (int64_t)run.length;
			done += (long)run.length;
		}
	}
	return done;
}

static long write_part(struct uc_inode *file, const char *from, size_t bytes, int64_t offset)
{
	size_t left = bytes;
	while (left > 0) {
		size_t within = (size_t)(offset % PAGE);
		size_t part = UC_PAGE_BYTES - within < left ? UC_PAGE_BYTES - within : left;
		struct page *page = page_own(file, (size_t)(offset / PAGE), part == UC_PAGE_BYTES);
		if (!page)
			break;
		memcpy(page->bytes + within, from, part);
		from += part;
		left -= part;
		offset += (int64_t)part;
		if (offset > file->size)
			file->size = offset;
	}
	return (long)(bytes - left);
}

long contents_write(struct uc_inode *file, const struct uc_iovec *vector, int count, int64_t offset)
{
	long done = 0;
	for (int i = 0; i < count; i++) {
		size_t bytes = vector[i].bytes;
		if (offset >= MOST_BYTES && bytes > 0)
			return done > 0 ? done : -EFBIG;
		if (bytes > (uint64_t)(MOST_BYTES - offset))
			bytes = (size_t)(MOST_BYTES - offset);
		long part = write_part(file, vector[i].base, bytes, offset);
		done += part;
		offset += part;
		if ((size_t)part < bytes)
			return done > 0 ? done : -ENOSPC;
	}
	return done;
}

/* Takes away everything from `bytes` on. */
static void cut(struct uc_inode *file, int64_t bytes)
{
	struct contents *contents = &ram_inode(file)->contents;
	size_t first = (size_t)((bytes + PAGE - 1) / PAGE), end = (size_t)((file->size + PAGE - 1) / PAGE);
	if (end > contents->leaf_count * LEAF_PAGES)
		end = contents->leaf_count * LEAF_PAGES;
	for (size_t i = first; i < end; i++) {
		struct page *page = page_at(contents, i);
		if (!page)
			continue;
		page_set(contents, i, NULL);
		uc_file_data_put(&page->data);
		if (i * UC_PAGE_BYTES >= contents->base_bytes)
			file->blocks -= BLOCKS_OF_PAGE;
	}
	if (contents->base_bytes > (uint64_t)bytes) {
		size_t before = UC_ALIGN_UP(contents->base_bytes, UC_PAGE_BYTES),
		       after = UC_ALIGN_UP((size_t)bytes, UC_PAGE_BYTES);
		file->blocks -= (int64_t)(before - after) / 512;
		contents->base_bytes = (size_t)bytes;
	}
	struct page *last = bytes % PAGE ? page_at(contents, (size_t)(bytes / PAGE)) : NULL;
	if (last)
		memset(last->bytes + bytes % PAGE, 0, (size_t)(PAGE - bytes % PAGE));
}

int contents_resize(struct uc_inode *file, int64_t bytes)
{
	if (bytes > MOST_BYTES)
		return -EFBIG;
	if (bytes < file->size)
		cut(file, bytes);
	file->size = bytes;
	return 0;
}

int contents_map(struct uc_inode *file, int64_t offset, size_t bytes, bool shared, struct uc_file_piece *piece)
{
	*piece = (struct uc_file_piece){0};
	if (offset >= file->size || bytes == 0)
		return 0;
	if (shared)
		return contents_map_shared(file, offset, bytes, piece);
	struct run run = run_at(file, offset, bytes);
	*piece = (struct uc_file_piece){(void *)run.bytes, run.length, run.page ? &run.page->data : NULL};
	uc_file_data_get(piece->data);
	return 0;
}

void uc_ramfs_set_content(struct uc_inode *file, const void *content, size_t bytes)
{
	struct contents *contents = &ram_inode(file)->contents;
	contents->base = content;
	contents->base_bytes = bytes;
	file->size = (int64_t)bytes;
	file->blocks = (int64_t)UC_ALIGN_UP(bytes, UC_PAGE_BYTES) / 512;
}
