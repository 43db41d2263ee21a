/* SPDX-License-Identifier: BSD-3-Clause */
/* Folders: names are looked up, made, moved and taken away at the host, each time. */
#include "9p.h"
#include <unicore/byteorder.h>
#include <unicore/errno.h>
#include <unicore/string.h>

/** Whether `inode` is `folder` or lies above it: no folder can hold that, but a host may say so. */
static bool is_above(const struct p9_inode *inode, const struct p9_inode *folder)
{
	for (; folder; folder = folder->parent)
		if (folder == inode)
			return true;
	return false;
}

static int lookup(struct uc_inode *folder, struct uc_name name, struct uc_inode **found)
{
	struct p9 *p9 = p9_of(folder);
	struct p9_inode *inode;
	struct qid qid;
	uint32_t fid = fid_take(p9);
	int error = p9_walk(p9, p9_inode(folder)->fid, fid, &name, &qid);
	if (error)
		return error;
	error = p9_inode_of(p9, fid, &qid, &inode);
	if (!error && uc_inode_is(&inode->inode, UC_S_IFDIR)) {
		error = is_above(inode, p9_inode(folder)) ? -ELOOP : p9_set_place(inode, p9_inode(folder), name);
		if (error)
			uc_inode_put(&inode->inode);
	}
	if (!error)
		*found = &inode->inode;
	return error;
}

/** A file and its first opening are one message. */
static int make_file(struct p9 *p9, struct uc_inode *folder, struct uc_name name, const struct uc_new_inode *what,
		     struct uc_inode **inode)
{
	uint32_t fid = fid_take(p9);
	int error = p9_walk(p9, p9_inode(folder)->fid, fid, NULL, NULL);
	if (error)
		return error;
	error = p9_make(p9, P9_CREATE, fid, name, what);
	if (!error)
		error = lookup(folder, name, inode);
	struct p9_inode *made = error ? NULL : p9_inode(*inode);
	if (made && made->open_fid == NO_FID) {
		made->open_fid = fid;
		made->open_writes = true;
	} else {
		p9_clunk(p9, fid);
	}
	return error;
}

static int make(struct uc_inode *folder, struct uc_name name, const struct uc_new_inode *what, struct uc_inode **inode)
{
	struct p9 *p9 = p9_of(folder);
	uint32_t type = what->mode & UC_S_IFMT;
	p9->listed = NULL;
	if (name.bytes == 0)
		return -EOPNOTSUPP;
	if (type == UC_S_IFREG)
		return make_file(p9, folder, name, what, inode);
	if (type != UC_S_IFDIR && type != UC_S_IFLNK)
		return -EPERM;
	int error = p9_make(p9, type == UC_S_IFDIR ? P9_MKDIR : P9_SYMLINK, p9_inode(folder)->fid, name, what);
	if (!error)
		error = lookup(folder, name, inode);
	/* It is made, whatever comes of the folder's own figures. */
	if (!error)
		(void)p9_refresh(folder);
	return error;
}

static int link(struct uc_inode *folder, struct uc_name name, struct uc_inode *inode)
{
	struct p9 *p9 = p9_of(folder);
	p9->listed = NULL;
	int error = p9_link(p9, p9_inode(folder)->fid, name, p9_inode(inode)->fid);
	if (!error)
		(void)p9_refresh(inode);
	return error;
}

/**
 * What a name stands for, which is about to lose it: an open file keeps its contents, so it is opened now. The inode
 * has a reference, as the caller of the operation has one.
 */
static int about_to_go(struct uc_inode *folder, struct uc_name name, struct uc_inode **inode)
{
	int error = lookup(folder, name, inode);
	if (error || !uc_inode_is(*inode, UC_S_IFREG) || (*inode)->references < 2)
		return error;
	if (p9_open_inode(p9_inode(*inode), true) < 0)
		(void)p9_open_inode(p9_inode(*inode), false);
	return 0;
}

static void gone(struct uc_inode *inode)
{
	if (uc_inode_is(inode, UC_S_IFDIR))
		inode->nlink = 0;
	else if (inode->nlink > 0)
		inode->nlink--;
}

static int remove(struct uc_inode *folder, struct uc_name name)
{
	struct p9 *p9 = p9_of(folder);
	struct uc_inode *inode;
	p9->listed = NULL;
	int error = about_to_go(folder, name, &inode);
	if (error)
		return error;
	error = p9_unlink(p9, p9_inode(folder)->fid, name, uc_inode_is(inode, UC_S_IFDIR) ? UNLINK_FOLDER : 0);
	if (!error) {
		gone(inode);
		(void)p9_refresh(folder);
	}
	uc_inode_put(inode);
	return error;
}

static int rename(struct uc_inode *from, struct uc_name from_name, struct uc_inode *to, struct uc_name to_name,
		  bool exchange)
{
	struct p9 *p9 = p9_of(from);
	struct uc_inode *replaced = NULL, *moved;
	p9->listed = NULL;
	if (exchange)
		return -EINVAL;
	int error = about_to_go(to, to_name, &replaced);
	if (error && error != -ENOENT)
		return error;
	error = p9_rename(p9, p9_inode(from)->fid, from_name, p9_inode(to)->fid, to_name);
	if (!error && replaced)
		gone(replaced);
	if (replaced)
		uc_inode_put(replaced);
	/* Looking it up tells a folder where it is now, and gives a file the fid of its new name. */
	if (!error && lookup(to, to_name, &moved) == 0)
		uc_inode_put(moved);
	if (!error && p9_refresh(from) == 0 && to != from)
		(void)p9_refresh(to);
	return error;
}

/* The host's positions go up to the greatest number, which stands for the end; a cursor has room for two less. */
#define LAST_CURSOR ((uint64_t)INT64_MAX - 2)

static uint64_t offset_of(uint64_t cursor)
{
	return cursor == LAST_CURSOR ? (uint64_t)INT64_MAX : cursor;
}

static uint64_t cursor_of(uint64_t offset)
{
	return offset > LAST_CURSOR ? LAST_CURSOR : offset;
}

static int read_ahead(struct p9 *p9, struct uc_inode *folder, uint64_t cursor)
{
	int bytes = p9_open_inode(p9_inode(folder), false);
	p9->listed = NULL;
	if (bytes == 0)
		bytes = p9_readdir(p9, p9_inode(folder)->open_fid, offset_of(cursor));
	if (bytes <= 0)
		return bytes < 0 ? bytes : -ENOENT;
	p9->listed = p9_inode(folder);
	p9->list_cursor = cursor;
	p9->list_at = 0;
	p9->list_bytes = (uint32_t)bytes;
	return 0;
}

/* qid[13] offset[8] type[1] name[s] */
#define ENTRY_BYTES 24u

/** The next entry that was read ahead. Returns 0, or -EIO: it is no entry. */
static int next_entry(struct p9 *p9, struct uc_entry *entry)
{
	const uint8_t *at = p9->list + p9->list_at;
	uint32_t left = p9->list_bytes - p9->list_at;
	uint64_t path, offset;
	uint16_t bytes;
	if (left < ENTRY_BYTES)
		return -EIO;
	memcpy(&path, at + 5, 8);
	memcpy(&offset, at + 13, 8);
	memcpy(&bytes, at + 22, 2);
	bytes = uc_little16(bytes);
	if (bytes == 0 || bytes > 255 || bytes > left - ENTRY_BYTES)
		return -EIO;
	const char *name = (const char *)at + ENTRY_BYTES;
	for (unsigned n = 0; n < bytes; n++)
		if (name[n] == '/' || name[n] == 0)
			return -EIO;
	*entry = (struct uc_entry){{name, bytes}, uc_little64(path), (uint32_t)at[21] << 12};
	p9->list_at += ENTRY_BYTES + bytes;
	p9->list_cursor = cursor_of(uc_little64(offset));
	return 0;
}

static bool is_dots(const struct uc_name *name)
{
	return name->text[0] == '.' && (name->bytes == 1 || (name->bytes == 2 && name->text[1] == '.'));
}

static int entry(struct uc_inode *folder, uint64_t *cursor, struct uc_entry *entry)
{
	struct p9 *p9 = p9_of(folder);
	uint64_t at = *cursor;
	do {
		bool is_there = p9->listed == p9_inode(folder) && p9->list_cursor == at && p9->list_at < p9->list_bytes;
		int error = is_there ? 0 : read_ahead(p9, folder, at);
		if (!error)
			error = next_entry(p9, entry);
		if (error) {
			p9->listed = NULL;
			return error;
		}
		/* A host that does not move on would never end. */
		if (p9->list_cursor == at)
			return -EIO;
		at = p9->list_cursor;
	} while (is_dots(&entry->name));
	*cursor = at;
	return 0;
}

static int parent(struct uc_inode *folder, struct uc_inode **parent, char *name)
{
	struct p9_inode *inode = p9_inode(folder);
	if (folder->nlink == 0)
		return -ENOENT;
	struct uc_inode *above = inode->parent ? &inode->parent->inode : folder;
	uc_inode_get(above);
	*parent = above;
	memcpy(name, inode->name ? inode->name : "", inode->name ? strlen(inode->name) + 1 : 1);
	return 0;
}

const struct uc_inode_operations p9_folder_operations = {
	.lookup = lookup,
	.make = make,
	.link = link,
	.remove = remove,
	.rename = rename,
	.entry = entry,
	.parent = parent,
	.refresh = p9_refresh,
	.changed = p9_changed,
	.sync = p9_sync,
	.release = p9_release,
};
