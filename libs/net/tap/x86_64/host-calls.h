/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers of the host's system calls that taps need: arch/x86/entry/syscalls/syscall_64.tbl of Linux. */
#ifndef HOST_CALLS_H
#define HOST_CALLS_H

enum {
	HOST_READV = 19,
	HOST_WRITEV = 20,
	HOST_CLOSE = 3,
	HOST_IOCTL = 16,
	HOST_OPENAT = 257,
};

#endif
