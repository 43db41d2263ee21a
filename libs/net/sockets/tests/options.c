/* SPDX-License-Identifier: BSD-3-Clause */
/* Options, corks, and what is held back. */
#include "support.h"

static long pending(int descriptor)
{
	int bytes = -1;
	long error = UC_CALL(ioctl, descriptor, UC_FIONREAD, &bytes);
	return error < 0 ? error : bytes;
}

UC_TEST(options_of_every_socket)
{
	int d = open4(STREAM);
	UC_CHECK_EQUAL(option(d, UC_SOL_SOCKET, UC_SO_TYPE), STREAM);
	UC_CHECK_EQUAL(option(d, UC_SOL_SOCKET, UC_SO_DOMAIN), UC_AF_INET);
	UC_CHECK_EQUAL(option(d, UC_SOL_SOCKET, UC_SO_PROTOCOL), UC_IPPROTO_TCP);
	UC_CHECK_EQUAL(option(d, UC_SOL_SOCKET, UC_SO_ERROR), 0);
	UC_CHECK_EQUAL(option(d, UC_SOL_SOCKET, UC_SO_REUSEADDR), 0);
	UC_CHECK_EQUAL(set_option(d, UC_SOL_SOCKET, UC_SO_REUSEADDR, 1), 0);
	UC_CHECK_EQUAL(option(d, UC_SOL_SOCKET, UC_SO_REUSEADDR), 1);
	UC_CHECK_EQUAL(set_option(d, UC_SOL_SOCKET, UC_SO_KEEPALIVE, 1), 0);
	UC_CHECK_EQUAL(option(d, UC_SOL_SOCKET, UC_SO_KEEPALIVE), 1);
	UC_CHECK(option(d, UC_SOL_SOCKET, UC_SO_SNDBUF) > 0);
	UC_CHECK_EQUAL(option(d, UC_SOL_SOCKET, 9999), -ENOPROTOOPT);
	UC_CHECK_EQUAL(set_option(d, UC_SOL_SOCKET, 9999, 1), -ENOPROTOOPT);
	UC_CHECK_EQUAL(UC_CALL(setsockopt, d, UC_IPPROTO_TCP, UC_TCP_NODELAY, 0, 0), -EINVAL);
	UC_CALL(close, d);
}

UC_TEST(options_of_tcp_are_kept)
{
	struct connection c;
	UC_REQUIRE(connection_open(&c, 0));
	UC_CHECK_EQUAL(option(c.server, UC_IPPROTO_TCP, UC_TCP_NODELAY), 0);
	UC_CHECK_EQUAL(set_option(c.server, UC_IPPROTO_TCP, UC_TCP_NODELAY, 5), 0);
	UC_CHECK_EQUAL(option(c.server, UC_IPPROTO_TCP, UC_TCP_NODELAY), 1);
	UC_CHECK_EQUAL(set_option(c.server, UC_IPPROTO_TCP, UC_TCP_CORK, 1), 0);
	UC_CHECK_EQUAL(option(c.server, UC_IPPROTO_TCP, UC_TCP_CORK), 1);
	connection_close(&c);
}

UC_TEST(cork_holds_until_it_is_pulled)
{
	struct connection c;
	char buffer[16];
	UC_REQUIRE(connection_open(&c, 0));
	UC_CHECK_EQUAL(set_option(c.client, UC_IPPROTO_TCP, UC_TCP_CORK, 1), 0);
	UC_CHECK_EQUAL(send_bytes(c.client, "head", 4, 0), 4);
	UC_CHECK_EQUAL(send_bytes(c.client, "body", 4, 0), 4);
	sleep_ms(5);
	UC_CHECK_EQUAL(pending(c.server), 0);
	UC_CHECK_EQUAL(set_option(c.client, UC_IPPROTO_TCP, UC_TCP_CORK, 0), 0);
	UC_CHECK_EQUAL(wait_for(c.server, UC_POLLIN), UC_POLLIN);
	UC_CHECK_EQUAL(receive_bytes(c.server, buffer, sizeof buffer, 0), 8);
	UC_CHECK(buffer[0] == 'h' && buffer[4] == 'b');
	connection_close(&c);
}

UC_TEST(cork_gives_way_after_a_while)
{
	struct connection c;
	char buffer[16];
	UC_REQUIRE(connection_open(&c, 0));
	UC_CHECK_EQUAL(set_option(c.client, UC_IPPROTO_TCP, UC_TCP_CORK, 1), 0);
	UC_CHECK_EQUAL(send_bytes(c.client, "head", 4, 0), 4);
	UC_CHECK_EQUAL(wait_for(c.server, UC_POLLIN), UC_POLLIN);
	UC_CHECK_EQUAL(receive_bytes(c.server, buffer, sizeof buffer, 0), 4);
	connection_close(&c);
}

UC_TEST(more_is_joined_with_what_follows)
{
	struct connection c;
	char buffer[16];
	UC_REQUIRE(connection_open(&c, 0));
	UC_CHECK_EQUAL(send_bytes(c.client, "ab", 2, UC_MSG_MORE), 2);
	sleep_ms(5);
	UC_CHECK_EQUAL(pending(c.server), 0);
	UC_CHECK_EQUAL(send_bytes(c.client, "cd", 2, 0), 2);
	UC_CHECK_EQUAL(wait_for(c.server, UC_POLLIN), UC_POLLIN);
	UC_CHECK_EQUAL(receive_bytes(c.server, buffer, sizeof buffer, 0), 4);
	UC_CHECK(buffer[1] == 'b' && buffer[2] == 'c');
	connection_close(&c);
}

UC_TEST(held_bytes_leave_before_the_end)
{
	struct connection c;
	char buffer[16];
	for (int close = 0; close < 2; close++) {
		UC_REQUIRE(connection_open(&c, 0));
		UC_CHECK_EQUAL(send_bytes(c.client, "last", 4, UC_MSG_MORE), 4);
		if (close) {
			UC_CALL(close, c.client);
			c.client = -1;
		} else {
			UC_CALL(shutdown, c.client, UC_SHUT_WR);
		}
		UC_CHECK_EQUAL(receive_bytes(c.server, buffer, sizeof buffer, 0), 4);
		UC_CHECK_EQUAL(receive_bytes(c.server, buffer, sizeof buffer, 0), 0);
		connection_close(&c);
	}
}

/* The peer reads nothing at first, so what is held cannot leave when the socket is closed: it follows by itself. */
UC_TEST(held_bytes_outlive_their_socket)
{
	struct connection c;
	static char block[1 << 16];
	long sent = 0, got = 0, result;
	char last = 0;
	UC_REQUIRE(connection_open(&c, NONBLOCK));
	while ((result = send_bytes(c.client, block, sizeof block, 0)) > 0)
		sent += result;
	UC_CHECK_EQUAL(set_option(c.client, UC_IPPROTO_TCP, UC_TCP_CORK, 1), 0);
	result = send_bytes(c.client, "end", 3, 0);
	UC_CHECK(result == 3 || result == -EAGAIN); /* Linux has no room for it either */
	sent += result > 0 ? result : 0;
	UC_CALL(close, c.client);
	c.client = -1;
	for (int patience = 5; patience > 0;) { /* an end that finds the window full is sent again */
		wait_for(c.server, UC_POLLIN);
		result = receive_bytes(c.server, block, sizeof block, 0);
		if (result == 0)
			break;
		patience -= result < 0;
		got += result > 0 ? result : 0;
		last = result > 0 ? block[result - 1] : last;
	}
	UC_CHECK_EQUAL(result, 0);
	UC_CHECK_EQUAL(got, sent);
	UC_CHECK(last == 'd' || last == 0);
	connection_close(&c);
}

enum { BODY = 100000 };

static void send_head_and_body(void *argument)
{
	const struct connection *c = argument;
	static char body[BODY];
	for (int i = 0; i < BODY; i++)
		body[i] = (char)(i % 251);
	UC_CHECK_EQUAL(send_bytes(c->client, "head", 4, 0), 4);
	UC_CHECK_EQUAL(send_bytes(c->client, body, BODY, 0), BODY);
	UC_CHECK_EQUAL(set_option(c->client, UC_IPPROTO_TCP, UC_TCP_CORK, 0), 0);
	UC_CALL(shutdown, c->client, UC_SHUT_WR);
}

/* A large piece, perhaps larger than all buffers, behind a small one that is held: in order, and whole. */
UC_TEST(cork_with_a_large_body)
{
	struct connection c;
	static char got[BODY + 4];
	long sum = 0, result;
	party sender;
	UC_REQUIRE(connection_open(&c, 0));
	UC_CHECK_EQUAL(set_option(c.client, UC_IPPROTO_TCP, UC_TCP_CORK, 1), 0);
	UC_REQUIRE(party_start(&sender, send_head_and_body, &c));
	while (sum < BODY + 4 && (result = receive_bytes(c.server, got + sum, (size_t)(BODY + 4 - sum), 0)) > 0)
		sum += result;
	party_join(sender);
	UC_CHECK_EQUAL(sum, BODY + 4);
	UC_CHECK(got[3] == 'd');
	for (int i = 0; i < BODY; i++)
		if (got[i + 4] != (char)(i % 251)) {
			uc_test_fail(__FILE__, __LINE__, "byte %d is wrong", i);
			break;
		}
	connection_close(&c);
}

UC_TEST(pending_bytes_are_counted)
{
	struct connection c;
	UC_REQUIRE(connection_open(&c, 0));
	UC_CHECK_EQUAL(send_bytes(c.client, "12345", 5, 0), 5);
	UC_CHECK_EQUAL(wait_for(c.server, UC_POLLIN), UC_POLLIN);
	UC_CHECK_EQUAL(pending(c.server), 5);
	UC_CHECK_EQUAL(UC_CALL(ioctl, c.server, 0x1234, 0), -ENOTTY);
	connection_close(&c);
}
