/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Between the files of this library: a socket of the host and what is known of its readiness. The host's descriptor
 * never blocks; its events come edge-triggered, so `ready` holds what was told and not yet found to be over.
 */
#ifndef INTERNAL_H
#define INTERNAL_H

#include "host-calls.h"
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/linuxu.h>
#include <unicore/sched.h>
#include <unicore/socket.h>

#define ENDED (UC_POLLHUP | UC_POLLERR | UC_POLLRDHUP)

struct hostsock {
	struct uc_socket socket;
	struct uc_host_watch watch; /* its descriptor is the host's */
	bool watched;
	bool listening;
	bool established; /* a stream that may be sent on */
	bool closing;     /* nobody has it any more, but something is still to be sent */

	uint32_t ready;    /* poll(2) bits that hold, as far as is known */
	bool unsure;       /* POLLIN of `ready` may be over */
	uint64_t drained;  /* hostsock_progress when POLLIN was found to be over */
	uint64_t full;     /* the same for POLLOUT */
	unsigned refusals; /* calls that were refused in a row without asking the host */

	uint64_t receive_timeout_ns, send_timeout_ns; /* 0: none */
	bool cork, nodelay;                           /* as the program set them */
	bool host_nodelay;                            /* as the host has it */

	/* Sent by the program and held back; see held.c. */
	char *held;
	size_t held_start, held_end;
	struct uc_list holder; /* of all that hold something */
	bool shutdown_due;     /* POLLOUT's end of the stream follows what is held */
	int error;             /* of sending it: for the next call */
	struct uc_timer push;
};

/** Counts what the program has learnt from the host or told it. What was found before is then no longer certain. */
extern uint64_t hostsock_progress;

static inline struct hostsock *hostsock_of(struct uc_socket *socket)
{
	return UC_CONTAINER_OF(socket, struct hostsock, socket);
}

static inline long host(long number, struct hostsock *sock, long b, long c, long d, long e, long f)
{
	return uc_host_syscall(number, sock->watch.descriptor, b, c, d, e, f);
}

static inline bool is_stream(const struct hostsock *sock)
{
	return sock->socket.type == UC_SOCK_STREAM;
}

static inline bool may_block(const struct hostsock *sock, unsigned flags)
{
	return !(sock->socket.file.flags & UC_O_NONBLOCK) && !(flags & UC_MSG_DONTWAIT);
}

/** Wraps a descriptor of the host; -ENOMEM leaves it to the caller. */
int hostsock_make(int descriptor, int domain, int type, int protocol, struct hostsock **made);
/** Closes the host's descriptor and frees. Any context of a thread or a watch. */
void hostsock_destroy(struct hostsock *sock);

/* ---- readiness.c ---- */

/** Listens to the host. Returns 0 or its negative errno. */
int hostsock_watch(struct hostsock *sock);
/** Forgets what was known, before the socket becomes something else. */
void hostsock_forget(struct hostsock *sock);
unsigned hostsock_poll(struct uc_file *file);
/** Whether asking the host to receive or accept may succeed. */
bool hostsock_may_read(struct hostsock *sock, bool blocking);
/** Whether asking the host to send may succeed. */
bool hostsock_may_write(struct hostsock *sock);
/** The host had nothing (more). */
void hostsock_drained(struct hostsock *sock);
/** Waits for one of `bits` or the end. `timeout_ns` 0: for ever. Returns 0, -EINTR or -EAGAIN. */
int hostsock_wait(struct hostsock *sock, unsigned bits, uint64_t timeout_ns);

/* ---- held.c ---- */

/** Keeps the bytes for later; false when they do not fit or may not wait. */
bool hostsock_hold(struct hostsock *sock, const struct uc_message *message, size_t bytes);
/** Sends what is held as far as the host takes it. Any context. */
void hostsock_push(struct hostsock *sock);
void hostsock_push_timer(struct uc_timer *timer);
static inline size_t hostsock_held(const struct hostsock *sock)
{
	return sock->held_end - sock->held_start;
}
/** At the end of the image: sends what all sockets hold, as far as the host takes it. */
void uc_hostsock_flush(void);
/** What was sent of the held bytes, or an error that ends them. Returns how many of `sent` were not held ones. */
size_t hostsock_held_sent(struct hostsock *sock, size_t sent);
void hostsock_held_drop(struct hostsock *sock);
/** The error of something sent before, once. Returns 0 or a negative errno. */
int hostsock_take_error(struct hostsock *sock);

/* ---- operations ---- */

extern const struct uc_socket_operations hostsock_operations;
extern const struct uc_file_operations hostsock_file_operations;

int hostsock_bind(struct uc_socket *socket, const union uc_address *address, uint32_t bytes);
int hostsock_listen(struct uc_socket *socket, int backlog);
int hostsock_accept(struct uc_socket *socket, struct uc_socket **accepted, union uc_address *peer, uint32_t *bytes);
int hostsock_connect(struct uc_socket *socket, const union uc_address *address, uint32_t bytes);
int hostsock_shutdown(struct uc_socket *socket, int how);
int hostsock_name(struct uc_socket *socket, bool peer, union uc_address *address, uint32_t *bytes);
int hostsock_set_option(struct uc_socket *socket, int level, int option, const void *value, uint32_t bytes);
int hostsock_get_option(struct uc_socket *socket, int level, int option, void *value, uint32_t *bytes);
long hostsock_send(struct uc_socket *socket, const struct uc_message *message, unsigned flags);
long hostsock_receive(struct uc_socket *socket, struct uc_message *message, unsigned flags);

/** Drops `bytes` from the front of a vector. Returns its new beginning; `*count` is what is left. */
struct uc_iovec *hostsock_advance(struct uc_iovec *vector, size_t *count, size_t bytes);

#endif
