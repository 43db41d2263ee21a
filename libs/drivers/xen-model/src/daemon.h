/* SPDX-License-Identifier: BSD-3-Clause */
/* The two halves of the daemon: messages, and what they ask for. */
#ifndef DAEMON_H
#define DAEMON_H

#include "model.h"

/* io/xs_wire.h: enum xsd_sockmsg_type. */
#define DAEMON_DIRECTORY 1u
#define DAEMON_READ 2u
#define DAEMON_WATCH 4u
#define DAEMON_UNWATCH 5u
#define DAEMON_START 6u
#define DAEMON_END 7u
#define DAEMON_WRITE 11u
#define DAEMON_RM 13u
#define DAEMON_WATCH_EVENT 15u
#define DAEMON_ERROR 16u

/** struct xsd_sockmsg. */
struct daemon_header {
	uint32_t type, id, transaction, bytes;
};

/** Puts a message into the queue; `request` is what it answers. */
void daemon_say(uint32_t type, const struct daemon_header *request, const void *body, size_t bytes);
/** Does what a request asks for; a 0 lies behind the body. */
void daemon_serve(const struct daemon_header *request, char *body);
/** Makes a header wrong. */
void daemon_spoil(struct daemon_header *header);

void daemon_watch(const char *path, const char *token, bool is_relative);
bool daemon_unwatch(const char *path, const char *token);
void daemon_forget_transactions(void);

#endif
