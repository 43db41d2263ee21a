/* SPDX-License-Identifier: BSD-3-Clause */
/* Local streams in pairs (unix(7)). Each end owns the queue that it receives from. */
#include <unicore/byte-queue.h>
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/socket.h>
#include <unicore/string.h>

/* The other end may still fill so much at once when it is told that it may write. */
#define WRITABLE_BYTES 4096UL

struct end {
	struct uc_socket socket;
	struct end *peer; /* NULL: closed */
	struct uc_byte_queue incoming;
	bool no_receive, no_send; /* shut down, by either end */
	int error;                /* told once */
};

static struct end *end_of(struct uc_socket *socket)
{
	return UC_CONTAINER_OF(socket, struct end, socket);
}

static unsigned readiness(const struct end *end)
{
	unsigned bits = 0;
	if (end->incoming.length > 0 || end->no_receive)
		bits |= UC_POLL_READABLE;
	if (end->no_receive)
		bits |= UC_POLLRDHUP;
	if (end->no_receive && end->no_send)
		bits |= UC_POLLHUP;
	if (end->error)
		bits |= UC_POLLERR;
	if (!end->peer || end->no_send || end->peer->incoming.most - end->peer->incoming.length >= WRITABLE_BYTES)
		bits |= UC_POLL_WRITABLE;
	return bits;
}

static unsigned end_poll(struct uc_file *file)
{
	return readiness(end_of(uc_socket_of(file)));
}

static void tell(struct end *end)
{
	if (end)
		uc_waitq_wake_all(&end->socket.file.waiters, readiness(end));
}

static bool may_wait(const struct end *end, unsigned flags)
{
	return !(end->socket.file.flags & UC_O_NONBLOCK) && !(flags & UC_MSG_DONTWAIT);
}

static bool can_send(struct end *end)
{
	return end->no_send || uc_byte_queue_reserve(&end->peer->incoming, 1) > 0;
}

static long end_send(struct uc_socket *socket, const struct uc_message *message, unsigned flags)
{
	struct end *end = end_of(socket);
	size_t bytes = uc_iovec_bytes(message->vector, (int)message->count), done = 0;
	if (flags & UC_MSG_OOB)
		return -EOPNOTSUPP;
	if (message->address)
		return -EISCONN;
	if (message->control && message->control_bytes > 0)
		return -EINVAL;
	while (done < bytes || end->no_send) {
		if (end->no_send)
			return done > 0 ? (long)done : -EPIPE;
		size_t room = uc_byte_queue_reserve(&end->peer->incoming, bytes - done);
		if (room > 0) {
			size_t part = room < bytes - done ? room : bytes - done;
			uc_byte_queue_put(&end->peer->incoming, message->vector, done, part);
			done += part;
			tell(end->peer);
			continue;
		}
		int error = -EAGAIN;
		if (end->peer->incoming.length == 0)
			error = -ENOMEM; /* nobody would make room */
		else if (may_wait(end, flags))
			error = UC_WAIT_EVENT(&socket->file.waiters, can_send(end), UC_FOREVER, true);
		if (error)
			return done > 0 ? (long)done : error;
	}
	return (long)done;
}

/* Waits for the first byte. Returns 0, 1 (the end) or a negative errno. */
static int wait_for_data(struct end *end, unsigned flags)
{
	for (;;) {
		if (end->incoming.length > 0)
			return 0;
		if (end->error) {
			int error = end->error;
			end->error = 0;
			return error;
		}
		if (end->no_receive)
			return 1;
		if (!may_wait(end, flags))
			return -EAGAIN;
		int error = UC_WAIT_EVENT(&end->socket.file.waiters,
					  end->incoming.length > 0 || end->error || end->no_receive, UC_FOREVER, true);
		if (error)
			return error;
	}
}

static long take(struct end *end, const struct uc_message *message, size_t skip, size_t bytes, unsigned flags)
{
	size_t part = bytes < end->incoming.length ? bytes : end->incoming.length;
	uc_byte_queue_peek(&end->incoming, message->vector, skip, part);
	if (!(flags & UC_MSG_PEEK)) {
		uc_byte_queue_drop(&end->incoming, part);
		tell(end->peer);
	}
	return (long)part;
}

static long end_receive(struct uc_socket *socket, struct uc_message *message, unsigned flags)
{
	struct end *end = end_of(socket);
	size_t bytes = uc_iovec_bytes(message->vector, (int)message->count), done = 0;
	if (flags & UC_MSG_OOB)
		return -EOPNOTSUPP;
	message->address_bytes = 0;
	message->control_bytes = 0;
	do {
		int error = wait_for_data(end, flags);
		if (error)
			return done > 0 || error == 1 ? (long)done : error;
		done += (size_t)take(end, message, done, bytes - done, flags);
	} while (done < bytes && flags & UC_MSG_WAITALL && !(flags & UC_MSG_PEEK));
	return (long)done;
}

static int end_shutdown(struct uc_socket *socket, int how)
{
	struct end *end = end_of(socket);
	if (how != UC_SHUT_WR)
		end->no_receive = true;
	if (how != UC_SHUT_RD)
		end->no_send = true;
	if (end->peer) {
		end->peer->no_send |= end->no_receive;
		end->peer->no_receive |= end->no_send;
	}
	tell(end);
	tell(end->peer);
	return 0;
}

static int end_name(struct uc_socket *socket, bool peer, union uc_address *address, uint32_t *bytes)
{
	if (peer && !end_of(socket)->peer)
		return -ENOTCONN;
	address->family = UC_AF_UNIX;
	*bytes = sizeof address->family;
	return 0;
}

static int end_get_option(struct uc_socket *socket, int level, int option, void *value, uint32_t *bytes)
{
	struct end *end = end_of(socket);
	int answer;
	if (level != UC_SOL_SOCKET)
		return -EOPNOTSUPP;
	switch (option) {
	case UC_SO_ERROR:
		answer = -end->error;
		end->error = 0;
		break;
	case UC_SO_SNDBUF:
	case UC_SO_RCVBUF:
		answer = (int)end->incoming.most;
		break;
	case UC_SO_ACCEPTCONN:
		answer = 0;
		break;
	default:
		return -ENOPROTOOPT;
	}
	if (*bytes > sizeof answer)
		*bytes = sizeof answer;
	memcpy(value, &answer, *bytes);
	return 0;
}

static long end_control(struct uc_file *file, unsigned request, void *argument)
{
	if (request != UC_FIONREAD)
		return -ENOTTY;
	if (!argument)
		return -EFAULT;
	*(int *)argument = (int)end_of(uc_socket_of(file))->incoming.length;
	return 0;
}

static void end_release(struct uc_file *file)
{
	struct end *end = end_of(uc_socket_of(file)), *peer = end->peer;
	if (peer) {
		peer->peer = NULL;
		peer->no_send = peer->no_receive = true;
		if (end->incoming.length > 0)
			peer->error = -ECONNRESET;
		tell(peer);
	}
	uc_byte_queue_free(&end->incoming);
	uc_heap_free(end);
}

static const struct uc_socket_operations socket_operations = {
	.shutdown = end_shutdown,
	.name = end_name,
	.get_option = end_get_option,
	.send = end_send,
	.receive = end_receive,
};

static const struct uc_file_operations file_operations = {
	.read = uc_socket_read,
	.write = uc_socket_write,
	.stat = uc_socket_stat,
	.control = end_control,
	.poll = end_poll,
	.release = end_release,
};

static int make_pair(int domain, int type, int protocol, struct uc_socket *sockets[2])
{
	struct end *ends[2];
	if (type != UC_SOCK_STREAM)
		return -ESOCKTNOSUPPORT;
	if (protocol != 0 && protocol != UC_AF_UNIX)
		return -EPROTONOSUPPORT;
	for (int i = 0; i < 2; i++) {
		ends[i] = uc_heap_alloc_zeroed(1, sizeof *ends[i]);
		if (!ends[i]) {
			if (i > 0)
				uc_heap_free(ends[0]);
			return -ENOMEM;
		}
		uc_socket_init(&ends[i]->socket, &socket_operations, &file_operations, domain, type, 0);
		uc_byte_queue_init(&ends[i]->incoming, CONFIG_POSIX_SOCKETPAIR_BYTES);
		sockets[i] = &ends[i]->socket;
	}
	ends[0]->peer = ends[1];
	ends[1]->peer = ends[0];
	return 0;
}

/* A socket alone has no use: there are no names by which it could be connected. */
static int make_single(int domain, int type, int protocol, struct uc_socket **socket)
{
	(void)domain, (void)type, (void)protocol, (void)socket;
	return -EAFNOSUPPORT;
}

int uc_socketpair_init(void);

int uc_socketpair_init(void)
{
	static struct uc_socket_family family = {.domain = UC_AF_UNIX, .create = make_single, .pair = make_pair};
	uc_socket_family_add(&family);
	return 0;
}
