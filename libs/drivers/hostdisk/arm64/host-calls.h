/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers of the host's system calls that disks need: include/uapi/asm-generic/unistd.h of Linux. */
#ifndef HOST_CALLS_H
#define HOST_CALLS_H

enum {
	HOST_FALLOCATE = 47,
	HOST_OPENAT = 56,
	HOST_CLOSE = 57,
	HOST_LSEEK = 62,
	HOST_PREAD64 = 67,
	HOST_PWRITE64 = 68,
	HOST_FDATASYNC = 83,
};

#endif
