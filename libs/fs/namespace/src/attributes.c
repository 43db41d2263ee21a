/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls that change attributes: chmod, chown, utimensat, truncate, in their forms by path and by descriptor. */
#include "walk.h"
#include <unicore/errno.h>
#include <unicore/syscall.h>

static int may_change(const struct uc_inode *inode)
{
	return inode->filesystem->read_only ? -EROFS : owns(inode) ? 0 : -EPERM;
}

static int changed(struct uc_inode *inode)
{
	inode->ctime = uc_vfs_now();
	return inode->operations->changed ? inode->operations->changed(inode) : 0;
}

/* The inode of an open file, with a reference. Other files than those of inodes have attributes that nobody can change.
 */
static int of_descriptor(int descriptor, struct uc_inode **inode)
{
	struct uc_file *file = uc_descriptor_file(descriptor);
	if (!file)
		return -EBADF;
	*inode = file->flags & UC_O_PATH ? NULL : uc_file_inode(file);
	int error = *inode ? 0 : file->flags & UC_O_PATH ? -EBADF : -EPERM;
	if (*inode)
		uc_inode_get(*inode);
	uc_file_put(file);
	return error;
}

static int change_mode(struct uc_inode *inode, uint32_t mode)
{
	int error = uc_inode_is(inode, UC_S_IFLNK) ? -EOPNOTSUPP : may_change(inode);
	if (error)
		return error;
	inode->mode = (inode->mode & UC_S_IFMT) | (mode & 07777);
	return changed(inode);
}

static long chmod_at(int descriptor, const char *path, uint32_t mode)
{
	struct uc_inode *inode;
	int error = walk_inode(descriptor, path, true, &inode);
	if (error)
		return error;
	error = change_mode(inode, mode);
	uc_inode_put(inode);
	return error;
}

UC_SYSCALL2(chmod, const char *, path, uint32_t, mode)
{
	return chmod_at(UC_AT_FDCWD, path, mode);
}

UC_SYSCALL3(fchmodat, int, descriptor, const char *, path, uint32_t, mode)
{
	return chmod_at(descriptor, path, mode);
}

UC_SYSCALL2(fchmod, int, descriptor, uint32_t, mode)
{
	struct uc_inode *inode;
	int error = of_descriptor(descriptor, &inode);
	if (error)
		return error;
	error = change_mode(inode, mode);
	uc_inode_put(inode);
	return error;
}

#define KEEP UINT32_MAX

/* The superuser gives files away; an owner may only name what is already so. */
static int change_owner(struct uc_inode *inode, uint32_t user, uint32_t group)
{
	int error = may_change(inode);
	if (error)
		return error;
	bool same = (user == KEEP || user == inode->uid) && (group == KEEP || group == inode->gid);
	if (!same && !is_superuser())
		return -EPERM;
	if (user != KEEP)
		inode->uid = user;
	if (group != KEEP)
		inode->gid = group;
	if (!uc_inode_is(inode, UC_S_IFDIR)) {
		enum { SET_USER_ID = 04000, SET_GROUP_ID = 02000, GROUP_EXECUTES = 010 };
		inode->mode &= ~(uint32_t)(inode->mode & GROUP_EXECUTES ? SET_USER_ID | SET_GROUP_ID : SET_USER_ID);
	}
	return changed(inode);
}

static long chown_at(int descriptor, const char *path, uint32_t user, uint32_t group, int flags)
{
	struct uc_inode *inode;
	if (flags & ~(UC_AT_SYMLINK_NOFOLLOW | UC_AT_EMPTY_PATH))
		return -EINVAL;
	int error = walk_at(descriptor, path, flags, &inode);
	if (error)
		return error;
	error = change_owner(inode, user, group);
	uc_inode_put(inode);
	return error;
}

UC_SYSCALL3(chown, const char *, path, uint32_t, user, uint32_t, group)
{
	return chown_at(UC_AT_FDCWD, path, user, group, 0);
}

UC_SYSCALL3(lchown, const char *, path, uint32_t, user, uint32_t, group)
{
	return chown_at(UC_AT_FDCWD, path, user, group, UC_AT_SYMLINK_NOFOLLOW);
}

UC_SYSCALL5(fchownat, int, descriptor, const char *, path, uint32_t, user, uint32_t, group, int, flags)
{
	return chown_at(descriptor, path, user, group, flags);
}

UC_SYSCALL3(fchown, int, descriptor, uint32_t, user, uint32_t, group)
{
	struct uc_inode *inode;
	int error = of_descriptor(descriptor, &inode);
	if (error)
		return error;
	error = change_owner(inode, user, group);
	uc_inode_put(inode);
	return error;
}

struct timespec {
	int64_t seconds, nanoseconds;
};

#define UTIME_NOW 0x3fffffff
#define UTIME_OMIT 0x3ffffffe

static bool valid(const struct timespec *time)
{
	return time->nanoseconds == UTIME_NOW || time->nanoseconds == UTIME_OMIT ||
	       (time->nanoseconds >= 0 && time->nanoseconds < 1000000000);
}

static void set_time(struct uc_time *time, const struct timespec *to)
{
	if (!to || to->nanoseconds == UTIME_NOW)
		*time = uc_vfs_now();
	else if (to->nanoseconds != UTIME_OMIT)
		*time = (struct uc_time){to->seconds, (uint32_t)to->nanoseconds};
}

static int change_times(struct uc_inode *inode, const struct timespec *times)
{
	bool now = !times || (times[0].nanoseconds == UTIME_NOW && times[1].nanoseconds == UTIME_NOW);
	if (times && (!valid(&times[0]) || !valid(&times[1])))
		return -EINVAL;
	if (times && times[0].nanoseconds == UTIME_OMIT && times[1].nanoseconds == UTIME_OMIT)
		return 0;
	/* Who may write may say that it was just now. */
	int error = may_change(inode);
	if (error == -EPERM && now)
		error = permission(inode, MAY_WRITE);
	if (error)
		return error;
	set_time(&inode->atime, times);
	set_time(&inode->mtime, times ? times + 1 : NULL);
	return changed(inode);
}

/* Without a path: futimens. */
UC_SYSCALL4(utimensat, int, descriptor, const char *, path, const struct timespec *, times, int, flags)
{
	struct uc_inode *inode;
	if (flags & ~(UC_AT_SYMLINK_NOFOLLOW | UC_AT_EMPTY_PATH) || (!path && flags))
		return -EINVAL;
	if (!path && descriptor == UC_AT_FDCWD)
		return -EFAULT;
	int error = path ? walk_at(descriptor, path, flags, &inode) : of_descriptor(descriptor, &inode);
	if (error)
		return error;
	error = change_times(inode, times);
	uc_inode_put(inode);
	return error;
}

static int resize(struct uc_inode *inode, int64_t bytes)
{
	if (uc_inode_is(inode, UC_S_IFDIR))
		return -EISDIR;
	if (!uc_inode_is(inode, UC_S_IFREG) || !inode->operations->resize)
		return -EINVAL;
	int error = permission(inode, MAY_WRITE);
	if (!error)
		error = inode->operations->resize(inode, bytes);
	if (error)
		return error;
	drop_set_id(inode);
	inode->mtime = uc_vfs_now();
	return changed(inode);
}

UC_SYSCALL2(truncate, const char *, path, int64_t, bytes)
{
	struct uc_inode *inode;
	if (bytes < 0)
		return -EINVAL;
	int error = walk_inode(UC_AT_FDCWD, path, true, &inode);
	if (error)
		return error;
	error = resize(inode, bytes);
	uc_inode_put(inode);
	return error;
}
