/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Between the files of this library: a socket on lwIP's raw interface, and the loop that drives the stack. All of lwIP
 * and all here is thread context; the scheduler is cooperative, so a thread that is inside is inside alone until it
 * waits, and never waits in the middle of lwIP.
 */
#ifndef INTERNAL_H
#define INTERNAL_H

#include <lwip/ip_addr.h>
#include <lwip/pbuf.h>
#include <lwip/tcp.h>
#include <lwip/udp.h>
#include <stdbool.h>
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/sched.h>
#include <unicore/socket.h>

/** How a stream stands, as far as the program can tell. */
enum lwsock_state {
	LWSOCK_NEW,
	LWSOCK_LISTENING,
	LWSOCK_CONNECTING,
	LWSOCK_CONNECTED, /* also when one direction or both have ended */
	LWSOCK_CLOSED     /* refused or reset */
};

/** Where a name of a socket is kept when lwIP's block is gone. */
struct lwsock_name {
	ip_addr_t address;
	uint16_t port; /* in the order of the host */
};

struct lwsock {
	struct uc_socket socket;
	union {
		struct tcp_pcb *tcp; /* NULL: none any more */
		struct udp_pcb *udp;
	};
	enum lwsock_state state;
	int error;       /* positive errno that the next call or SO_ERROR takes; 0: none */
	bool ended;      /* the peer's end of stream, or a reset, has come */
	bool read_shut;  /* SHUT_RD */
	bool write_shut; /* SHUT_WR, or nothing can be sent any more */
	bool full;       /* a send found no room: POLLOUT only when a third is free */
	bool answered;   /* something was sent since bytes came last: an acknowledgement travels with it */
	bool cork, more; /* TCP_CORK; the last send had MSG_MORE */
	bool nodelay;
	bool v6only;
	bool reuse_port;
	bool linger;
	uint16_t linger_seconds;
	uint32_t send_most, receive_most;             /* SO_SNDBUF, SO_RCVBUF */
	uint64_t receive_timeout_ns, send_timeout_ns; /* 0: none */
	struct lwsock_name own, peer;

	/* Received and not yet read. A stream's pbufs are linked by `next`, each with one reference. */
	struct pbuf *first, *last;
	size_t skipped; /* bytes of `first` that were read */
	size_t bytes;   /* of a stream: to be read; of datagrams: what they cost */
	struct uc_list datagrams;

	struct uc_list queue;  /* of a listener: those to be accepted */
	unsigned queued;       /* their number */
	struct uc_list place;  /* in the listener's queue */
	struct lwsock *parent; /* while it is there */

	unsigned refusals;      /* calls that would have blocked, in a row */
	struct uc_list dirty;   /* in the list of those with something to put out */
	struct uc_list corked;  /* in the list of those that hold something back */
	uint64_t cork_deadline; /* when it leaves all the same */
	struct uc_list starved; /* in the list of those that found no memory */
};

static inline struct lwsock *lwsock_of(struct uc_socket *socket)
{
	return UC_CONTAINER_OF(socket, struct lwsock, socket);
}

static inline bool is_stream(const struct lwsock *sock)
{
	return sock->socket.type == UC_SOCK_STREAM;
}

static inline bool may_block(const struct lwsock *sock, unsigned flags)
{
	return !(sock->socket.file.flags & UC_O_NONBLOCK) && !(flags & UC_MSG_DONTWAIT);
}

/* ---- loop.c ---- */

/** Has the network's thread look: something was queued, or something has come. Any context. */
void lwip_kick(void);
/** Whether a round would find something to do. */
bool lwip_busy(void);
/** Moves everything that can move now: devices, loopback, timers, output. Thread context. Returns whether more waits.
 */
bool lwip_round(void);
/** Timers of TCP run again: something was sent or has come. */
void lwip_tcp_active(void);

/* ---- timers.c ---- */

/** Runs what is due. Returns when the next is (monotonic ns). */
uint64_t lwip_timers_run(void);
void lwip_timers_init(void);

/* ---- random.c ---- */

void lwip_random_init(void);

/* ---- family.c ---- */

/** Makes a socket without a block of lwIP's. Returns NULL: no memory. */
struct lwsock *lwsock_make(int domain, int type, int protocol);
/** Frees what is left of a socket whose file is gone. */
void lwsock_destroy(struct lwsock *sock);
/** A new block of lwIP's for a stream. Returns 0 or -ENOMEM (-ENOBUFS). */
int lwsock_new_tcp(struct lwsock *sock);

/* ---- address.c ---- */

/** From Linux's form. Returns 0, -EINVAL (length) or -EAFNOSUPPORT. */
int lwsock_address(const struct lwsock *sock, const union uc_address *given, uint32_t bytes, struct lwsock_name *name);
/** To Linux's form, of the socket's domain. Returns its length. */
uint32_t lwsock_address_put(const struct lwsock *sock, const struct lwsock_name *name, union uc_address *address);
/** Whether an address is one of ours. */
bool lwsock_address_is_own(const ip_addr_t *address);
/** lwIP's error as a negative errno. */
int lwsock_errno(err_t error);

/* ---- stream.c: what lwIP calls ---- */

void lwsock_attach(struct lwsock *sock, struct tcp_pcb *pcb);
/** lwIP's block goes on without the socket. */
void lwsock_detach(struct lwsock *sock);
err_t lwsock_accept_callback(void *argument, struct tcp_pcb *pcb, err_t error);
err_t lwsock_connected_callback(void *argument, struct tcp_pcb *pcb, err_t error);
void lwsock_free_received(struct lwsock *sock);

/* ---- readiness.c ---- */

unsigned lwsock_ready(const struct lwsock *sock);
unsigned lwsock_poll(struct uc_file *file);
/** Tells the waiters of `events`. */
void lwsock_tell(struct lwsock *sock, unsigned events);
/** Waits until one of `bits`, the end or an error is there. `timeout_ns` 0: for ever. Returns 0, -EINTR or -EAGAIN. */
int lwsock_wait(struct lwsock *sock, unsigned bits, uint64_t timeout_ns);
/** Before a call says that it would block: lets what is on its way arrive. Returns whether to look again. */
bool lwsock_look_again(struct lwsock *sock);
/** Takes the pending error. Returns 0 or a negative errno. */
int lwsock_take_error(struct lwsock *sock);
/** Room that a stream has for sending. */
size_t lwsock_room(const struct lwsock *sock);

/* ---- send.c ---- */

/** Lets what was queued go out with the next round. */
void lwsock_output_later(struct lwsock *sock);
/** Puts out what waits for it: all that were queued, and corked ones whose time is over. */
void lwsock_output_all(void);
/** Whether there is something for lwsock_output_all, corks apart. */
bool lwsock_output_waits(void);
/** When the next cork gives way; UC_FOREVER: none. */
uint64_t lwsock_cork_deadline(void);
/** Tells those that found no memory to try again. */
void lwsock_feed(void);
bool lwsock_hungry(void);
/** The cork is pulled or the message complete. */
void lwsock_uncork(struct lwsock *sock);

/* ---- datagram.c ---- */

int lwsock_new_udp(struct lwsock *sock);
long lwsock_send_datagram(struct lwsock *sock, const struct uc_message *message, unsigned flags);
long lwsock_receive_datagram(struct lwsock *sock, struct uc_message *message, unsigned flags);
int lwsock_datagram_pending(const struct lwsock *sock);
void lwsock_free_datagrams(struct lwsock *sock);

/* ---- operations ---- */

int lwsock_bind(struct uc_socket *socket, const union uc_address *address, uint32_t bytes);
int lwsock_listen(struct uc_socket *socket, int backlog);
int lwsock_accept(struct uc_socket *socket, struct uc_socket **accepted, union uc_address *peer, uint32_t *bytes);
int lwsock_connect(struct uc_socket *socket, const union uc_address *address, uint32_t bytes);
int lwsock_shutdown(struct uc_socket *socket, int how);
int lwsock_name(struct uc_socket *socket, bool peer, union uc_address *address, uint32_t *bytes);
int lwsock_set_option(struct uc_socket *socket, int level, int option, const void *value, uint32_t bytes);
int lwsock_get_option(struct uc_socket *socket, int level, int option, void *value, uint32_t *bytes);
long lwsock_send(struct uc_socket *socket, const struct uc_message *message, unsigned flags);
long lwsock_lend(struct uc_socket *socket, const struct uc_iovec *vector, struct uc_file_data *const *data, int count);
long lwsock_receive(struct uc_socket *socket, struct uc_message *message, unsigned flags);

#endif
