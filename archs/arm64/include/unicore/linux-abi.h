/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What differs between architectures in Linux's ABI of files: include/uapi/asm-generic/stat.h, and the flags of open of
 * arch/arm64/include/uapi/asm/fcntl.h. Each architecture's folder has a file of this name.
 */
#ifndef UNICORE_LINUX_ABI_H
#define UNICORE_LINUX_ABI_H

#include <stdint.h>

#define UC_O_DIRECTORY 040000u
#define UC_O_NOFOLLOW 0100000u
#define UC_O_DIRECT 0200000u
#define UC_O_LARGEFILE 0400000u

/** Of struct epoll_event: as C lays it out (include/uapi/linux/eventpoll.h). */
#define UC_EPOLL_LAYOUT

/** struct stat of fstat and newfstatat. */
struct uc_linux_stat {
	uint64_t dev, ino;
	uint32_t mode, nlink, uid, gid;
	uint64_t rdev, padding;
	int64_t size;
	int32_t blksize, padding2;
	int64_t blocks;
	struct {
		int64_t seconds;
		uint64_t nanoseconds;
	} atime, mtime, ctime;
	uint32_t unused[2];
};

#endif
