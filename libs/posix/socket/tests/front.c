/* SPDX-License-Identifier: BSD-3-Clause */
/* The front alone, over a family of the test's own that remembers what it was asked. */
#include <unicore/attention.h>
#include <unicore/call.h>
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/socket.h>
#include <unicore/string.h>
#include <unicore/test.h>

#define FAMILY 40

static struct {
	unsigned flags;
	uint32_t address_bytes;
	size_t parts;
	int level, option, sockets, signal;
	long answer;
} asked;

static struct uc_socket pool[4];

static void release(struct uc_file *file)
{
	(void)file;
	asked.sockets--;
}

static const struct uc_file_operations file_operations = {
	.read = uc_socket_read,
	.write = uc_socket_write,
	.stat = uc_socket_stat,
	.release = release,
};

static int bind(struct uc_socket *socket, const union uc_address *address, uint32_t bytes)
{
	(void)socket;
	asked.address_bytes = bytes;
	return address->family == FAMILY ? 0 : -EADDRNOTAVAIL;
}

static int name(struct uc_socket *socket, bool peer, union uc_address *address, uint32_t *bytes)
{
	(void)socket;
	memset(address, peer ? 2 : 1, 16);
	*bytes = 16;
	return 0;
}

static int get_option(struct uc_socket *socket, int level, int option, void *value, uint32_t *bytes)
{
	(void)socket, (void)value, (void)bytes;
	asked.level = level;
	asked.option = option;
	return 0;
}

static long send(struct uc_socket *socket, const struct uc_message *message, unsigned flags)
{
	(void)socket;
	asked.flags = flags;
	asked.parts = message->count;
	asked.address_bytes = message->address_bytes;
	return asked.answer;
}

static long receive(struct uc_socket *socket, struct uc_message *message, unsigned flags)
{
	(void)socket;
	asked.flags = flags;
	if (message->address) {
		memset(message->address, 3, 16);
		message->address_bytes = 16;
	}
	message->flags = UC_MSG_TRUNC;
	return asked.answer;
}

static int accept(struct uc_socket *socket, struct uc_socket **accepted, union uc_address *peer, uint32_t *bytes);

static const struct uc_socket_operations operations = {
	.bind = bind,
	.name = name,
	.accept = accept,
	.get_option = get_option,
	.send = send,
	.receive = receive,
};

static int create(int domain, int type, int protocol, struct uc_socket **socket)
{
	if (asked.sockets == UC_ARRAY_LENGTH(pool))
		return -ENOBUFS;
	*socket = &pool[asked.sockets++];
	uc_socket_init(*socket, &operations, &file_operations, domain, type, protocol);
	return 0;
}

static int accept(struct uc_socket *socket, struct uc_socket **accepted, union uc_address *peer, uint32_t *bytes)
{
	memset(peer, 7, 8);
	*bytes = 8;
	return create(socket->domain, socket->type, socket->protocol, accepted);
}

static int pair(int domain, int type, int protocol, struct uc_socket *sockets[2])
{
	create(domain, type, protocol, &sockets[0]);
	return create(domain, type, protocol, &sockets[1]);
}

static struct uc_socket_family family = {.domain = FAMILY, .create = create, .pair = pair};

static int open_socket(int type)
{
	if (!family.node.next)
		uc_socket_family_add(&family);
	return (int)UC_CALL(socket, FAMILY, type, 3);
}

static void raised(int signal)
{
	asked.signal = signal;
}

UC_TEST(socket_has_its_flags)
{
	int d = open_socket(UC_SOCK_STREAM | UC_SOCK_NONBLOCK | UC_SOCK_CLOEXEC);
	UC_REQUIRE(d >= 0);
	UC_CHECK(UC_CALL(fcntl, d, 3, 0) & UC_O_NONBLOCK); /* F_GETFL */
	UC_CHECK_EQUAL(UC_CALL(fcntl, d, 1, 0), 1);        /* F_GETFD */
	UC_CALL(close, d);
	UC_CHECK_EQUAL(asked.sockets, 0);
	UC_CHECK_EQUAL(UC_CALL(socket, FAMILY, 0x100, 0), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(socket, 41, 1, 0), -EAFNOSUPPORT);
}

UC_TEST(socket_knows_what_it_is)
{
	int d = open_socket(UC_SOCK_SEQPACKET), value = 0;
	uint32_t bytes = sizeof value;
	UC_CHECK_EQUAL(UC_CALL(getsockopt, d, UC_SOL_SOCKET, UC_SO_TYPE, &value, &bytes), 0);
	UC_CHECK_EQUAL(value, UC_SOCK_SEQPACKET);
	UC_CHECK_EQUAL(UC_CALL(getsockopt, d, UC_SOL_SOCKET, UC_SO_PROTOCOL, &value, &bytes), 0);
	UC_CHECK_EQUAL(value, 3);
	UC_CHECK_EQUAL(UC_CALL(getsockopt, d, UC_SOL_SOCKET, UC_SO_ERROR, &value, &bytes), 0);
	UC_CHECK_EQUAL(asked.option, UC_SO_ERROR);
	UC_CALL(close, d);
}

UC_TEST(addresses_are_checked_and_cut)
{
	int d = open_socket(UC_SOCK_STREAM);
	union uc_address address = {.family = FAMILY};
	unsigned char room[16] = {0};
	uint32_t bytes = 5;
	UC_CHECK_EQUAL(UC_CALL(bind, d, &address, 12), 0);
	UC_CHECK_EQUAL(asked.address_bytes, 12);
	UC_CHECK_EQUAL(UC_CALL(bind, d, &address, 1), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(bind, d, &address, 129), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(bind, d, 0, 16), -EFAULT);
	UC_CHECK_EQUAL(UC_CALL(getsockname, d, room, &bytes), 0);
	UC_CHECK_EQUAL(bytes, 16);
	UC_CHECK(room[4] == 1 && room[5] == 0);
	UC_CHECK_EQUAL(UC_CALL(getpeername, d, room, 0), -EFAULT);
	UC_CHECK_EQUAL(UC_CALL(listen, d, 1), -EOPNOTSUPP);
	UC_CALL(close, d);
}

UC_TEST(accept_makes_a_descriptor)
{
	int d = open_socket(UC_SOCK_STREAM);
	unsigned char room[16] = {0};
	uint32_t bytes = 4;
	long made = UC_CALL(accept4, d, room, &bytes, UC_SOCK_NONBLOCK);
	UC_REQUIRE(made >= 0 && made != d);
	UC_CHECK(bytes == 8 && room[3] == 7 && room[4] == 0);
	UC_CHECK(UC_CALL(fcntl, made, 3, 0) & UC_O_NONBLOCK);
	UC_CHECK_EQUAL(UC_CALL(accept4, d, 0, 0, 1), -EINVAL);
	UC_CALL(close, made);
	UC_CALL(close, d);
	UC_CHECK_EQUAL(asked.sockets, 0);
}

UC_TEST(a_pair_is_two_descriptors)
{
	int both[2] = {-1, -1};
	UC_CALL(close, open_socket(1));
	UC_CHECK_EQUAL(UC_CALL(socketpair, FAMILY, UC_SOCK_STREAM | UC_SOCK_NONBLOCK, 0, both), 0);
	UC_CHECK(both[0] >= 0 && both[1] > both[0]);
	UC_CHECK(UC_CALL(fcntl, both[1], 3, 0) & UC_O_NONBLOCK);
	UC_CALL(close, both[0]);
	UC_CALL(close, both[1]);
}

UC_TEST(a_stream_without_a_reader_raises_sigpipe)
{
	void (*before)(int) = uc_raise;
	int stream = open_socket(UC_SOCK_STREAM), datagram = open_socket(UC_SOCK_DGRAM);
	uc_raise = raised;
	asked.answer = -EPIPE;
	asked.signal = 0;
	UC_CHECK_EQUAL(UC_CALL(sendto, stream, "x", 1, UC_MSG_NOSIGNAL, 0, 0), -EPIPE);
	UC_CHECK_EQUAL(asked.signal, 0);
	UC_CHECK_EQUAL(UC_CALL(sendto, datagram, "x", 1, 0, 0, 0), -EPIPE);
	UC_CHECK_EQUAL(asked.signal, 0);
	UC_CHECK_EQUAL(UC_CALL(write, stream, "x", 1), -EPIPE);
	UC_CHECK_EQUAL(asked.signal, 13);
	uc_raise = before;
	UC_CALL(close, datagram);
	UC_CALL(close, stream);
}

UC_TEST(messages_are_checked_and_told)
{
	int d = open_socket(UC_SOCK_DGRAM);
	char byte;
	struct uc_iovec part = {&byte, 1};
	union uc_address from;
	struct uc_message message = {.address = &from, .address_bytes = 4, .vector = &part, .count = 1};
	asked.answer = 1;
	UC_CHECK_EQUAL(UC_CALL(recvmsg, d, &message, UC_MSG_PEEK), 1);
	UC_CHECK_EQUAL(message.address_bytes, 16);
	UC_CHECK_EQUAL(message.flags, UC_MSG_TRUNC);
	UC_CHECK(from.bytes[3] == 3 && asked.flags == UC_MSG_PEEK);
	message.count = 2000;
	UC_CHECK_EQUAL(UC_CALL(recvmsg, d, &message, 0), -EMSGSIZE);
	UC_CHECK_EQUAL(UC_CALL(sendmsg, d, &message, 0), -EMSGSIZE);
	UC_CHECK_EQUAL(UC_CALL(sendmsg, d, 0, 0), -EFAULT);
	UC_CHECK_EQUAL(UC_CALL(sendto, d, 0, 1, 0, 0, 0), -EFAULT);
	UC_CALL(close, d);
}

UC_TEST(many_messages_stop_at_the_first_error)
{
	int d = open_socket(UC_SOCK_DGRAM);
	char byte;
	struct uc_iovec part = {&byte, 1};
	struct uc_message_of_many many[3] = {{{.vector = &part, .count = 1}, 9},
					     {{.vector = &part, .count = 5000}, 9},
					     {{.vector = &part, .count = 1}, 9}};
	asked.answer = 1;
	UC_CHECK_EQUAL(UC_CALL(sendmmsg, d, many, 3, 0), 1);
	UC_CHECK_EQUAL(many[0].bytes, 1);
	UC_CHECK_EQUAL(UC_CALL(recvmmsg, d, many, 1, UC_MSG_WAITFORONE, 0), 1);
	UC_CHECK_EQUAL(UC_CALL(recvmmsg, d, many + 1, 1, 0, 0), -EMSGSIZE);
	UC_CALL(close, d);
}

UC_TEST(what_is_no_socket_is_refused)
{
	union uc_address address = {.family = FAMILY};
	uint32_t bytes = 16;
	UC_CHECK_EQUAL(UC_CALL(bind, 1, &address, 16), -ENOTSOCK);
	UC_CHECK_EQUAL(UC_CALL(getsockname, 4000, &address, &bytes), -EBADF);
	UC_CHECK_EQUAL(UC_CALL(sendto, 1, "x", 1, 0, 0, 0), -ENOTSOCK);
	UC_CHECK_EQUAL(UC_CALL(shutdown, 1, UC_SHUT_WR), -ENOTSOCK);
}

UC_TEST(a_socket_is_a_socket_to_stat)
{
	int d = open_socket(UC_SOCK_STREAM);
	struct uc_linux_stat stat;
	UC_CHECK_EQUAL(UC_CALL(fstat, d, &stat), 0);
	UC_CHECK_EQUAL(stat.mode & UC_S_IFMT, UC_S_IFSOCK);
	UC_CALL(close, d);
}
