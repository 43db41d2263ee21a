/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the files of this library: its inodes. */
#ifndef RAMFS_H
#define RAMFS_H

#include <unicore/list.h>
#include <unicore/platform.h>
#include <unicore/vfs.h>

/** A page of a file's own. It outlives its place in the file while somebody else holds it. */
struct page {
	struct uc_file_data data;
	char *bytes;
};

/* Two levels, so that a file with holes costs little and no table is ever copied in one large piece. */
#define LEAF_PAGES 512UL
struct leaf {
	struct page *pages[LEAF_PAGES];
};

/* st_blocks counts pages of the file's own and those in the image, each place once. */
#define BLOCKS_OF_PAGE 8

struct contents {
	const char *base; /* what lies in the image */
	size_t base_bytes;
	struct leaf **leaves;
	size_t leaf_count;
};

/** A name in a folder. */
struct entry {
	struct uc_list order; /* by cursor */
	struct entry *next;   /* in its bucket */
	struct uc_inode *inode;
	uint64_t cursor;
	uint32_t hash;
	uint8_t bytes;
	char name[];
};

struct entries {
	struct uc_list order;
	struct entry **buckets; /* NULL while there are few */
	size_t bucket_count, count;
	uint64_t next_cursor;
	struct entry *told;      /* the last that entry_from found, or NULL: a listing goes on behind it */
	struct uc_inode *parent; /* NULL: removed; not counted as a reference */
	struct entry *self;      /* this folder's entry in its parent; NULL at the root */
};

struct ram_inode {
	struct uc_inode inode;
	struct uc_list node; /* of all inodes of the file system */
	union {
		struct contents contents;
		struct entries entries;
		char *target;
	};
};

struct ramfs {
	struct uc_filesystem filesystem;
	struct uc_list inodes;
	uint64_t last_ino;
};

static inline struct ram_inode *ram_inode(struct uc_inode *inode)
{
	return (struct ram_inode *)inode;
}

/** An inode with one reference and no name. Returns 0 or -ENOSPC. */
int ram_make(struct uc_filesystem *filesystem, const struct uc_new_inode *what, struct uc_inode **inode);

extern const struct uc_inode_operations folder_operations, file_operations, link_operations;

void ram_release(struct uc_inode *inode);

long contents_read(struct uc_inode *file, const struct uc_iovec *vector, int count, int64_t offset);
long contents_write(struct uc_inode *file, const struct uc_iovec *vector, int count, int64_t offset);
int contents_resize(struct uc_inode *file, int64_t bytes);
int contents_map(struct uc_inode *file, int64_t offset, size_t bytes, bool shared, struct uc_file_piece *piece);
int contents_map_shared(struct uc_inode *file, int64_t offset, size_t bytes, struct uc_file_piece *piece);
void contents_free(struct contents *contents);

/** The page at this place of the file, or NULL. */
struct page *page_at(const struct contents *contents, size_t index);
/** Puts a page at a place; NULL takes it away. Returns 0 or -ENOSPC (no leaf). The page that was there is the caller's.
 */
int page_set(struct contents *contents, size_t index, struct page *page);
/** The page of the file's own at this place, made with what the file holds there. NULL: no memory. */
struct page *page_own(struct uc_inode *file, size_t index, bool overwritten);
/** A structure for one page of memory that is the caller's. NULL: no memory. */
struct page *page_of(char *bytes);

struct entry *entry_find(const struct entries *entries, struct uc_name name);
/** Room for a name, not entered. NULL: no memory. */
struct entry *entry_make(struct uc_name name);
/** Makes sure that one more can be entered. Returns 0 or -ENOSPC. */
int entries_reserve(struct entries *entries);
void entry_add(struct entries *entries, struct entry *entry);
void entry_take(struct entries *entries, struct entry *entry);
/** The first entry at or behind a cursor, or NULL. */
struct entry *entry_from(struct entries *entries, uint64_t cursor);
void entries_free(struct entries *entries);

#endif
