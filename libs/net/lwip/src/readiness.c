/* SPDX-License-Identifier: BSD-3-Clause */
/* What a socket is ready for, by Linux's rules (net/ipv4/tcp.c: tcp_poll, as poll(2) tells of it), and waiting for it.
 */
#include "internal.h"
#include <unicore/clock.h>

#define READABLE (UC_POLLIN | UC_POLLRDNORM)
#define WRITABLE (UC_POLLOUT | UC_POLLWRNORM)

/* A program that only asks lets nobody else run: so often a refused call has the stack look at the devices. */
#define LOOK_AFTER 16

size_t lwsock_room(const struct lwsock *sock)
{
	struct tcp_pcb *pcb = sock->tcp;
	size_t queued = TCP_SND_BUF - pcb->snd_buf;
	if (queued >= sock->send_most || pcb->snd_queuelen >= TCP_SNDQUEUELOWAT || !uc_list_empty(&sock->starved))
		return 0;
	size_t room = sock->send_most - queued;
	return sock->full && room < sock->send_most / 3 ? 0 : room;
}

static unsigned stream_ready(const struct lwsock *sock)
{
	unsigned ready = 0;
	bool no_more = sock->ended || sock->read_shut;
	if (sock->bytes || no_more)
		ready |= READABLE;
	if (no_more)
		ready |= UC_POLLRDHUP;
	if (sock->write_shut || (sock->state == LWSOCK_CONNECTED && sock->tcp && lwsock_room(sock)))
		ready |= WRITABLE;
	if (sock->state == LWSOCK_NEW)
		ready |= WRITABLE | UC_POLLHUP;
	if ((no_more && sock->write_shut) || sock->state == LWSOCK_CLOSED)
		ready |= UC_POLLHUP;
	return ready;
}

unsigned lwsock_ready(const struct lwsock *sock)
{
	unsigned error = sock->error ? UC_POLLERR : 0;
	if (sock->state == LWSOCK_LISTENING)
		return uc_list_empty(&sock->queue) ? 0 : READABLE;
	if (is_stream(sock))
		return stream_ready(sock) | error;
	return WRITABLE | (uc_list_empty(&sock->datagrams) && !sock->read_shut ? 0 : READABLE) |
	       (sock->read_shut ? UC_POLLRDHUP : 0) | (sock->read_shut && sock->write_shut ? UC_POLLHUP : 0) | error;
}

unsigned lwsock_poll(struct uc_file *file)
{
	struct lwsock *sock = lwsock_of(uc_socket_of(file));
	unsigned ready = lwsock_ready(sock);
	/* Who is told that there is no room waits for what a third of it is. */
	if (!(ready & UC_POLLOUT))
		sock->full = true;
	return ready;
}

void lwsock_tell(struct lwsock *sock, unsigned events)
{
	uc_waitq_wake(&sock->socket.file.waiters, events, sock->state == LWSOCK_LISTENING ? 1 : ~0u);
}

int lwsock_wait(struct lwsock *sock, unsigned bits, uint64_t timeout_ns)
{
	uint64_t deadline = timeout_ns ? uc_clock_monotonic_ns() + timeout_ns : UC_FOREVER;
	bits |= UC_POLLERR | UC_POLLHUP;
	int error = UC_WAIT_EVENT(&sock->socket.file.waiters, lwsock_ready(sock) & bits, deadline, true);
	return error == -ETIMEDOUT ? -EAGAIN : error;
}

bool lwsock_look_again(struct lwsock *sock)
{
	if (lwip_busy()) {
		lwip_round();
		sock->refusals = 0;
		return true;
	}
	if (++sock->refusals <= LOOK_AFTER)
		return false;
	sock->refusals = 0;
	uc_thread_yield();
	lwip_round();
	return true;
}

int lwsock_take_error(struct lwsock *sock)
{
	int error = sock->error;
	sock->error = 0;
	return -error;
}
