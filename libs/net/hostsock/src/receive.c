/* SPDX-License-Identifier: BSD-3-Clause */
/* Receiving. */
#include "internal.h"
#include <unicore/heap.h>
#include <unicore/string.h>

#define ON_STACK 8

static long call(struct hostsock *sock, struct uc_message *message, unsigned flags)
{
	flags = (flags & ~UC_MSG_WAITALL) | UC_MSG_DONTWAIT;
	if (message->count != 1 || message->control_bytes || !is_stream(sock) || flags & UC_MSG_ERRQUEUE)
		return host(HOST_RECVMSG, sock, (long)message, flags, 0, 0, 0);
	long room = message->address ? (long)&message->address_bytes : 0;
	return host(HOST_RECVFROM, sock, (long)message->vector->base, (long)message->vector->bytes, flags,
		    (long)message->address, room);
}

/* A stream that gave less than there was room for has no more, unless something else ended the read. */
static void note(struct hostsock *sock, long result, size_t room, unsigned flags)
{
	hostsock_progress++;
	sock->refusals = 0;
	if (result < 0) {
		sock->ready &= ~UC_POLLERR;
		return;
	}
	if (flags & UC_MSG_PEEK)
		return;
	if (is_stream(sock) && result > 0 && (size_t)result < room && !(sock->ready & (ENDED | UC_POLLPRI)))
		hostsock_drained(sock);
	else
		sock->unsure = true;
}

/* One piece of a stream, or one message. */
static long receive(struct hostsock *sock, struct uc_message *message, size_t room, unsigned flags)
{
	bool blocking = may_block(sock, flags);
	for (;;) {
		if (flags & (UC_MSG_OOB | UC_MSG_ERRQUEUE) || hostsock_may_read(sock, blocking)) {
			long result = call(sock, message, flags);
			if (result != -EAGAIN) {
				note(sock, result, room, flags);
				return result;
			}
			if (flags & (UC_MSG_OOB | UC_MSG_ERRQUEUE))
				return result;
			hostsock_drained(sock);
		}
		if (!blocking)
			return -EAGAIN;
		int error = hostsock_wait(sock, UC_POLLIN | UC_POLLRDHUP, sock->receive_timeout_ns);
		if (error)
			return error;
	}
}

/* MSG_WAITALL: piece by piece, until all is there, the stream ends or something interrupts. */
static long receive_all(struct hostsock *sock, struct uc_message *given, size_t room, unsigned flags)
{
	struct uc_iovec on_stack[ON_STACK], *copy = on_stack;
	if (given->count > ON_STACK)
		copy = uc_heap_alloc(given->count * sizeof *copy);
	if (!copy)
		return -ENOBUFS;
	struct uc_message message = *given;
	size_t done = 0;
	long result = 0;
	memcpy(copy, given->vector, given->count * sizeof *copy);
	message.vector = copy;
	while (done < room) {
		result = receive(sock, &message, room - done, flags);
		if (result <= 0)
			break;
		done += (size_t)result;
		message.vector = hostsock_advance(message.vector, &message.count, (size_t)result);
	}
	if (copy != on_stack)
		uc_heap_free(copy);
	given->address_bytes = message.address_bytes;
	given->control_bytes = message.control_bytes;
	given->flags = message.flags;
	return done ? (long)done : result;
}

long hostsock_receive(struct uc_socket *socket, struct uc_message *message, unsigned flags)
{
	struct hostsock *sock = hostsock_of(socket);
	size_t room = uc_iovec_bytes(message->vector, (int)message->count);
	int error = hostsock_take_error(sock);
	if (error)
		return error;
	if (!is_stream(sock))
		return receive(sock, message, room, flags);
	if (room == 0 && !(flags & UC_MSG_ERRQUEUE))
		return 0;
	/* A peek cannot go on behind what it saw: the host waits for nothing here, so it gives what is there. */
	if (flags & UC_MSG_WAITALL && may_block(sock, flags) && !(flags & (UC_MSG_PEEK | UC_MSG_OOB)))
		return receive_all(sock, message, room, flags);
	return receive(sock, message, room, flags);
}
