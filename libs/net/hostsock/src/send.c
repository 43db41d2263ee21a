/* SPDX-License-Identifier: BSD-3-Clause */
/* Sending. */
#include "internal.h"
#include <unicore/heap.h>
#include <unicore/string.h>

#define ON_STACK 9

struct uc_iovec *hostsock_advance(struct uc_iovec *vector, size_t *count, size_t bytes)
{
	while (*count > 0 && bytes >= vector->bytes) {
		bytes -= vector->bytes;
		vector++;
		--*count;
	}
	if (*count > 0) {
		vector->base = (char *)vector->base + bytes;
		vector->bytes -= bytes;
	}
	return vector;
}

static long call(struct hostsock *sock, const struct uc_message *message, unsigned flags)
{
	flags = (flags & ~UC_MSG_MORE) | UC_MSG_DONTWAIT | UC_MSG_NOSIGNAL;
	if (sock->nodelay && !sock->host_nodelay) {
		host(HOST_SETSOCKOPT, sock, UC_IPPROTO_TCP, UC_TCP_NODELAY, (long)&(int){1}, sizeof(int), 0);
		sock->host_nodelay = true;
	}
	hostsock_progress++;
	if (message->count != 1 || message->control_bytes)
		return host(HOST_SENDMSG, sock, (long)message, flags, 0, 0, 0);
	return host(HOST_SENDTO, sock, (long)message->vector->base, (long)message->vector->bytes, flags,
		    (long)message->address, message->address_bytes);
}

/* A message is taken whole or not at all. */
static long send_datagram(struct hostsock *sock, const struct uc_message *message, unsigned flags)
{
	for (;;) {
		long result = call(sock, message, flags);
		if (result != -EAGAIN || !may_block(sock, flags))
			return result;
		sock->ready &= ~UC_POLLOUT;
		int error = hostsock_wait(sock, UC_POLLOUT, sock->send_timeout_ns);
		if (error)
			return error;
	}
}

/* Sends `message`, whose first part are the held bytes, until it is taken, or what can be without blocking. */
static long send_all(struct hostsock *sock, struct uc_message *message, size_t bytes, unsigned flags)
{
	size_t done = 0;
	for (;;) {
		size_t all = hostsock_held(sock) + bytes - done;
		long sent = call(sock, message, flags);
		if (sent < 0 && sent != -EAGAIN) {
			sock->ready &= ~UC_POLLERR;
			hostsock_held_drop(sock);
			return done ? (long)done : sent;
		}
		if (sent > 0) {
			sock->established = true;
			done += hostsock_held_sent(sock, (size_t)sent);
			message->vector = hostsock_advance(message->vector, &message->count, (size_t)sent);
			message->control_bytes = 0; /* went with the first byte */
		}
		if (sent == (long)all)
			return (long)done;
		sock->ready &= ~UC_POLLOUT;
		sock->full = hostsock_progress;
		if (!may_block(sock, flags))
			return done ? (long)done : -EAGAIN;
		int error = hostsock_wait(sock, UC_POLLOUT, sock->send_timeout_ns);
		if (error)
			return done ? (long)done : error;
	}
}

static long send_stream(struct hostsock *sock, const struct uc_message *given, unsigned flags)
{
	struct uc_iovec on_stack[ON_STACK], *vector = on_stack;
	size_t bytes = uc_iovec_bytes(given->vector, (int)given->count);
	if ((sock->cork || flags & UC_MSG_MORE) && hostsock_hold(sock, given, bytes))
		return (long)bytes;
	if (!may_block(sock, flags) && !hostsock_may_write(sock))
		return -EAGAIN;
	if (given->count >= ON_STACK)
		vector = uc_heap_alloc((given->count + 1) * sizeof *vector);
	if (!vector)
		return -ENOBUFS;
	struct uc_message message = *given;
	size_t held = hostsock_held(sock) ? 1 : 0;
	if (held)
		vector[0] = (struct uc_iovec){sock->held + sock->held_start, hostsock_held(sock)};
	memcpy(vector + held, given->vector, given->count * sizeof *vector);
	message.vector = vector;
	message.count = given->count + held;
	long result = send_all(sock, &message, bytes, flags);
	if (vector != on_stack)
		uc_heap_free(vector);
	return result;
}

long hostsock_send(struct uc_socket *socket, const struct uc_message *message, unsigned flags)
{
	struct hostsock *sock = hostsock_of(socket);
	int error = hostsock_take_error(sock);
	if (error)
		return error;
	return is_stream(sock) ? send_stream(sock, message, flags) : send_datagram(sock, message, flags);
}
