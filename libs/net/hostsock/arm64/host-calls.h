/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers of the host's system calls that sockets need: include/uapi/asm-generic/unistd.h of Linux. */
#ifndef HOST_CALLS_H
#define HOST_CALLS_H

enum {
	HOST_IOCTL = 29,
	HOST_CLOSE = 57,
	HOST_PPOLL = 73,
	HOST_SOCKET = 198,
	HOST_BIND = 200,
	HOST_LISTEN = 201,
	HOST_CONNECT = 203,
	HOST_GETSOCKNAME = 204,
	HOST_GETPEERNAME = 205,
	HOST_SENDTO = 206,
	HOST_RECVFROM = 207,
	HOST_SETSOCKOPT = 208,
	HOST_GETSOCKOPT = 209,
	HOST_SHUTDOWN = 210,
	HOST_SENDMSG = 211,
	HOST_RECVMSG = 212,
	HOST_ACCEPT4 = 242,
	HOST_PRLIMIT64 = 261,
};

#endif
