/* SPDX-License-Identifier: BSD-3-Clause */
/* open, openat, openat2, creat: find or make an inode, check what is asked for, give it a descriptor. */
#include "walk.h"
#include <unicore/errno.h>
#include <unicore/string.h>
#include <unicore/syscall.h>

int make_inode(struct uc_inode *folder, struct uc_name name, uint32_t mode, const char *target, struct uc_inode **inode)
{
	enum { SET_GROUP_ID = 02000 };
	struct uc_new_inode what = {.mode = mode, .target = target};
	int error = permission(folder, MAY_WRITE | MAY_EXECUTE);
	if (error)
		return error;
	if (folder->nlink == 0)
		return -ENOENT; /* removed, and somebody's working folder still */
	if (!folder->operations->make)
		return -EPERM;
	set_owner(&what);
	if (folder->mode & SET_GROUP_ID) {
		what.gid = folder->gid;
		if ((mode & UC_S_IFMT) == UC_S_IFDIR)
			what.mode |= SET_GROUP_ID;
	}
	if ((mode & UC_S_IFMT) != UC_S_IFLNK)
		what.mode &= ~creation_mask;
	error = folder->operations->make(folder, name, &what, inode);
	if (!error && name.bytes > 0)
		folder->mtime = folder->ctime = uc_vfs_now();
	return error;
}

/* What the flags ask of an inode that is there. `made`: just now, so that its mode does not count. */
static int check_inode(struct uc_inode *inode, unsigned flags, bool made)
{
	unsigned access = flags & UC_O_ACCMODE;
	bool writes = access != UC_O_RDONLY || flags & UC_O_TRUNC;
	if (flags & UC_O_DIRECTORY && !uc_inode_is(inode, UC_S_IFDIR))
		return -ENOTDIR;
	if (flags & UC_O_PATH)
		return 0;
	if (uc_inode_is(inode, UC_S_IFLNK))
		return -ELOOP;
	if (uc_inode_is(inode, UC_S_IFDIR) && (writes || flags & UC_O_CREAT))
		return -EISDIR;
	if (uc_inode_is(inode, UC_S_IFSOCK) || uc_inode_is(inode, UC_S_IFIFO) ||
	    ((uc_inode_is(inode, UC_S_IFCHR) || uc_inode_is(inode, UC_S_IFBLK)) && !inode->operations->open))
		return -ENXIO;
	if (flags & UC_O_NOATIME && !owns(inode))
		return -EPERM;
	return made ? 0 : permission(inode, (access != UC_O_WRONLY ? MAY_READ : 0) | (writes ? MAY_WRITE : 0));
}

static int open_inode(struct uc_inode *inode, unsigned flags, bool made, struct uc_file **file)
{
	int error = check_inode(inode, flags, made);
	if (error)
		return error;
	unsigned kept = flags & ~(UC_O_CREAT | UC_O_EXCL | UC_O_NOCTTY | UC_O_TRUNC | UC_O_CLOEXEC | UC_O_NOFOLLOW);
	if (flags & UC_O_PATH)
		return uc_node_open(inode, NULL, flags & (UC_O_PATH | UC_O_DIRECTORY | UC_O_NOFOLLOW), file);
	if (inode->operations->open)
		return inode->operations->open(inode, kept, file);
	error = uc_node_open(inode, NULL, kept, file);
	if (!error && flags & UC_O_TRUNC && uc_inode_is(inode, UC_S_IFREG) && !made) {
		error = (*file)->operations->truncate(*file, 0);
		if (error)
			uc_file_put(*file);
	}
	return error;
}

/* The last component with O_CREAT: made when it is not there, followed when it is a link. */
static int find_or_make(struct walk *walk, unsigned flags, uint32_t mode, struct uc_inode **inode, bool *made)
{
	for (;;) {
		if (walk->wants_folder || !walk_is_plain(walk))
			return -EISDIR;
		int error = walk_lookup(walk, inode);
		if (error == -ENOENT) {
			*made = true;
			return make_inode(walk->folder, walk->name, UC_S_IFREG | mode, NULL, inode);
		}
		if (error)
			return error;
		if (flags & UC_O_EXCL) {
			uc_inode_put(*inode);
			return -EEXIST;
		}
		if (!uc_inode_is(*inode, UC_S_IFLNK) || flags & UC_O_NOFOLLOW)
			return 0;
		error = walk_follow(walk, *inode);
		uc_inode_put(*inode);
		if (error)
			return error;
	}
}

static int make_unnamed(int descriptor, const char *path, unsigned flags, uint32_t mode, struct uc_inode **inode)
{
	struct uc_inode *folder;
	if ((flags & UC_O_ACCMODE) == UC_O_RDONLY)
		return -EINVAL;
	int error = walk_inode(descriptor, path, true, &folder);
	if (error)
		return error;
	error = uc_inode_is(folder, UC_S_IFDIR)
			? make_inode(folder, (struct uc_name){"", 0}, UC_S_IFREG | mode, NULL, inode)
			: -ENOTDIR;
	uc_inode_put(folder);
	return error;
}

static int find(int descriptor, const char *path, unsigned flags, uint32_t mode, struct uc_inode **inode, bool *made)
{
	struct walk walk;
	*made = false;
	if ((flags & UC_O_TMPFILE) == UC_O_TMPFILE) {
		*made = true;
		return make_unnamed(descriptor, path, flags, mode, inode);
	}
	if (!(flags & UC_O_CREAT))
		return walk_inode(descriptor, path, !(flags & UC_O_NOFOLLOW), inode);
	if (flags & UC_O_DIRECTORY)
		return -EINVAL;
	int error = walk_start(&walk, descriptor, path);
	if (error)
		return error;
	error = find_or_make(&walk, flags, mode, inode, made);
	walk_end(&walk);
	return error;
}

static long open_at(int descriptor, const char *path, unsigned flags, uint32_t mode)
{
	struct uc_inode *inode;
	struct uc_file *file;
	bool made;
	if (flags & UC_O_PATH)
		flags &= UC_O_PATH | UC_O_DIRECTORY | UC_O_NOFOLLOW | UC_O_CLOEXEC;
	int error = find(descriptor, path, flags, mode & 07777, &inode, &made);
	if (error)
		return error;
	unsigned asked = (flags & UC_O_TMPFILE) == UC_O_TMPFILE ? flags & ~UC_O_TMPFILE : flags;
	error = open_inode(inode, asked, made, &file);
	uc_inode_put(inode);
	if (error)
		return error;
	int opened = uc_descriptor_install(file, 0, flags & UC_O_CLOEXEC);
	if (opened < 0)
		uc_file_put(file);
	return opened;
}

UC_SYSCALL3(open, const char *, path, unsigned, flags, uint32_t, mode)
{
	return open_at(UC_AT_FDCWD, path, flags, mode);
}

UC_SYSCALL4(openat, int, descriptor, const char *, path, unsigned, flags, uint32_t, mode)
{
	return open_at(descriptor, path, flags, mode);
}

UC_SYSCALL2(creat, const char *, path, uint32_t, mode)
{
	return open_at(UC_AT_FDCWD, path, UC_O_CREAT | UC_O_WRONLY | UC_O_TRUNC, mode);
}

/* include/uapi/linux/openat2.h. Ways of resolving are refused as unknown, as older kernels refuse them. */
struct how {
	uint64_t flags, mode, resolve;
};

UC_SYSCALL4(openat2, int, descriptor, const char *, path, const struct how *, how, size_t, bytes)
{
	if (bytes < sizeof *how)
		return -EINVAL;
	if (!how)
		return -EFAULT;
	if (bytes > sizeof *how)
		return -E2BIG;
	if (how->resolve || how->flags > UINT32_MAX || how->mode & ~07777UL ||
	    (how->mode && !(how->flags & UC_O_CREAT) && (how->flags & UC_O_TMPFILE) != UC_O_TMPFILE))
		return -EINVAL;
	return open_at(descriptor, path, (unsigned)how->flags, (uint32_t)how->mode);
}
