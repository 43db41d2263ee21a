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

static inline int listen4(uint16_t port)
{
	struct uc_address4 own = at4(1, port);
	int listener = (int)UC_CALL(socket, UC_AF_INET, UC_SOCK_STREAM, 0);
	UC_CHECK_EQUAL(UC_CALL(bind, listener, &own, sizeof own), 0);
	UC_CHECK_EQUAL(UC_CALL(listen, listener, 2000), 0);
	return listener;
}

static inline int connect4(uint16_t port)
{
	struct uc_address4 other = at4(99, port);
	int client = (int)UC_CALL(socket, UC_AF_INET, UC_SOCK_STREAM, 0);
	long error = UC_CALL(connect, client, &other, sizeof other);
	if (error) {
		UC_CALL(close, client);
		return (int)error;
	}
	return client;
}

/** The byte at a place of a stream that can be checked. */
static inline uint8_t byte_at(size_t place)
{
	return (uint8_t)(place * 31 + (place >> 8) * 7 + (place >> 16));
}

#endif
