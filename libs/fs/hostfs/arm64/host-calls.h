/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers of the host's system calls that folders need: include/uapi/asm-generic/unistd.h of Linux. */
#ifndef HOST_CALLS_H
#define HOST_CALLS_H

enum {
	HOST_MKDIRAT = 34,
	HOST_UNLINKAT = 35,
	HOST_SYMLINKAT = 36,
	HOST_LINKAT = 37,
	HOST_FSTATFS = 44,
	HOST_FTRUNCATE = 46,
	HOST_FCHMOD = 52,
	HOST_FCHMODAT = 53,
	HOST_FCHOWNAT = 54,
	HOST_OPENAT = 56,
	HOST_CLOSE = 57,
	HOST_GETDENTS64 = 61,
	HOST_LSEEK = 62,
	HOST_PREADV = 69,
	HOST_PWRITEV = 70,
	HOST_READLINKAT = 78,
	HOST_NEWFSTATAT = 79,
	HOST_FSYNC = 82,
	HOST_UTIMENSAT = 88,
	HOST_RENAMEAT2 = 276,
};

#endif
