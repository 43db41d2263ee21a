/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers of the host's system calls that sockets need: arch/x86/entry/syscalls/syscall_64.tbl of Linux. */
#ifndef HOST_CALLS_H
#define HOST_CALLS_H

enum {
	HOST_CLOSE = 3,
	HOST_IOCTL = 16,
	HOST_SOCKET = 41,
	HOST_CONNECT = 42,
	HOST_SENDTO = 44,
	HOST_RECVFROM = 45,
	HOST_SENDMSG = 46,
	HOST_RECVMSG = 47,
	HOST_SHUTDOWN = 48,
	HOST_BIND = 49,
	HOST_LISTEN = 50,
	HOST_GETSOCKNAME = 51,
	HOST_GETPEERNAME = 52,
	HOST_SETSOCKOPT = 54,
	HOST_GETSOCKOPT = 55,
	HOST_PPOLL = 271,
	HOST_ACCEPT4 = 288,
	HOST_PRLIMIT64 = 302,
};

#endif
