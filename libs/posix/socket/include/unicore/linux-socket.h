/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Linux's ABI of sockets, as far as architectures agree (include/linux/socket.h, include/uapi/asm-generic/socket.h,
 * include/uapi/linux/{in,in6,tcp}.h). Names carry UC_, so that a test may include its libc's headers too.
 */
#ifndef UNICORE_LINUX_SOCKET_H
#define UNICORE_LINUX_SOCKET_H

#include <stddef.h>
#include <stdint.h>
#include <unicore/file.h>

#define UC_AF_UNSPEC 0
#define UC_AF_UNIX 1
#define UC_AF_INET 2
#define UC_AF_INET6 10

#define UC_SOCK_STREAM 1
#define UC_SOCK_DGRAM 2
#define UC_SOCK_SEQPACKET 5
#define UC_SOCK_TYPE 0xf
#define UC_SOCK_NONBLOCK 04000u
#define UC_SOCK_CLOEXEC 02000000u

#define UC_SHUT_RD 0
#define UC_SHUT_WR 1
#define UC_SHUT_RDWR 2

#define UC_MSG_OOB 0x1u
#define UC_MSG_PEEK 0x2u
#define UC_MSG_CTRUNC 0x8u
#define UC_MSG_TRUNC 0x20u
#define UC_MSG_DONTWAIT 0x40u
#define UC_MSG_WAITALL 0x100u
#define UC_MSG_ERRQUEUE 0x2000u
#define UC_MSG_NOSIGNAL 0x4000u
#define UC_MSG_MORE 0x8000u
#define UC_MSG_WAITFORONE 0x10000u
#define UC_MSG_CMSG_CLOEXEC 0x40000000u

#define UC_IPPROTO_IP 0
#define UC_IPPROTO_TCP 6
#define UC_IPPROTO_UDP 17
#define UC_IPPROTO_IPV6 41

#define UC_SOL_SOCKET 1
#define UC_SO_REUSEADDR 2
#define UC_SO_TYPE 3
#define UC_SO_ERROR 4
#define UC_SO_SNDBUF 7
#define UC_SO_RCVBUF 8
#define UC_SO_KEEPALIVE 9
#define UC_SO_LINGER 13
#define UC_SO_REUSEPORT 15
#define UC_SO_RCVTIMEO 20
#define UC_SO_SNDTIMEO 21
#define UC_SO_ACCEPTCONN 30
#define UC_SO_PROTOCOL 38
#define UC_SO_DOMAIN 39

#define UC_TCP_NODELAY 1
#define UC_TCP_CORK 3

#define UC_IPV6_V6ONLY 26

/** struct sockaddr_in and sockaddr_in6; ports and addresses in network byte order. */
struct uc_address4 {
	uint16_t family, port;
	uint8_t address[4];
	uint8_t zero[8];
};

struct uc_address6 {
	uint16_t family, port;
	uint32_t flow;
	uint8_t address[16];
	uint32_t scope;
};

/** struct sockaddr_storage: room for an address of any family. */
#define UC_ADDRESS_MOST 128u
union uc_address {
	uint16_t family;
	struct uc_address4 v4;
	struct uc_address6 v6;
	uint8_t bytes[UC_ADDRESS_MOST];
	uint64_t alignment;
};

/** struct msghdr as the kernel has it. */
struct uc_message {
	void *address;
	uint32_t address_bytes; /* room, then length */
	struct uc_iovec *vector;
	size_t count;
	void *control;
	size_t control_bytes; /* room, then length */
	uint32_t flags;       /* told by a receive */
};

/** struct mmsghdr. */
struct uc_message_of_many {
	struct uc_message message;
	uint32_t bytes;
};

#endif
