/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What differs between architectures in Linux's ABI of files: arch/x86/include/uapi/asm/stat.h, and the flags of open
 * that x86 takes from asm-generic/fcntl.h. Each architecture's folder has a file of this name.
 */
#ifndef UNICORE_LINUX_ABI_H
#define UNICORE_LINUX_ABI_H

#include <stdint.h>

#define UC_O_DIRECT 040000u
#define UC_O_LARGEFILE 0100000u
#define UC_O_DIRECTORY 0200000u
#define UC_O_NOFOLLOW 0400000u

/** Of struct epoll_event: arch/x86 alone has it as i386 does (include/uapi/linux/eventpoll.h, EPOLL_PACKED). */
#define UC_EPOLL_LAYOUT __attribute__((packed))

/** struct stat of stat, lstat, fstat and newfstatat. */
struct uc_linux_stat {
	uint64_t dev, ino, nlink;
	uint32_t mode, uid, gid, padding;
	uint64_t rdev;
	int64_t size, blksize, blocks;
	struct {
		int64_t seconds;
		uint64_t nanoseconds;
	} atime, mtime, ctime;
	int64_t unused[3];
};

#endif
