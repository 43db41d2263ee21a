/* SPDX-License-Identifier: BSD-3-Clause */
/* Short forms for the tests over the model of a device: 10.70.0.1 is the image, 10.70.0.99 the mirror. */
#ifndef NET_H
#define NET_H

#include "model.h"
#include <unicore/call.h>
#include <unicore/clock.h>
#include <unicore/errno.h>
#include <unicore/linux-socket.h>
#include <unicore/party.h>
#include <unicore/test.h>

#define PATIENCE_NS (20 * UC_NS_PER_SECOND)

static inline struct uc_address4 at4(uint8_t last, uint16_t port)
{
	return (struct uc_address4){
		.family = UC_AF_INET, .port = __builtin_bswap16(port), .address = {10, 70, 0, last}};
}

/** What would block gives up after this time, so that a test ends. */
static inline int patient(int descriptor, int64_t ms)
{
	int64_t time[2] = {ms / 1000, ms % 1000 * 1000};
	UC_CALL(setsockopt, descriptor, UC_SOL_SOCKET, UC_SO_RCVTIMEO, time, sizeof time);
	UC_CALL(setsockopt, descriptor, UC_SOL_SOCKET, UC_SO_SNDTIMEO, time, sizeof time);
	return descriptor;
}

static inline int listen4(uint16_t port)
{
	struct uc_address4 own = at4(1, port);
	int listener = patient((int)UC_CALL(socket, UC_AF_INET, UC_SOCK_STREAM, 0), 20000);
	UC_CHECK_EQUAL(UC_CALL(bind, listener, &own, sizeof own), 0);
	UC_CHECK_EQUAL(UC_CALL(listen, listener, 2000), 0);
	return listener;
}

static inline int connect4_within(uint16_t port, int64_t ms)
{
	struct uc_address4 other = at4(99, port);
	int client = patient((int)UC_CALL(socket, UC_AF_INET, UC_SOCK_STREAM, 0), ms);
	long error = UC_CALL(connect, client, &other, sizeof other);
	if (error) {
		UC_CALL(close, client);
		return (int)error;
	}
	return client;
}

static inline int connect4(uint16_t port)
{
	return connect4_within(port, 20000);
}

/** The byte at a place of a stream that can be checked. */
static inline uint8_t byte_at(size_t place)
{
	return (uint8_t)(place * 31 + (place >> 8) * 7 + (place >> 16));
}

#endif
