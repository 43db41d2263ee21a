/* SPDX-License-Identifier: BSD-3-Clause */
/* Puts the members of an archive into a ramfs. */
#include "cpio.h"
#include <unicore/cpio.h>
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/ramfs.h>
#include <unicore/string.h>

/* A file with several names: the inode that its first name made, until the archive ends. Data come with the last name.
 */
struct linked {
	struct linked *next;
	uint32_t ino, dev_major, dev_minor;
	struct uc_inode *inode;
};

struct unpacker {
	struct uc_inode *root;
	struct linked *linked;
};

static bool next_name(const char **path, struct uc_name *name)
{
	while (**path == '/')
		++*path;
	const char *end = *path;
	while (*end && *end != '/')
		end++;
	*name = (struct uc_name){*path, (size_t)(end - *path)};
	*path = end;
	return name->bytes > 0;
}

static bool is_dots(struct uc_name name, size_t dots)
{
	return name.bytes == dots && memcmp(name.text, "..", dots) == 0;
}

/* Goes into a folder that is there, or makes it. Takes over the reference of `folder`. */
static int enter_folder(struct uc_inode *folder, struct uc_name name, struct uc_inode **inner)
{
	const struct uc_new_inode missing = {.mode = UC_S_IFDIR | 0755};
	int error = folder->operations->lookup(folder, name, inner);
	if (error == -ENOENT)
		error = folder->operations->make(folder, name, &missing, inner);
	uc_inode_put(folder);
	if (!error && !uc_inode_is(*inner, UC_S_IFDIR)) {
		uc_inode_put(*inner);
		error = -ENOTDIR;
	}
	return error;
}

/* The folder of the last name of a path, referenced. The name is empty for the root itself ("."). */
static int find_place(struct uc_inode *root, const char *path, struct uc_inode **folder, struct uc_name *last)
{
	struct uc_name name;
	*last = (struct uc_name){"", 0};
	uc_inode_get(root);
	*folder = root;
	while (next_name(&path, &name)) {
		if (is_dots(name, 1))
			continue;
		int error = is_dots(name, 2) || name.bytes > UC_NAME_MOST ? -EINVAL : 0;
		if (error)
			uc_inode_put(*folder);
		else if (last->bytes > 0)
			error = enter_folder(*folder, *last, folder);
		if (error)
			return error;
		*last = name;
	}
	return 0;
}

static void set_attributes(struct uc_inode *inode, const struct member *member)
{
	inode->mode = (inode->mode & UC_S_IFMT) | (member->mode & 07777);
	inode->uid = member->uid;
	inode->gid = member->gid;
	inode->atime = inode->mtime = inode->ctime = (struct uc_time){member->mtime, 0};
}

static struct linked *find_linked(const struct unpacker *unpacker, const struct member *member)
{
	struct linked *linked = unpacker->linked;
	while (linked && (linked->ino != member->ino || linked->dev_major != member->dev_major ||
			  linked->dev_minor != member->dev_minor))
		linked = linked->next;
	return linked;
}

static int remember(struct unpacker *unpacker, const struct member *member, struct uc_inode *inode)
{
	struct linked *linked = uc_heap_alloc(sizeof *linked);
	if (!linked)
		return -ENOSPC;
	*linked = (struct linked){unpacker->linked, member->ino, member->dev_major, member->dev_minor, inode};
	uc_inode_get(inode);
	unpacker->linked = linked;
	return 0;
}

static void forget_all(struct unpacker *unpacker)
{
	while (unpacker->linked) {
		struct linked *linked = unpacker->linked;
		unpacker->linked = linked->next;
		uc_inode_put(linked->inode);
		uc_heap_free(linked);
	}
}

static int make_file(struct unpacker *unpacker, struct uc_inode *folder, struct uc_name name,
		     const struct member *member, struct uc_inode **inode)
{
	const struct uc_new_inode what = {.mode = UC_S_IFREG};
	struct linked *linked = member->nlink > 1 ? find_linked(unpacker, member) : NULL;
	int error;
	if (linked) {
		*inode = linked->inode;
		error = folder->operations->link(folder, name, *inode);
		if (!error)
			uc_inode_get(*inode);
	} else {
		error = folder->operations->make(folder, name, &what, inode);
		if (!error && member->nlink > 1) {
			error = remember(unpacker, member, *inode);
			if (error)
				uc_inode_put(*inode);
		}
	}
	if (!error && member->data_bytes > 0)
		uc_ramfs_set_content(*inode, member->data, member->data_bytes);
	return error;
}

static int make_link(struct uc_inode *folder, struct uc_name name, const struct member *member, struct uc_inode **inode)
{
	char *target = uc_heap_alloc(member->data_bytes + 1);
	if (!target)
		return -ENOSPC;
	memcpy(target, member->data, member->data_bytes);
	target[member->data_bytes] = 0;
	const struct uc_new_inode what = {.mode = UC_S_IFLNK | 0777, .target = target};
	bool valid =
		member->data_bytes > 0 && strlen(target) == member->data_bytes && member->data_bytes < UC_PATH_MOST;
	int error = valid ? folder->operations->make(folder, name, &what, inode) : -EINVAL;
	uc_heap_free(target);
	return error;
}

/* What has this name already makes room, but for a folder where a folder comes. */
static int make_room(struct uc_inode *folder, struct uc_name name, const struct member *member, struct uc_inode **kept)
{
	int error = folder->operations->lookup(folder, name, kept);
	if (error)
		return error == -ENOENT ? 0 : error;
	bool was_folder = uc_inode_is(*kept, UC_S_IFDIR), is_folder = (member->mode & UC_S_IFMT) == UC_S_IFDIR;
	if (was_folder && is_folder)
		return 0;
	uc_inode_put(*kept);
	*kept = NULL;
	return was_folder ? -EISDIR : folder->operations->remove(folder, name);
}

static int make(struct unpacker *unpacker, struct uc_inode *folder, struct uc_name name, const struct member *member)
{
	const struct uc_new_inode new_folder = {.mode = UC_S_IFDIR};
	struct uc_inode *inode = NULL;
	int error = make_room(folder, name, member, &inode);
	if (error)
		return error;
	switch (member->mode & UC_S_IFMT) {
	case UC_S_IFDIR:
		error = inode ? 0 : folder->operations->make(folder, name, &new_folder, &inode);
		break;
	case UC_S_IFREG:
		error = make_file(unpacker, folder, name, member, &inode);
		break;
	case UC_S_IFLNK:
		error = make_link(folder, name, member, &inode);
		break;
	default:
		error = -EPERM;
	}
	if (error)
		return error;
	set_attributes(inode, member);
	uc_inode_put(inode);
	return 0;
}

static int place(struct unpacker *unpacker, const struct member *member)
{
	struct uc_inode *folder;
	struct uc_name name;
	int error = find_place(unpacker->root, member->name, &folder, &name);
	if (error)
		return error;
	if (name.bytes > 0)
		error = make(unpacker, folder, name, member);
	else if ((member->mode & UC_S_IFMT) == UC_S_IFDIR)
		set_attributes(folder, member);
	else
		error = -EISDIR;
	uc_inode_put(folder);
	return error;
}

int uc_cpio_unpack(struct uc_inode *root, const void *archive, size_t bytes)
{
	struct unpacker unpacker = {.root = root};
	struct member member;
	size_t at = 0;
	int result;
	while ((result = cpio_next(archive, bytes, &at, &member)) > 0) {
		result = place(&unpacker, &member);
		if (result)
			break;
	}
	forget_all(&unpacker);
	return result;
}
