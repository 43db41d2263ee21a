/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers of the host's system calls that disks need: arch/x86/entry/syscalls/syscall_64.tbl of Linux. */
#ifndef HOST_CALLS_H
#define HOST_CALLS_H

enum {
	HOST_CLOSE = 3,
	HOST_LSEEK = 8,
	HOST_PREAD64 = 17,
	HOST_PWRITE64 = 18,
	HOST_FDATASYNC = 75,
	HOST_OPENAT = 257,
	HOST_FALLOCATE = 285,
};

#endif
