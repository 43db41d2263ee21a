/* SPDX-License-Identifier: BSD-3-Clause */
/* fstat, and Linux's structure of it. */
#include <unicore/errno.h>
#include <unicore/file.h>
#include <unicore/platform.h>
#include <unicore/string.h>
#include <unicore/syscall.h>

void uc_stat_to_linux(const struct uc_stat *stat, struct uc_linux_stat *linux_stat)
{
	memset(linux_stat, 0, sizeof *linux_stat);
	linux_stat->dev = stat->dev;
	linux_stat->ino = stat->ino;
	linux_stat->mode = stat->mode;
	linux_stat->nlink = stat->nlink;
	linux_stat->uid = stat->uid;
	linux_stat->gid = stat->gid;
	linux_stat->rdev = stat->rdev;
	linux_stat->size = stat->size;
	linux_stat->blksize = stat->blksize;
	linux_stat->blocks = stat->blocks;
	linux_stat->atime.seconds = stat->atime.seconds;
	linux_stat->atime.nanoseconds = stat->atime.nanoseconds;
	linux_stat->mtime.seconds = stat->mtime.seconds;
	linux_stat->mtime.nanoseconds = stat->mtime.nanoseconds;
	linux_stat->ctime.seconds = stat->ctime.seconds;
	linux_stat->ctime.nanoseconds = stat->ctime.nanoseconds;
}

int uc_file_stat(struct uc_file *file, struct uc_stat *stat)
{
	*stat = (struct uc_stat){0};
	if (file->operations->stat)
		return file->operations->stat(file, stat);
	/* As Linux's anonymous inodes: no type, for the owner alone. */
	stat->mode = 0600;
	stat->nlink = 1;
	stat->blksize = UC_PAGE_BYTES;
	return 0;
}

UC_SYSCALL2(fstat, int, descriptor, struct uc_linux_stat *, result)
{
	struct uc_stat stat;
	struct uc_file *file = uc_descriptor_file(descriptor);
	if (!file)
		return -EBADF;
	long error = result ? uc_file_stat(file, &stat) : -EFAULT;
	if (!error)
		uc_stat_to_linux(&stat, result);
	uc_file_put(file);
	return error;
}
