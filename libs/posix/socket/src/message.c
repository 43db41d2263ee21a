/* SPDX-License-Identifier: BSD-3-Clause */
/* Sending and receiving: read and write, send and recv in all their forms. */
#include "internal.h"
#include <unicore/attention.h>
#include <unicore/clock.h>
#include <unicore/syscall.h>

/* Linux's UIO_MAXIOV: of parts and of messages at once. */
#define MOST_PARTS 1024u

struct timespec {
	int64_t seconds;
	int64_t nanoseconds;
};

/* A stream of which nobody reads the other end raises SIGPIPE. */
static long outcome(const struct uc_socket *socket, long result, unsigned flags)
{
	if (result == -EPIPE && !(flags & UC_MSG_NOSIGNAL) && socket->type != UC_SOCK_DGRAM)
		uc_raise_signal(13); /* SIGPIPE */
	return result;
}

static long send(struct uc_socket *socket, const struct uc_message *message, unsigned flags)
{
	if (!socket->operations->send)
		return -EOPNOTSUPP;
	return outcome(socket, socket->operations->send(socket, message, flags), flags);
}

long uc_socket_lend(struct uc_file *file, const struct uc_iovec *vector, struct uc_file_data *const *data, int count)
{
	struct uc_socket *socket = uc_socket_of(file);
	return outcome(socket, socket->operations->lend(socket, vector, data, count), 0);
}

static long receive(struct uc_socket *socket, struct uc_message *message, unsigned flags)
{
	return socket->operations->receive ? socket->operations->receive(socket, message, flags) : -EOPNOTSUPP;
}

long uc_socket_read(struct uc_file *file, const struct uc_iovec *vector, int count, int64_t *position)
{
	struct uc_message message = {.vector = (struct uc_iovec *)vector, .count = (size_t)count};
	(void)position;
	/* A read of nothing gives nothing, at once; a receive of nothing waits as any other. */
	return uc_iovec_bytes(vector, count) > 0 ? receive(uc_socket_of(file), &message, 0) : 0;
}

long uc_socket_write(struct uc_file *file, const struct uc_iovec *vector, int count, int64_t *position)
{
	struct uc_message message = {.vector = (struct uc_iovec *)vector, .count = (size_t)count};
	(void)position;
	return send(uc_socket_of(file), &message, 0);
}

UC_SYSCALL6(sendto, int, descriptor, void *, buffer, size_t, bytes, unsigned, flags, const void *, given, uint32_t,
	    address_bytes)
{
	union uc_address address;
	struct uc_iovec part = {buffer, bytes < UC_TRANSFER_MOST ? bytes : UC_TRANSFER_MOST};
	struct uc_message message = {.vector = &part, .count = 1};
	long result;
	struct uc_socket *socket = socket_get(descriptor, &result);
	if (!socket)
		return result;
	result = uc_iovec_check(&part, 1);
	if (!result && given) {
		result = address_get(&address, given, address_bytes);
		message.address = &address;
		message.address_bytes = address_bytes;
	}
	if (!result)
		result = send(socket, &message, flags);
	socket_put(socket);
	return result;
}

UC_SYSCALL6(recvfrom, int, descriptor, void *, buffer, size_t, bytes, unsigned, flags, void *, target, uint32_t *, room)
{
	union uc_address address;
	struct uc_iovec part = {buffer, bytes < UC_TRANSFER_MOST ? bytes : UC_TRANSFER_MOST};
	struct uc_message message = {.vector = &part, .count = 1};
	long result;
	struct uc_socket *socket = socket_get(descriptor, &result);
	if (!socket)
		return result;
	if (target) {
		message.address = &address;
		message.address_bytes = sizeof address;
	}
	result = uc_iovec_check(&part, 1);
	if (!result && target && !room)
		result = -EFAULT;
	if (!result)
		result = receive(socket, &message, flags);
	if (result >= 0 && target)
		address_put(&address, message.address_bytes, target, room);
	socket_put(socket);
	return result;
}

static long check(const struct uc_message *message)
{
	if (!message)
		return -EFAULT;
	if (message->count > MOST_PARTS)
		return -EMSGSIZE;
	return uc_iovec_check(message->vector, (int)message->count);
}

static long send_message(struct uc_socket *socket, const struct uc_message *given, unsigned flags)
{
	union uc_address address;
	long error = check(given);
	if (error)
		return error;
	struct uc_message message = *given;
	if (message.address && message.address_bytes) {
		if (message.address_bytes > UC_ADDRESS_MOST)
			message.address_bytes = UC_ADDRESS_MOST;
		error = address_get(&address, message.address, message.address_bytes);
		message.address = &address;
	} else {
		message.address = NULL;
		message.address_bytes = 0;
	}
	return error ? error : send(socket, &message, flags);
}

static long receive_message(struct uc_socket *socket, struct uc_message *given, unsigned flags)
{
	union uc_address address;
	long result = check(given);
	if (result)
		return result;
	struct uc_message message = *given;
	message.flags = 0;
	if (message.address) {
		message.address = &address;
		message.address_bytes = sizeof address;
	}
	result = receive(socket, &message, flags);
	if (result < 0)
		return result;
	if (given->address)
		address_put(&address, message.address_bytes, given->address, &given->address_bytes);
	given->control_bytes = given->control ? message.control_bytes : 0;
	given->flags = message.flags;
	return result;
}

UC_SYSCALL3(sendmsg, int, descriptor, const struct uc_message *, message, unsigned, flags)
{
	long result;
	struct uc_socket *socket = socket_get(descriptor, &result);
	if (!socket)
		return result;
	result = send_message(socket, message, flags);
	socket_put(socket);
	return result;
}

UC_SYSCALL3(recvmsg, int, descriptor, struct uc_message *, message, unsigned, flags)
{
	long result;
	struct uc_socket *socket = socket_get(descriptor, &result);
	if (!socket)
		return result;
	result = receive_message(socket, message, flags);
	socket_put(socket);
	return result;
}

UC_SYSCALL4(sendmmsg, int, descriptor, struct uc_message_of_many *, messages, unsigned, count, unsigned, flags)
{
	long result = 0;
	unsigned done = 0;
	struct uc_socket *socket = socket_get(descriptor, &result);
	if (!socket)
		return result;
	if (count > MOST_PARTS)
		count = MOST_PARTS;
	for (; done < count; done++) {
		result = send_message(socket, &messages[done].message, flags);
		if (result < 0)
			break;
		messages[done].bytes = (uint32_t)result;
	}
	socket_put(socket);
	return done ? (long)done : result;
}

/* As on Linux, the timeout is looked at only between messages. */
UC_SYSCALL5(recvmmsg, int, descriptor, struct uc_message_of_many *, messages, unsigned, count, unsigned, flags,
	    const struct timespec *, time)
{
	long result = 0;
	unsigned done = 0;
	uint64_t start = uc_clock_monotonic_ns(), longest = UINT64_MAX;
	if (time && (time->seconds < 0 || time->nanoseconds < 0 || time->nanoseconds >= (int64_t)UC_NS_PER_SECOND))
		return -EINVAL;
	if (time && time->seconds < INT32_MAX)
		longest = (uint64_t)time->seconds * UC_NS_PER_SECOND + (uint64_t)time->nanoseconds;
	struct uc_socket *socket = socket_get(descriptor, &result);
	if (!socket)
		return result;
	if (count > MOST_PARTS)
		count = MOST_PARTS;
	while (done < count) {
		result = receive_message(socket, &messages[done].message, flags & ~UC_MSG_WAITFORONE);
		if (result < 0)
			break;
		messages[done++].bytes = (uint32_t)result;
		if (flags & UC_MSG_WAITFORONE)
			flags |= UC_MSG_DONTWAIT;
		if (uc_clock_monotonic_ns() - start >= longest)
			break;
	}
	socket_put(socket);
	return done ? (long)done : result;
}
