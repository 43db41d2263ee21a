/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sending on a stream. Bytes are queued at lwIP; what is queued in one go of the program leaves together, when the
 * network's thread runs next: several small writes make one segment, and many sockets one kick of the device.
 */
#include "internal.h"
#include "lend.h"
#include <lwip/priv/tcp_priv.h>
#include <unicore/clock.h>

/* Linux's ceiling for the time that TCP_CORK holds a part of a segment: tcp(7). */
#define LONGEST_NS (200 * UC_NS_PER_MS)

static struct uc_list dirty = UC_LIST_INIT(dirty);
static struct uc_list corked = UC_LIST_INIT(corked);
static struct uc_list starved = UC_LIST_INIT(starved);

void lwsock_output_later(struct lwsock *sock)
{
	if (!uc_list_empty(&sock->dirty))
		return;
	uc_list_add_before(&dirty, &sock->dirty);
	lwip_kick();
}

bool lwsock_output_waits(void)
{
	return !uc_list_empty(&dirty);
}

uint64_t lwsock_cork_deadline(void)
{
	return uc_list_empty(&corked) ? UC_FOREVER : UC_CONTAINER_OF(corked.next, struct lwsock, corked)->cork_deadline;
}

static void give_way(void)
{
	uint64_t now = uc_clock_monotonic_ns();
	while (lwsock_cork_deadline() <= now) {
		struct lwsock *sock = UC_CONTAINER_OF(corked.next, struct lwsock, corked);
		uc_list_remove(&sock->corked);
		tcp_clear_flags(sock->tcp, TF_CORK);
		lwsock_output_later(sock);
	}
}

void lwsock_output_all(void)
{
	if (!uc_list_empty(&corked))
		give_way();
	while (!uc_list_empty(&dirty)) {
		struct lwsock *sock = UC_CONTAINER_OF(dirty.next, struct lwsock, dirty);
		uc_list_remove(&sock->dirty);
		lwip_tcp_active();
		tcp_output(sock->tcp); /* what cannot leave now is tried again by lwIP */
	}
}

bool lwsock_hungry(void)
{
	return !uc_list_empty(&starved);
}

void lwsock_feed(void)
{
	uc_list_for_each_safe(node, following, &starved)
	{
		uc_list_remove(node);
		struct lwsock *sock = UC_CONTAINER_OF(node, struct lwsock, starved);
		lwsock_tell(sock, lwsock_ready(sock) & (UC_POLLOUT | UC_POLLWRNORM));
	}
}

void lwsock_uncork(struct lwsock *sock)
{
	uc_list_remove(&sock->corked);
	if (sock->tcp && sock->state == LWSOCK_CONNECTED) {
		tcp_clear_flags(sock->tcp, TF_CORK);
		lwsock_output_later(sock);
	}
}

/* After bytes were queued: they are held back, or leave. */
static void queued(struct lwsock *sock)
{
	sock->answered = true;
	if (!sock->cork && !sock->more) {
		lwsock_uncork(sock);
		return;
	}
	if (!(sock->tcp->flags & TF_CORK)) {
		tcp_set_flags(sock->tcp, TF_CORK);
		sock->cork_deadline = uc_clock_monotonic_ns() + LONGEST_NS;
		uc_list_add_before(&corked, &sock->corked);
	}
	lwsock_output_later(sock); /* whole segments leave under a cork, too; and the time is looked at */
}

/* What one call sends. `data`: it is lent, and what each part belongs to. */
struct outgoing {
	const struct uc_iovec *vector;
	size_t count;
	struct uc_file_data *const *data;
	size_t total;
};

/* Less than this is copied even if it is lent: it joins what lies in front of it in one buffer. */
#define LEAST_LENT 1024u

/*
 * lwIP takes a piece whole or not at all. Without memory for a piece a smaller one is tried; without memory for that
 * the socket waits for others to give some back. Returns the bytes taken, 0: no room.
 */
static size_t push(struct lwsock *sock, const char *from, size_t bytes, u8_t flags)
{
	size_t room = lwsock_room(sock);
	if (bytes > room)
		bytes = room;
	size_t most = flags & TCP_WRITE_FLAG_COPY ? 32768 : UINT16_MAX;
	if (bytes > most)
		bytes = most;
	while (bytes > 0) {
		if (tcp_write(sock->tcp, from, (u16_t)bytes, flags) == ERR_OK)
			return bytes;
		if (bytes <= TCP_MSS / 4)
			break;
		bytes /= 2;
	}
	if (bytes > 0 && sock->tcp->snd_queuelen < TCP_SNDQUEUELOWAT)
		uc_list_add_before(&starved, &sock->starved);
	return 0;
}

/* From byte `skip` on as much as there is room for. Returns the bytes taken. */
static size_t push_all(struct lwsock *sock, const struct outgoing *outgoing, size_t skip)
{
	size_t at = 0, next = skip;
	for (size_t i = 0; i < outgoing->count; i++) {
		const struct uc_iovec *part = &outgoing->vector[i];
		bool lent = outgoing->data && part->bytes >= LEAST_LENT;
		if (lent)
			lwip_lend(outgoing->data[i]);
		while (next < at + part->bytes) {
			size_t left = at + part->bytes - next;
			bool more = sock->more || sock->cork || next + left < outgoing->total;
			u8_t flags = (lent ? 0 : TCP_WRITE_FLAG_COPY) | (more ? TCP_WRITE_FLAG_MORE : 0);
			size_t taken = push(sock, (const char *)part->base + (next - at), left, flags);
			if (!taken)
				return next - skip;
			next += taken;
		}
		at += part->bytes;
	}
	return next - skip;
}

/* Whether bytes can be queued. Returns 0, or why they cannot (-EAGAIN: not yet). */
static int may_send(struct lwsock *sock)
{
	if (sock->error)
		return lwsock_take_error(sock);
	if (sock->state == LWSOCK_CONNECTING)
		return -EAGAIN;
	if (sock->state != LWSOCK_CONNECTED || sock->write_shut || !sock->tcp)
		return -EPIPE;
	return lwsock_room(sock) ? 0 : -EAGAIN;
}

static long send_stream(struct lwsock *sock, const struct outgoing *outgoing, unsigned flags)
{
	size_t done = 0;
	if (flags & UC_MSG_OOB)
		return -EOPNOTSUPP;
	sock->more = flags & UC_MSG_MORE;
	uc_list_remove(&sock->starved); /* there may be memory again */
	for (;;) {
		int error = may_send(sock);
		if (!error) {
			sock->full = false;
			size_t taken = push_all(sock, outgoing, done);
			done += taken;
			if (taken)
				queued(sock);
			if (done == outgoing->total)
				return (long)done;
		} else if (error != -EAGAIN) {
			return done ? (long)done : error;
		}
		if (!may_block(sock, flags)) {
			sock->full = true;
			if (done)
				return (long)done;
			if (lwsock_look_again(sock))
				continue;
			return -EAGAIN;
		}
		sock->full = true;
		error = lwsock_wait(sock, UC_POLLOUT, sock->send_timeout_ns);
		if (error)
			return done ? (long)done : error;
	}
}

long lwsock_send(struct uc_socket *socket, const struct uc_message *message, unsigned flags)
{
	struct lwsock *sock = lwsock_of(socket);
	struct outgoing outgoing = {message->vector, message->count, NULL,
				    uc_iovec_bytes(message->vector, (int)message->count)};
	return is_stream(sock) ? send_stream(sock, &outgoing, flags) : lwsock_send_datagram(sock, message, flags);
}

long lwsock_lend(struct uc_socket *socket, const struct uc_iovec *vector, struct uc_file_data *const *data, int count)
{
	struct lwsock *sock = lwsock_of(socket);
	struct uc_message message = {.vector = (struct uc_iovec *)vector, .count = (size_t)count};
	struct outgoing outgoing = {vector, (size_t)count, data, uc_iovec_bytes(vector, count)};
	return is_stream(sock) ? send_stream(sock, &outgoing, 0) : lwsock_send_datagram(sock, &message, 0);
}
