/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls that make names: mkdir, mknod, symlink, link; and readlink. */
#include "walk.h"
#include <unicore/errno.h>
#include <unicore/string.h>
#include <unicore/syscall.h>

int walk_to_free_name(struct walk *walk, int descriptor, const char *path, bool folder)
{
	struct uc_inode *inode;
	int error = walk_start(walk, descriptor, path);
	if (error)
		return error;
	if (!walk_is_plain(walk)) {
		error = -EEXIST;
	} else {
		error = walk_lookup(walk, &inode);
		if (!error) {
			uc_inode_put(inode);
			error = -EEXIST;
		} else if (error == -ENOENT) {
			/* A slash behind what is no folder. */
			error = walk->wants_folder && !folder ? -ENOENT : 0;
		}
	}
	if (error)
		walk_end(walk);
	return error;
}

static long make_at(int descriptor, const char *path, uint32_t mode, const char *target)
{
	struct walk walk;
	struct uc_inode *inode;
	int error = walk_to_free_name(&walk, descriptor, path, (mode & UC_S_IFMT) == UC_S_IFDIR);
	if (error)
		return error;
	error = make_inode(walk.folder, walk.name, mode, target, &inode);
	if (!error)
		uc_inode_put(inode);
	walk_end(&walk);
	return error;
}

UC_SYSCALL3(mkdirat, int, descriptor, const char *, path, uint32_t, mode)
{
	return make_at(descriptor, path, UC_S_IFDIR | (mode & 01777), NULL);
}

UC_SYSCALL2(mkdir, const char *, path, uint32_t, mode)
{
	return make_at(UC_AT_FDCWD, path, UC_S_IFDIR | (mode & 01777), NULL);
}

/* Regular files alone: there is nothing that would give a pipe, a socket or a device its life. */
static long make_node(int descriptor, const char *path, uint32_t mode)
{
	switch (mode & UC_S_IFMT) {
	case 0:
	case UC_S_IFREG:
		return make_at(descriptor, path, UC_S_IFREG | (mode & 07777), NULL);
	case UC_S_IFCHR:
	case UC_S_IFBLK:
	case UC_S_IFIFO:
	case UC_S_IFSOCK:
	case UC_S_IFDIR:
		return -EPERM;
	default:
		return -EINVAL;
	}
}

UC_SYSCALL4(mknodat, int, descriptor, const char *, path, uint32_t, mode, uint64_t, device)
{
	(void)device;
	return make_node(descriptor, path, mode);
}

UC_SYSCALL3(mknod, const char *, path, uint32_t, mode, uint64_t, device)
{
	(void)device;
	return make_node(UC_AT_FDCWD, path, mode);
}

static long make_link(const char *target, int descriptor, const char *path)
{
	if (!target)
		return -EFAULT;
	if (!*target)
		return -ENOENT;
	if (strlen(target) >= UC_PATH_MOST)
		return -ENAMETOOLONG;
	return make_at(descriptor, path, UC_S_IFLNK | 0777, target);
}

UC_SYSCALL3(symlinkat, const char *, target, int, descriptor, const char *, path)
{
	return make_link(target, descriptor, path);
}

UC_SYSCALL2(symlink, const char *, target, const char *, path)
{
	return make_link(target, UC_AT_FDCWD, path);
}

static int add_name(struct uc_inode *folder, struct uc_name name, struct uc_inode *inode)
{
	if (folder->filesystem != inode->filesystem)
		return -EXDEV;
	int error = permission(folder, MAY_WRITE | MAY_EXECUTE);
	if (error)
		return error;
	if (folder->nlink == 0)
		return -ENOENT;
	if (uc_inode_is(inode, UC_S_IFDIR) || !folder->operations->link)
		return -EPERM;
	error = folder->operations->link(folder, name, inode);
	if (!error)
		folder->mtime = folder->ctime = inode->ctime = uc_vfs_now();
	return error;
}

static long link_at(int from, const char *path, int to, const char *new_path, int flags)
{
	struct walk walk;
	struct uc_inode *inode;
	if (flags & ~(UC_AT_SYMLINK_FOLLOW | UC_AT_EMPTY_PATH))
		return -EINVAL;
	int error = flags & UC_AT_EMPTY_PATH && path && !*path
			    ? walk_at(from, path, UC_AT_EMPTY_PATH, &inode)
			    : walk_inode(from, path, flags & UC_AT_SYMLINK_FOLLOW, &inode);
	if (error)
		return error;
	error = walk_to_free_name(&walk, to, new_path, false);
	if (!error) {
		error = add_name(walk.folder, walk.name, inode);
		walk_end(&walk);
	}
	uc_inode_put(inode);
	return error;
}

UC_SYSCALL5(linkat, int, from, const char *, path, int, to, const char *, new_path, int, flags)
{
	return link_at(from, path, to, new_path, flags);
}

UC_SYSCALL2(link, const char *, path, const char *, new_path)
{
	return link_at(UC_AT_FDCWD, path, UC_AT_FDCWD, new_path, 0);
}

static long read_link(int descriptor, const char *path, char *buffer, int bytes)
{
	struct uc_inode *inode;
	const char *target;
	if (bytes <= 0)
		return -EINVAL;
	int error = walk_at(descriptor, path, UC_AT_SYMLINK_NOFOLLOW | UC_AT_EMPTY_PATH, &inode);
	if (error)
		return error;
	long result = uc_inode_is(inode, UC_S_IFLNK) ? inode->operations->target(inode, &target) : -EINVAL;
	if (!result && !buffer)
		result = -EFAULT;
	if (!result) {
		size_t length = strlen(target);
		result = length < (size_t)bytes ? (long)length : bytes;
		memcpy(buffer, target, (size_t)result);
	}
	uc_inode_put(inode);
	return result;
}

UC_SYSCALL4(readlinkat, int, descriptor, const char *, path, char *, buffer, int, bytes)
{
	return read_link(descriptor, path, buffer, bytes);
}

/* readlink(2) of an empty path is ENOENT. */
UC_SYSCALL3(readlink, const char *, path, char *, buffer, int, bytes)
{
	return path && !*path ? (bytes <= 0 ? -EINVAL : -ENOENT) : read_link(UC_AT_FDCWD, path, buffer, bytes);
}
