/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Short forms of the calls, all over loopback. The file is also compiled against the host (tests/conformance), where
 * unicore/call.h asks Linux: so it uses nothing of the image but that, threads and the clock.
 */
#ifndef SUPPORT_H
#define SUPPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicore/call.h>
#include <unicore/errno.h>
#include <unicore/linux-socket.h>
#include <unicore/party.h>
#include <unicore/test.h>

#define STREAM UC_SOCK_STREAM
#define DATAGRAM UC_SOCK_DGRAM
#define NONBLOCK UC_SOCK_NONBLOCK

struct pollfd {
	int32_t descriptor;
	int16_t events, returned;
};

static inline uint16_t network(uint16_t port)
{
	return (uint16_t)(port << 8 | port >> 8);
}

static inline struct uc_address4 loopback(uint16_t port)
{
	return (struct uc_address4){.family = UC_AF_INET, .port = network(port), .address = {127, 0, 0, 1}};
}

static inline int open4(unsigned type)
{
	return (int)UC_CALL(socket, UC_AF_INET, type, 0);
}

/* Binds to a free port of loopback and returns it, or 0. */
static inline uint16_t bind_any(int descriptor)
{
	struct uc_address4 address = loopback(0);
	uint32_t bytes = sizeof address;
	if (UC_CALL(bind, descriptor, &address, sizeof address) < 0 ||
	    UC_CALL(getsockname, descriptor, &address, &bytes) < 0)
		return 0;
	return network(address.port);
}

static inline long connect_to(int descriptor, uint16_t port)
{
	struct uc_address4 address = loopback(port);
	return UC_CALL(connect, descriptor, &address, sizeof address);
}

static inline long send_bytes(int descriptor, const void *bytes, size_t count, unsigned flags)
{
	return UC_CALL(sendto, descriptor, bytes, count, flags, 0, 0);
}

static inline long receive_bytes(int descriptor, void *bytes, size_t count, unsigned flags)
{
	return UC_CALL(recvfrom, descriptor, bytes, count, flags, 0, 0);
}

/* The events that are there within a second. */
static inline int wait_for(int descriptor, int events)
{
	struct pollfd entry = {descriptor, (int16_t)events, 0};
	long count = UC_CALL(poll, &entry, 1, 1000);
	return count < 0 ? (int)count : entry.returned;
}

/* The events that are there now. */
static inline int events_now(int descriptor, int events)
{
	struct pollfd entry = {descriptor, (int16_t)events, 0};
	long count = UC_CALL(poll, &entry, 1, 0);
	return count < 0 ? (int)count : entry.returned;
}

static inline int option(int descriptor, int level, int name)
{
	int value = -1;
	uint32_t bytes = sizeof value;
	long error = UC_CALL(getsockopt, descriptor, level, name, &value, &bytes);
	return error < 0 ? (int)error : value;
}

static inline long set_option(int descriptor, int level, int name, int value)
{
	return UC_CALL(setsockopt, descriptor, level, name, &value, sizeof value);
}

/* A listening socket and the two ends of a connection to it. */
struct connection {
	int listener, client, server;
	uint16_t port;
};

static inline bool connection_open(struct connection *made, unsigned flags)
{
	*made = (struct connection){open4(STREAM), open4(STREAM), -1, 0};
	made->port = bind_any(made->listener);
	if (!made->port || UC_CALL(listen, made->listener, 8) < 0 || connect_to(made->client, made->port) < 0)
		return false;
	made->server = (int)UC_CALL(accept4, made->listener, 0, 0, flags);
	if (flags & NONBLOCK)
		UC_CALL(fcntl, made->client, 4, UC_O_RDWR | UC_O_NONBLOCK); /* F_SETFL */
	return made->server >= 0;
}

static inline void connection_close(struct connection *made)
{
	UC_CALL(close, made->server);
	UC_CALL(close, made->client);
	UC_CALL(close, made->listener);
}

#endif
