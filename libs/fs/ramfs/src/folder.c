/* SPDX-License-Identifier: BSD-3-Clause */
/* Folders: making, finding, linking, moving and removing names. Each name holds a reference of its inode. */
#include "ramfs.h"
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/string.h>

static struct entries *entries_of(struct uc_inode *folder)
{
	return &ram_inode(folder)->entries;
}

static bool is_folder(const struct uc_inode *inode)
{
	return uc_inode_is(inode, UC_S_IFDIR);
}

static int lookup(struct uc_inode *folder, struct uc_name name, struct uc_inode **inode)
{
	struct entry *entry = entry_find(entries_of(folder), name);
	if (!entry)
		return -ENOENT;
	uc_inode_get(entry->inode);
	*inode = entry->inode;
	return 0;
}

/* A name in `folder` stands for `inode` from now on; for a folder this is its place. The link count is the caller's. */
static void stand_for(struct uc_inode *folder, struct entry *entry, struct uc_inode *inode)
{
	entry->inode = inode;
	if (!is_folder(inode))
		return;
	entries_of(inode)->parent = folder;
	entries_of(inode)->self = entry;
	folder->nlink++;
}

/* The name no longer stands for its inode. */
static void stand_off(struct uc_inode *folder, const struct entry *entry)
{
	if (!is_folder(entry->inode))
		return;
	entries_of(entry->inode)->parent = NULL;
	entries_of(entry->inode)->self = NULL;
	folder->nlink--;
}

/* What lost its name loses the reference with it. */
static void drop(struct uc_inode *inode)
{
	inode->nlink -= is_folder(inode) ? 2 : 1;
	uc_inode_put(inode);
}

/* Enters a new name for `inode`, with the reference of the caller. */
static int enter(struct uc_inode *folder, struct uc_name name, struct uc_inode *inode)
{
	struct entry *entry = entry_make(name);
	if (!entry)
		return -ENOSPC;
	int error = entries_reserve(entries_of(folder));
	if (error) {
		uc_heap_free(entry);
		return error;
	}
	entry_add(entries_of(folder), entry);
	stand_for(folder, entry, inode);
	return 0;
}

static int make(struct uc_inode *folder, struct uc_name name, const struct uc_new_inode *what, struct uc_inode **inode)
{
	int error = ram_make(folder->filesystem, what, inode);
	if (error)
		return error;
	if (name.bytes == 0) {
		(*inode)->nlink = 0;
		return 0;
	}
	error = enter(folder, name, *inode);
	if (error)
		uc_inode_put(*inode);
	else
		uc_inode_get(*inode);
	return error;
}

static int link(struct uc_inode *folder, struct uc_name name, struct uc_inode *inode)
{
	int error = enter(folder, name, inode);
	if (error)
		return error;
	uc_inode_get(inode);
	inode->nlink++;
	return 0;
}

static int check_empty(struct uc_inode *inode)
{
	return is_folder(inode) && entries_of(inode)->count > 0 ? -ENOTEMPTY : 0;
}

static int remove(struct uc_inode *folder, struct uc_name name)
{
	struct entry *entry = entry_find(entries_of(folder), name);
	if (!entry)
		return -ENOENT;
	int error = check_empty(entry->inode);
	if (error)
		return error;
	stand_off(folder, entry);
	entry_take(entries_of(folder), entry);
	drop(entry->inode);
	uc_heap_free(entry);
	return 0;
}

static void exchange_entries(struct uc_inode *from, struct entry *a, struct uc_inode *to, struct entry *b)
{
	struct uc_inode *first = a->inode, *second = b->inode;
	stand_off(from, a);
	stand_off(to, b);
	stand_for(from, a, second);
	stand_for(to, b, first);
}

static int rename(struct uc_inode *from, struct uc_name from_name, struct uc_inode *to, struct uc_name to_name,
		  bool exchange)
{
	struct entry *source = entry_find(entries_of(from), from_name), *target = entry_find(entries_of(to), to_name);
	if (!source || (exchange && !target))
		return -ENOENT;
	if (exchange) {
		exchange_entries(from, source, to, target);
		return 0;
	}
	int error = target ? check_empty(target->inode) : 0;
	if (error)
		return error;
	struct uc_inode *moved = source->inode, *replaced = target ? target->inode : NULL;
	struct entry *made = target ? NULL : entry_make(to_name);
	if (!target && (!made || entries_reserve(entries_of(to)))) {
		uc_heap_free(made);
		return -ENOSPC;
	}
	if (target)
		stand_off(to, target);
	else
		entry_add(entries_of(to), made);
	stand_off(from, source);
	stand_for(to, target ? target : made, moved);
	entry_take(entries_of(from), source);
	uc_heap_free(source);
	if (replaced)
		drop(replaced);
	return 0;
}

static int next(struct uc_inode *folder, uint64_t *cursor, struct uc_entry *told)
{
	struct entry *entry = entry_from(entries_of(folder), *cursor);
	if (!entry)
		return -ENOENT;
	*told = (struct uc_entry){{entry->name, entry->bytes}, entry->inode->ino, entry->inode->mode};
	*cursor = entry->cursor + 1;
	return 0;
}

static int parent(struct uc_inode *folder, struct uc_inode **above, char *name)
{
	const struct entries *entries = entries_of(folder);
	if (!entries->parent && folder->nlink == 0)
		return -ENOENT;
	*above = entries->parent ? entries->parent : folder;
	uc_inode_get(*above);
	memcpy(name, entries->self ? entries->self->name : "", entries->self ? entries->self->bytes + 1UL : 1);
	return 0;
}

const struct uc_inode_operations folder_operations = {
	.lookup = lookup,
	.make = make,
	.link = link,
	.remove = remove,
	.rename = rename,
	.entry = next,
	.parent = parent,
	.release = ram_release,
};
