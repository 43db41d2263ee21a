/* SPDX-License-Identifier: BSD-3-Clause */
/* The walk along a path: components, "..", mount points, symbolic links. */
#include "walk.h"
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/string.h>

/* As many as Linux follows (MAXSYMLINKS). */
#define MOST_LINKS 40

static bool is_dot(struct uc_name name)
{
	return name.bytes == 1 && name.text[0] == '.';
}

static bool is_dots(struct uc_name name)
{
	return name.bytes == 2 && name.text[0] == '.' && name.text[1] == '.';
}

bool walk_is_plain(const struct walk *walk)
{
	return !is_dot(walk->name) && !is_dots(walk->name);
}

/* The root of what is mounted here, or the inode itself; takes over the reference. */
static struct uc_inode *uncover(struct uc_inode *inode)
{
	while (inode->mounted) {
		struct uc_inode *root = inode->mounted->root;
		uc_inode_get(root);
		uc_inode_put(inode);
		inode = root;
	}
	return inode;
}

int folder_above(struct uc_inode *folder, struct uc_inode **above, char *name)
{
	while (folder == folder->filesystem->root && folder->filesystem->covered)
		folder = folder->filesystem->covered;
	if (folder == uc_vfs_root()) {
		uc_inode_get(folder);
		*above = folder;
		name[0] = 0;
		return 0;
	}
	int error = folder->operations->parent(folder, above, name);
	if (!error)
		*above = uncover(*above);
	return error;
}

static int step(struct uc_inode *folder, struct uc_name name, struct uc_inode **inode)
{
	int error = permission(folder, MAY_EXECUTE);
	if (error)
		return error;
	if (is_dot(name)) {
		uc_inode_get(folder);
		*inode = folder;
		return 0;
	}
	if (is_dots(name)) {
		char unused[UC_NAME_MOST + 1];
		return folder_above(folder, inode, unused);
	}
	error = folder->operations->lookup(folder, name, inode);
	if (!error)
		*inode = uncover(*inode);
	return error;
}

int walk_lookup(const struct walk *walk, struct uc_inode **inode)
{
	return step(walk->folder, walk->name, inode);
}

/* Takes the next component off the rest. */
static int take(struct walk *walk)
{
	const char *end = walk->rest;
	while (*end && *end != '/')
		end++;
	walk->name = (struct uc_name){walk->rest, (size_t)(end - walk->rest)};
	walk->wants_folder = *end == '/';
	while (*end == '/')
		end++;
	walk->rest = end;
	return walk->name.bytes > UC_NAME_MOST ? -ENAMETOOLONG : 0;
}

static int set_folder(struct walk *walk, struct uc_inode *folder)
{
	uc_inode_put(walk->folder);
	walk->folder = folder;
	return uc_inode_is(folder, UC_S_IFDIR) ? 0 : -ENOTDIR;
}

/* The target takes the place of what was taken; what remains of the path stays behind it. */
static int substitute(struct walk *walk, struct uc_inode *link)
{
	const char *target;
	if (++walk->links > MOST_LINKS)
		return -ELOOP;
	int error = link->operations->target(link, &target);
	if (error)
		return error;
	size_t head = strlen(target), tail = strlen(walk->rest);
	if (head == 0)
		return -ENOENT;
	char *path = uc_heap_alloc(head + tail + 2);
	if (!path)
		return -ENOMEM;
	memcpy(path, target, head);
	path[head] = walk->wants_folder ? '/' : 0;
	memcpy(path + head + 1, walk->rest, tail + 1);
	uc_heap_free(walk->owned);
	walk->owned = path;
	walk->rest = path;
	if (path[0] == '/') {
		uc_inode_get(uc_vfs_root());
		return set_folder(walk, uc_vfs_root());
	}
	return 0;
}

/* Goes on until the last component was taken. */
static int advance(struct walk *walk)
{
	for (;;) {
		while (*walk->rest == '/')
			walk->rest++;
		if (!*walk->rest) {
			walk->name = (struct uc_name){".", 1};
			walk->wants_folder = true;
			return 0;
		}
		int error = take(walk);
		if (error || !*walk->rest)
			return error;
		struct uc_inode *inode;
		error = step(walk->folder, walk->name, &inode);
		if (error)
			return error;
		if (uc_inode_is(inode, UC_S_IFLNK)) {
			error = substitute(walk, inode);
			uc_inode_put(inode);
		} else {
			error = set_folder(walk, inode);
		}
		if (error)
			return error;
	}
}

static int start_folder(int descriptor, const char *path, struct uc_inode **folder)
{
	if (path[0] == '/' || descriptor == UC_AT_FDCWD) {
		if (path[0] != '/')
			return working_folder(folder);
		*folder = uc_vfs_root();
		if (!*folder)
			return -ENOENT;
		uc_inode_get(*folder);
		return 0;
	}
	struct uc_file *file = uc_descriptor_file(descriptor);
	if (!file)
		return -EBADF;
	struct uc_inode *inode = uc_file_inode(file);
	int error = inode && uc_inode_is(inode, UC_S_IFDIR) ? 0 : -ENOTDIR;
	if (!error) {
		uc_inode_get(inode);
		*folder = inode;
	}
	uc_file_put(file);
	return error;
}

int walk_start(struct walk *walk, int descriptor, const char *path)
{
	if (!path)
		return -EFAULT;
	if (!*path)
		return -ENOENT;
	if (strlen(path) >= UC_PATH_MOST)
		return -ENAMETOOLONG;
	*walk = (struct walk){.rest = path};
	int error = start_folder(descriptor, path, &walk->folder);
	if (error)
		return error;
	error = advance(walk);
	if (error)
		walk_end(walk);
	return error;
}

int walk_follow(struct walk *walk, struct uc_inode *link)
{
	int error = substitute(walk, link);
	return error ? error : advance(walk);
}

void walk_end(struct walk *walk)
{
	uc_inode_put(walk->folder);
	uc_heap_free(walk->owned);
}

static int walk_last(struct walk *walk, bool follow, struct uc_inode **inode)
{
	for (;;) {
		int error = walk_lookup(walk, inode);
		if (error)
			return error;
		if (uc_inode_is(*inode, UC_S_IFLNK) && (follow || walk->wants_folder)) {
			error = walk_follow(walk, *inode);
			uc_inode_put(*inode);
			if (error)
				return error;
			continue;
		}
		if (!walk->wants_folder || uc_inode_is(*inode, UC_S_IFDIR))
			return 0;
		uc_inode_put(*inode);
		return -ENOTDIR;
	}
}

int walk_inode(int descriptor, const char *path, bool follow, struct uc_inode **inode)
{
	struct walk walk;
	int error = walk_start(&walk, descriptor, path);
	if (error)
		return error;
	error = walk_last(&walk, follow, inode);
	walk_end(&walk);
	return error;
}

static int inode_of_descriptor(int descriptor, struct uc_inode **inode)
{
	if (descriptor == UC_AT_FDCWD)
		return working_folder(inode);
	struct uc_file *file = uc_descriptor_file(descriptor);
	if (!file)
		return -EBADF;
	*inode = uc_file_inode(file);
	if (*inode)
		uc_inode_get(*inode);
	uc_file_put(file);
	return *inode ? 0 : -EINVAL;
}

int walk_at(int descriptor, const char *path, int flags, struct uc_inode **inode)
{
	if (flags & UC_AT_EMPTY_PATH && path && !*path)
		return inode_of_descriptor(descriptor, inode);
	return walk_inode(descriptor, path, !(flags & UC_AT_SYMLINK_NOFOLLOW), inode);
}

int uc_vfs_lookup(const char *path, struct uc_inode **inode)
{
	return walk_inode(UC_AT_FDCWD, path, true, inode);
}
