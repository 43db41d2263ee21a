/* SPDX-License-Identifier: BSD-3-Clause */
/* TCP: connections, what is sent arrives, ends and resets. */
#include "support.h"

UC_TEST(stream_carries_bytes_both_ways)
{
	struct connection c;
	char buffer[16] = "";
	UC_REQUIRE(connection_open(&c, 0));
	UC_CHECK_EQUAL(send_bytes(c.client, "ping", 4, 0), 4);
	UC_CHECK_EQUAL(receive_bytes(c.server, buffer, sizeof buffer, 0), 4);
	UC_CHECK(buffer[0] == 'p' && buffer[3] == 'g');
	UC_CHECK_EQUAL(UC_CALL(write, c.server, "pong!", 5), 5);
	UC_CHECK_EQUAL(UC_CALL(read, c.client, buffer, sizeof buffer), 5);
	UC_CHECK(buffer[4] == '!');
	connection_close(&c);
}

UC_TEST(stream_names_both_ends)
{
	struct connection c;
	struct uc_address4 own, peer;
	uint32_t own_bytes = sizeof own, peer_bytes = sizeof peer;
	UC_REQUIRE(connection_open(&c, 0));
	UC_CHECK_EQUAL(UC_CALL(getsockname, c.client, &own, &own_bytes), 0);
	UC_CHECK_EQUAL(UC_CALL(getpeername, c.server, &peer, &peer_bytes), 0);
	UC_CHECK_EQUAL(own_bytes, sizeof own);
	UC_CHECK(own.family == UC_AF_INET && own.port == peer.port && own.port != 0);
	own_bytes = 4;
	own.address[0] = 1;
	UC_CHECK_EQUAL(UC_CALL(getsockname, c.server, &own, &own_bytes), 0);
	UC_CHECK_EQUAL(own_bytes, sizeof own);
	UC_CHECK_EQUAL(network(own.port), c.port);
	UC_CHECK_EQUAL(own.address[0], 1);
	UC_CHECK_EQUAL(UC_CALL(getpeername, c.listener, &peer, &peer_bytes), -ENOTCONN);
	connection_close(&c);
}

UC_TEST(stream_accept_tells_the_peer)
{
	int listener = open4(STREAM), client = open4(STREAM);
	uint16_t port = bind_any(listener);
	struct uc_address4 peer, own;
	uint32_t peer_bytes = sizeof peer, own_bytes = sizeof own;
	UC_REQUIRE(port);
	UC_CHECK_EQUAL(UC_CALL(listen, listener, 1), 0);
	UC_CHECK_EQUAL(option(listener, UC_SOL_SOCKET, UC_SO_ACCEPTCONN), 1);
	UC_CHECK_EQUAL(connect_to(client, port), 0);
	long server = UC_CALL(accept, listener, &peer, &peer_bytes);
	UC_REQUIRE(server >= 0);
	UC_CHECK_EQUAL(UC_CALL(getsockname, client, &own, &own_bytes), 0);
	UC_CHECK(peer.family == UC_AF_INET && peer.port == own.port && peer_bytes == sizeof peer);
	UC_CALL(close, server);
	UC_CALL(close, client);
	UC_CALL(close, listener);
}

UC_TEST(stream_without_a_listener_is_refused)
{
	int holder = open4(STREAM), client = open4(STREAM);
	uint16_t port = bind_any(holder); /* bound, not listening */
	UC_CHECK_EQUAL(connect_to(client, port), -ECONNREFUSED);
	UC_CALL(close, client);
	UC_CALL(close, holder);
}

UC_TEST(stream_end_is_read_as_zero)
{
	struct connection c;
	char byte;
	UC_REQUIRE(connection_open(&c, 0));
	UC_CHECK_EQUAL(send_bytes(c.client, "x", 1, 0), 1);
	UC_CHECK_EQUAL(UC_CALL(shutdown, c.client, UC_SHUT_WR), 0);
	UC_CHECK_EQUAL(receive_bytes(c.server, &byte, 1, 0), 1);
	UC_CHECK_EQUAL(receive_bytes(c.server, &byte, 1, 0), 0);
	UC_CHECK_EQUAL(receive_bytes(c.server, &byte, 1, 0), 0);
	/* Half closed: the other direction works. */
	UC_CHECK_EQUAL(send_bytes(c.server, "y", 1, 0), 1);
	UC_CHECK_EQUAL(receive_bytes(c.client, &byte, 1, 0), 1);
	UC_CHECK_EQUAL(byte, 'y');
	UC_CHECK_EQUAL(send_bytes(c.client, "z", 1, UC_MSG_NOSIGNAL), -EPIPE);
	connection_close(&c);
}

UC_TEST(stream_shutdown_of_reading_ends_it)
{
	struct connection c;
	char byte;
	UC_REQUIRE(connection_open(&c, 0));
	UC_CHECK_EQUAL(UC_CALL(shutdown, c.server, UC_SHUT_RD), 0);
	UC_CHECK_EQUAL(receive_bytes(c.server, &byte, 1, 0), 0);
	UC_CHECK_EQUAL(UC_CALL(shutdown, c.server, 7), -EINVAL);
	int stranger = open4(STREAM);
	UC_CHECK_EQUAL(UC_CALL(shutdown, stranger, UC_SHUT_WR), -ENOTCONN);
	UC_CALL(close, stranger);
	connection_close(&c);
}

/* A connection from `port` (0: any) that the server closes first. Returns the client's port, or 0: it was not heard. */
static uint16_t visit(int listener, uint16_t listening, uint16_t port)
{
	struct uc_address4 own = loopback(port);
	uint32_t bytes = sizeof own;
	int64_t patience[2] = {3, 0};
	char byte = 0;
	int client = open4(STREAM);
	set_option(client, UC_SOL_SOCKET, UC_SO_REUSEADDR, 1);
	UC_CALL(setsockopt, client, UC_SOL_SOCKET, UC_SO_SNDTIMEO, patience, sizeof patience);
	UC_CHECK_EQUAL(UC_CALL(bind, client, &own, sizeof own), 0);
	UC_CHECK_EQUAL(UC_CALL(getsockname, client, &own, &bytes), 0);
	long error = connect_to(client, listening);
	UC_CHECK_EQUAL(error, 0);
	if (!error) {
		int server = (int)UC_CALL(accept, listener, 0, 0);
		UC_CHECK_EQUAL(send_bytes(server, "a", 1, 0), 1);
		UC_CALL(close, server);
		UC_CHECK_EQUAL(receive_bytes(client, &byte, 1, 0), 1);
		UC_CHECK_EQUAL(receive_bytes(client, &byte, 1, 0), 0);
	}
	UC_CALL(close, client);
	return error ? 0 : network(own.port);
}

/* The server's end is in TIME-WAIT; a client with a higher sequence number is a new one (RFC 1122, 4.2.2.13). */
UC_TEST(stream_of_the_same_name_again)
{
	int listener = open4(STREAM);
	uint16_t listening = bind_any(listener), port;
	UC_REQUIRE(listening && UC_CALL(listen, listener, 1) == 0);
	port = visit(listener, listening, 0);
	sleep_ms(50); /* until the last acknowledgement has come */
	if (port)
		port = visit(listener, listening, port);
	sleep_ms(800); /* so that the sequence number is beyond what was the window */
	if (port)
		visit(listener, listening, port);
	UC_CALL(close, listener);
}

static void reset(struct connection *c)
{
	int linger[2] = {1, 0};
	UC_CHECK_EQUAL(UC_CALL(setsockopt, c->client, UC_SOL_SOCKET, UC_SO_LINGER, linger, sizeof linger), 0);
	UC_CHECK_EQUAL(UC_CALL(close, c->client), 0);
	c->client = -1;
}

UC_TEST(stream_reset_is_told_once)
{
	struct connection c;
	char byte;
	UC_REQUIRE(connection_open(&c, 0));
	reset(&c);
	UC_CHECK(wait_for(c.server, UC_POLLIN) & UC_POLLIN);
	int told = events_now(c.server, UC_POLLIN | UC_POLLOUT | UC_POLLRDHUP);
	UC_CHECK_EQUAL(told, UC_POLLIN | UC_POLLOUT | UC_POLLERR | UC_POLLHUP | UC_POLLRDHUP);
	UC_CHECK_EQUAL(receive_bytes(c.server, &byte, 1, 0), -ECONNRESET);
	UC_CHECK_EQUAL(receive_bytes(c.server, &byte, 1, 0), 0);
	UC_CHECK_EQUAL(send_bytes(c.server, "x", 1, UC_MSG_NOSIGNAL), -EPIPE);
	connection_close(&c);
}

UC_TEST(stream_reset_is_the_sockets_error)
{
	struct connection c;
	UC_REQUIRE(connection_open(&c, 0));
	reset(&c);
	UC_CHECK(wait_for(c.server, UC_POLLIN) & UC_POLLERR);
	UC_CHECK_EQUAL(option(c.server, UC_SOL_SOCKET, UC_SO_ERROR), ECONNRESET);
	UC_CHECK_EQUAL(option(c.server, UC_SOL_SOCKET, UC_SO_ERROR), 0);
	UC_CHECK(!(events_now(c.server, UC_POLLIN) & UC_POLLERR));
	connection_close(&c);
}

UC_TEST(stream_peek_leaves_the_bytes)
{
	struct connection c;
	char buffer[4] = "";
	UC_REQUIRE(connection_open(&c, 0));
	UC_CHECK_EQUAL(send_bytes(c.client, "abcd", 4, 0), 4);
	UC_CHECK_EQUAL(receive_bytes(c.server, buffer, 2, UC_MSG_PEEK), 2);
	UC_CHECK_EQUAL(receive_bytes(c.server, buffer, 4, 0), 4);
	UC_CHECK(buffer[0] == 'a' && buffer[3] == 'd');
	connection_close(&c);
}

UC_TEST(stream_vectors_are_gathered_and_scattered)
{
	struct connection c;
	char first[2], second[8];
	struct uc_iovec out[3] = {{"ab", 2}, {"", 0}, {"cde", 3}}, in[2] = {{first, 2}, {second, 8}};
	struct uc_message message = {.vector = out, .count = 3};
	UC_REQUIRE(connection_open(&c, 0));
	UC_CHECK_EQUAL(UC_CALL(sendmsg, c.client, &message, 0), 5);
	message = (struct uc_message){.vector = in, .count = 2};
	UC_CHECK_EQUAL(UC_CALL(recvmsg, c.server, &message, 0), 5);
	UC_CHECK(first[1] == 'b' && second[0] == 'c' && second[2] == 'e');
	UC_CHECK_EQUAL(UC_CALL(writev, c.server, out, 3), 5);
	UC_CHECK_EQUAL(UC_CALL(readv, c.client, in, 2), 5);
	connection_close(&c);
}

UC_TEST(stream_over_ipv6)
{
	struct uc_address6 address = {.family = UC_AF_INET6, .address = {[15] = 1}};
	uint32_t bytes = sizeof address;
	char byte = 0;
	int listener = (int)UC_CALL(socket, UC_AF_INET6, STREAM, 0);
	if (listener < 0 || UC_CALL(bind, listener, &address, sizeof address) < 0) {
		uc_test_skip("no IPv6 here");
		UC_CALL(close, listener);
		return;
	}
	int client = (int)UC_CALL(socket, UC_AF_INET6, STREAM, 0);
	UC_CHECK_EQUAL(UC_CALL(listen, listener, 1), 0);
	UC_CHECK_EQUAL(UC_CALL(getsockname, listener, &address, &bytes), 0);
	UC_CHECK_EQUAL(bytes, sizeof address);
	UC_CHECK_EQUAL(UC_CALL(connect, client, &address, bytes), 0);
	long server = UC_CALL(accept, listener, &address, &bytes);
	UC_CHECK(server >= 0 && address.family == UC_AF_INET6 && address.address[15] == 1);
	UC_CHECK_EQUAL(send_bytes(client, "6", 1, 0), 1);
	UC_CHECK_EQUAL(receive_bytes((int)server, &byte, 1, 0), 1);
	UC_CHECK_EQUAL(byte, '6');
	UC_CALL(close, server);
	UC_CALL(close, client);
	UC_CALL(close, listener);
}

UC_TEST(stream_of_a_stranger_is_refused)
{
	struct uc_address4 address = loopback(1);
	int d = open4(STREAM);
	char byte;
	UC_CHECK_EQUAL(send_bytes(d, "x", 1, UC_MSG_NOSIGNAL), -EPIPE);
	UC_CHECK_EQUAL(receive_bytes(d, &byte, 1, 0), -ENOTCONN);
	UC_CHECK_EQUAL(UC_CALL(accept, d, 0, 0), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(connect, d, &address, 4), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(bind, d, &address, 1000), -EINVAL);
	UC_CALL(close, d);
	UC_CHECK_EQUAL(UC_CALL(connect, 4000, &address, sizeof address), -EBADF);
	UC_CHECK_EQUAL(UC_CALL(socket, 999, STREAM, 0), -EAFNOSUPPORT);
	UC_CHECK_EQUAL(UC_CALL(socket, UC_AF_INET, 15, 0), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(socket, UC_AF_INET, STREAM, UC_IPPROTO_UDP), -EPROTONOSUPPORT);
}
