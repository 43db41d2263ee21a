/* SPDX-License-Identifier: BSD-3-Clause */
/* Receiving from a stream. */
#include "internal.h"
#include <unicore/string.h>

/* Copies up to `room` bytes to the vector from byte `skip` of it on; does not take them. */
static size_t look(const struct lwsock *sock, const struct uc_message *message, size_t skip, size_t room)
{
	size_t done = 0, at = sock->skipped;
	for (const struct pbuf *piece = sock->first; piece && done < room; piece = piece->next, at = 0) {
		size_t bytes = piece->len - at;
		if (bytes > room - done)
			bytes = room - done;
		if (message->count == 1)
			memcpy((char *)message->vector->base + skip + done, (char *)piece->payload + at, bytes);
		else
			uc_iovec_put(message->vector, skip + done, (char *)piece->payload + at, bytes);
		done += bytes;
	}
	return done;
}

static void take(struct lwsock *sock, size_t bytes)
{
	sock->bytes -= bytes;
	for (size_t left = bytes + sock->skipped; sock->first; left -= sock->skipped) {
		struct pbuf *piece = sock->first;
		if (left < piece->len) {
			sock->skipped = left;
			break;
		}
		left -= piece->len;
		sock->skipped = 0;
		sock->first = piece->next;
		piece->next = NULL;
		pbuf_free(piece);
	}
	if (!sock->first)
		sock->last = NULL;
	if (!sock->tcp)
		return;
	for (; bytes > UINT16_MAX; bytes -= UINT16_MAX)
		tcp_recved(sock->tcp, UINT16_MAX);
	tcp_recved(sock->tcp, (u16_t)bytes);
	if (sock->tcp->flags & TF_ACK_NOW)
		lwsock_output_later(sock);
}

/* What there is to say when there are no bytes: the end, an error, or -EAGAIN. */
static long nothing(struct lwsock *sock)
{
	if (sock->error)
		return lwsock_take_error(sock);
	if (sock->ended || sock->read_shut)
		return 0;
	if (sock->state == LWSOCK_CONNECTED || sock->state == LWSOCK_CONNECTING)
		return -EAGAIN;
	return -ENOTCONN;
}

long lwsock_receive(struct uc_socket *socket, struct uc_message *message, unsigned flags)
{
	struct lwsock *sock = lwsock_of(socket);
	if (!is_stream(sock))
		return lwsock_receive_datagram(sock, message, flags);
	size_t room = uc_iovec_bytes(message->vector, (int)message->count), done = 0;
	message->control_bytes = 0;
	message->address_bytes = 0;
	if (flags & UC_MSG_OOB)
		return -EINVAL;
	if (flags & UC_MSG_ERRQUEUE)
		return -EAGAIN;
	for (;;) {
		size_t got = look(sock, message, done, room - done);
		if (got) {
			sock->refusals = 0;
			if (!(flags & UC_MSG_PEEK)) {
				take(sock, got);
				done += got;
			}
			bool all = flags & UC_MSG_WAITALL && may_block(sock, flags);
			if (!all || done == room || (flags & UC_MSG_PEEK && got == room))
				return done ? (long)done : (long)got;
		}
		if (room == 0)
			return 0;
		long result = flags & UC_MSG_PEEK && got ? -EAGAIN : nothing(sock);
		if (result != -EAGAIN)
			return done ? (long)done : result;
		if (!may_block(sock, flags)) {
			if (!lwsock_look_again(sock))
				return -EAGAIN;
			continue;
		}
		if (flags & UC_MSG_PEEK && got) /* what was seen stays; the rest cannot be waited for */
			return (long)got;
		int error = lwsock_wait(sock, UC_POLLIN, sock->receive_timeout_ns);
		if (error)
			return done ? (long)done : error;
	}
}
