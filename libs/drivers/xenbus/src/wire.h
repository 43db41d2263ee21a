/* SPDX-License-Identifier: BSD-3-Clause */
/* The page of xenstore and its messages: io/xs_wire.h. What the files of lib-xenbus share. */
#ifndef WIRE_H
#define WIRE_H

#include <unicore/sched.h>
#include <unicore/xenbus.h>

/* enum xsd_sockmsg_type. */
#define XS_DIRECTORY 1u
#define XS_READ 2u
#define XS_WATCH 4u
#define XS_UNWATCH 5u
#define XS_TRANSACTION_START 6u
#define XS_TRANSACTION_END 7u
#define XS_WRITE 11u
#define XS_RM 13u
#define XS_WATCH_EVENT 15u
#define XS_ERROR 16u

#define RING_BYTES 1024u

/** struct xenstore_domain_interface. */
struct store_page {
	uint8_t requests[RING_BYTES], replies[RING_BYTES];
	uint32_t requests_taken, requests_put;
	uint32_t replies_taken, replies_put;
	uint32_t features, connection, error;
};

/** struct xsd_sockmsg. */
struct store_header {
	uint32_t type, id, transaction, bytes;
};

struct store_piece {
	const void *data;
	size_t bytes;
};

struct store {
	struct store_page *page; /* NULL: there is none */
	uc_xen_port port;
	bool broken;
	struct uc_waitq wake; /* there may be replies, or room */
	/* One request at a time. */
	bool busy;
	struct uc_waitq turn;
	uint32_t last_id;
	uint32_t awaited; /* the request whose answer somebody waits for; 0: none */
	bool answered;    /* header and body are that answer, until it is taken */
	/* The message that comes in. */
	struct store_header header;
	uint32_t header_bytes, body_bytes;
	uint8_t *body; /* UC_XENBUS_MOST_BYTES and a 0 */
};

extern struct store store;

/** Takes in what there is, up to the awaited answer: watches become pending. */
void store_pump(void);

/** xenstore is not listened to any more. */
void store_broken(const char *what);

/** Puts a part of a message into the ring, as much as there is room. Returns how much. */
size_t store_put(const void *data, size_t bytes);
/** Takes at most `bytes` from the ring. */
size_t store_take(void *to, size_t bytes);

/** Waits for the right to make a request, and gives it back. */
void store_enter(void);
void store_leave(void);

/** Makes a request; its answer is copied to `reply` with a 0 behind it. Returns its length, or an error. */
long store_request(uint32_t type, uc_xenbus_transaction transaction, const struct store_piece *pieces, unsigned count,
		   char *reply, size_t bytes);

/** An event of a watch: path and token, each with a 0 behind it. */
void store_watch_event(const char *body, uint32_t bytes);
/** All watches anew: the domain was restored. */
void store_watch_again(void);

/** A decimal number, the whole text. */
bool store_parse(const char *text, uint64_t *number);
/** The text of a number; at least 21 bytes. Returns its length. */
size_t store_print(char *text, uint64_t number);

#endif
