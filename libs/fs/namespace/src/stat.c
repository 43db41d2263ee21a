/* SPDX-License-Identifier: BSD-3-Clause */
/* stat, lstat, newfstatat, statx. */
#include "walk.h"
#include <unicore/errno.h>
#include <unicore/string.h>
#include <unicore/syscall.h>

/* With an empty path and AT_EMPTY_PATH any open file will do, also one without an inode. */
static int stat_at(int descriptor, const char *path, int flags, struct uc_stat *stat)
{
	if (flags & UC_AT_EMPTY_PATH && path && !*path && descriptor != UC_AT_FDCWD) {
		struct uc_file *file = uc_descriptor_file(descriptor);
		if (!file)
			return -EBADF;
		int error = uc_file_stat(file, stat);
		uc_file_put(file);
		return error;
	}
	struct uc_inode *inode;
	int error = walk_at(descriptor, path, flags, &inode);
	if (error)
		return error;
	/* Only the inode of it is looked at. */
	struct uc_node_file node = {.inode = inode};
	error = uc_node_stat(&node.file, stat);
	uc_inode_put(inode);
	return error;
}

static long linux_stat(int descriptor, const char *path, int flags, struct uc_linux_stat *result)
{
	struct uc_stat stat;
	if (flags & ~(UC_AT_SYMLINK_NOFOLLOW | UC_AT_NO_AUTOMOUNT | UC_AT_EMPTY_PATH))
		return -EINVAL;
	int error = stat_at(descriptor, path, flags, &stat);
	if (error)
		return error;
	if (!result)
		return -EFAULT;
	uc_stat_to_linux(&stat, result);
	return 0;
}

UC_SYSCALL2(stat, const char *, path, struct uc_linux_stat *, result)
{
	return linux_stat(UC_AT_FDCWD, path, 0, result);
}

UC_SYSCALL2(lstat, const char *, path, struct uc_linux_stat *, result)
{
	return linux_stat(UC_AT_FDCWD, path, UC_AT_SYMLINK_NOFOLLOW, result);
}

UC_SYSCALL4(newfstatat, int, descriptor, const char *, path, struct uc_linux_stat *, result, int, flags)
{
	return linux_stat(descriptor, path, flags, result);
}

/* include/uapi/linux/stat.h */
struct statx_time {
	int64_t seconds;
	uint32_t nanoseconds;
	int32_t reserved;
};

struct statx {
	uint32_t mask, blksize;
	uint64_t attributes;
	uint32_t nlink, uid, gid;
	uint16_t mode, reserved;
	uint64_t ino, size, blocks, attributes_mask;
	struct statx_time atime, btime, ctime, mtime;
	uint32_t rdev_major, rdev_minor, dev_major, dev_minor;
	uint64_t spare[14];
};
_Static_assert(sizeof(struct statx) == 256, "Linux's size");

#define STATX_BASIC_AND_BTIME 0xfffu
#define STATX_RESERVED 0x80000000u
#define AT_STATX_SYNC_TYPE 0x6000

static struct statx_time statx_time(struct uc_time time)
{
	return (struct statx_time){time.seconds, time.nanoseconds, 0};
}

/* The layout of dev_t in the ABI (include/linux/kdev_t.h, new_encode_dev). */
static uint32_t major(uint64_t dev)
{
	return (uint32_t)(dev >> 8) & 0xfff;
}

static uint32_t minor(uint64_t dev)
{
	return (uint32_t)((dev & 0xff) | (dev >> 12 & 0xfff00));
}

UC_SYSCALL5(statx, int, descriptor, const char *, path, int, flags, uint32_t, mask, struct statx *, result)
{
	struct uc_stat stat;
	if (flags & ~(UC_AT_SYMLINK_NOFOLLOW | UC_AT_NO_AUTOMOUNT | UC_AT_EMPTY_PATH | AT_STATX_SYNC_TYPE) ||
	    mask & STATX_RESERVED || (flags & AT_STATX_SYNC_TYPE) == AT_STATX_SYNC_TYPE)
		return -EINVAL;
	int error = stat_at(descriptor, path, flags, &stat);
	if (error)
		return error;
	if (!result)
		return -EFAULT;
	*result = (struct statx){
		.mask = STATX_BASIC_AND_BTIME,
		.blksize = stat.blksize,
		.nlink = stat.nlink,
		.uid = stat.uid,
		.gid = stat.gid,
		.mode = (uint16_t)stat.mode,
		.ino = stat.ino,
		.size = (uint64_t)stat.size,
		.blocks = (uint64_t)stat.blocks,
		.atime = statx_time(stat.atime),
		.btime = statx_time(stat.btime),
		.ctime = statx_time(stat.ctime),
		.mtime = statx_time(stat.mtime),
		.rdev_major = major(stat.rdev),
		.rdev_minor = minor(stat.rdev),
		.dev_major = major(stat.dev),
		.dev_minor = minor(stat.dev),
	};
	return 0;
}
