/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls that wait, and calls that must not. */
#include "support.h"

UC_TEST(nonblocking_calls_say_so)
{
	struct connection c;
	char byte;
	UC_REQUIRE(connection_open(&c, NONBLOCK));
	UC_CHECK_EQUAL(receive_bytes(c.server, &byte, 1, 0), -EAGAIN);
	UC_CHECK_EQUAL(receive_bytes(c.client, &byte, 1, 0), -EAGAIN);
	UC_CALL(fcntl, c.listener, 4, UC_O_RDWR | UC_O_NONBLOCK);
	UC_CHECK_EQUAL(UC_CALL(accept, c.listener, 0, 0), -EAGAIN);
	connection_close(&c);
}

UC_TEST(dontwait_makes_one_call_nonblocking)
{
	struct connection c;
	char byte;
	UC_REQUIRE(connection_open(&c, 0));
	UC_CHECK_EQUAL(receive_bytes(c.server, &byte, 1, UC_MSG_DONTWAIT), -EAGAIN);
	UC_CHECK_EQUAL(receive_bytes(c.server, &byte, 1, UC_MSG_DONTWAIT), -EAGAIN);
	UC_CHECK_EQUAL(send_bytes(c.client, "x", 1, 0), 1);
	UC_CHECK_EQUAL(receive_bytes(c.server, &byte, 1, UC_MSG_DONTWAIT), 1);
	connection_close(&c);
}

/* A program that only asks, and never waits, hears of it in the end. */
UC_TEST(nonblocking_spin_ends)
{
	struct connection c;
	char byte;
	long result = -EAGAIN;
	UC_REQUIRE(connection_open(&c, NONBLOCK));
	UC_CHECK_EQUAL(receive_bytes(c.server, &byte, 1, 0), -EAGAIN);
	UC_CHECK_EQUAL(send_bytes(c.client, "x", 1, 0), 1);
	for (int i = 0; i < 1000 && result == -EAGAIN; i++)
		result = receive_bytes(c.server, &byte, 1, 0);
	UC_CHECK_EQUAL(result, 1);
	connection_close(&c);
}

static void send_later(void *argument)
{
	int *descriptor = argument;
	sleep_ms(10);
	send_bytes(*descriptor, "late", 4, 0);
}

UC_TEST(blocking_receive_waits)
{
	struct connection c;
	party other;
	char buffer[8];
	UC_REQUIRE(connection_open(&c, 0));
	UC_REQUIRE(party_start(&other, send_later, &c.client));
	UC_CHECK_EQUAL(receive_bytes(c.server, buffer, sizeof buffer, 0), 4);
	party_join(other);
	connection_close(&c);
}

static void connect_later(void *argument)
{
	struct connection *c = argument;
	sleep_ms(10);
	connect_to(c->client, c->port);
}

UC_TEST(blocking_accept_waits)
{
	struct connection c = {open4(STREAM), open4(STREAM), -1, 0};
	party other;
	c.port = bind_any(c.listener);
	UC_CHECK_EQUAL(UC_CALL(listen, c.listener, 1), 0);
	UC_REQUIRE(party_start(&other, connect_later, &c));
	c.server = (int)UC_CALL(accept, c.listener, 0, 0);
	UC_CHECK(c.server >= 0);
	party_join(other);
	connection_close(&c);
}

static void send_in_pieces(void *argument)
{
	int *descriptor = argument;
	for (int i = 0; i < 4; i++) {
		send_bytes(*descriptor, "12345", 5, 0);
		sleep_ms(3);
	}
}

UC_TEST(waitall_waits_for_all)
{
	struct connection c;
	party other;
	char buffer[20];
	struct uc_iovec parts[3] = {{buffer, 7}, {buffer + 7, 9}, {buffer + 16, 4}};
	struct uc_message message = {.vector = parts, .count = 3};
	UC_REQUIRE(connection_open(&c, 0));
	UC_REQUIRE(party_start(&other, send_in_pieces, &c.client));
	UC_CHECK_EQUAL(UC_CALL(recvmsg, c.server, &message, UC_MSG_WAITALL), 20);
	UC_CHECK(buffer[0] == '1' && buffer[9] == '5' && buffer[19] == '5');
	party_join(other);
	UC_CHECK_EQUAL(send_bytes(c.client, "end", 3, 0), 3);
	UC_CALL(shutdown, c.client, UC_SHUT_WR);
	UC_CHECK_EQUAL(receive_bytes(c.server, buffer, 20, UC_MSG_WAITALL), 3);
	connection_close(&c);
}

#define LARGE (8 << 20)
static char large[LARGE];

static void receive_large(void *argument)
{
	int *descriptor = argument;
	static char buffer[65536];
	long got, sum = 0;
	while ((got = receive_bytes(*descriptor, buffer, sizeof buffer, 0)) > 0)
		for (long i = 0; i < got; i++, sum++)
			if (buffer[i] != (char)(sum * 7 >> 8))
				uc_test_fail(__FILE__, __LINE__, "byte %ld is wrong", sum);
	UC_CHECK_EQUAL(sum, LARGE);
}

UC_TEST(blocking_send_takes_everything)
{
	struct connection c;
	party other;
	for (long i = 0; i < LARGE; i++)
		large[i] = (char)(i * 7 >> 8);
	UC_REQUIRE(connection_open(&c, 0));
	UC_REQUIRE(party_start(&other, receive_large, &c.server));
	UC_CHECK_EQUAL(send_bytes(c.client, large, LARGE, 0), LARGE);
	UC_CALL(shutdown, c.client, UC_SHUT_WR);
	party_join(other);
	connection_close(&c);
}

UC_TEST(nonblocking_send_fills_up_and_goes_on)
{
	struct connection c;
	static char sink[1 << 16];
	long sent = 0, got = 0, result;
	UC_REQUIRE(connection_open(&c, NONBLOCK));
	while ((result = send_bytes(c.client, large, LARGE, 0)) > 0)
		sent += result;
	UC_CHECK_EQUAL(result, -EAGAIN);
	UC_CHECK(sent > 0);
	UC_CHECK_EQUAL(events_now(c.client, UC_POLLOUT), 0);
	while (got < sent) {
		UC_CHECK(wait_for(c.server, UC_POLLIN) & UC_POLLIN);
		result = receive_bytes(c.server, sink, sizeof sink, 0);
		if (result <= 0)
			break;
		got += result;
	}
	UC_CHECK_EQUAL(got, sent);
	UC_CHECK_EQUAL(wait_for(c.client, UC_POLLOUT), UC_POLLOUT);
	UC_CHECK_EQUAL(send_bytes(c.client, "x", 1, 0), 1);
	connection_close(&c);
}

UC_TEST(receive_timeout)
{
	struct connection c;
	char byte;
	int64_t time[2] = {0, 20000}, read_back[2] = {0, 0};
	uint32_t bytes = sizeof read_back;
	UC_REQUIRE(connection_open(&c, 0));
	UC_CHECK_EQUAL(UC_CALL(setsockopt, c.server, UC_SOL_SOCKET, UC_SO_RCVTIMEO, time, sizeof time), 0);
	UC_CHECK_EQUAL(UC_CALL(getsockopt, c.server, UC_SOL_SOCKET, UC_SO_RCVTIMEO, read_back, &bytes), 0);
	UC_CHECK(read_back[0] == 0 && read_back[1] == 20000 && bytes == sizeof time);
	uint64_t start = now_ns();
	UC_CHECK_EQUAL(receive_bytes(c.server, &byte, 1, 0), -EAGAIN);
	UC_CHECK(now_ns() - start >= 20 * MS);
	time[1] = 1000000;
	UC_CHECK_EQUAL(UC_CALL(setsockopt, c.server, UC_SOL_SOCKET, UC_SO_RCVTIMEO, time, sizeof time), -EDOM);
	connection_close(&c);
}

UC_TEST(nonblocking_connect_goes_on)
{
	int listener = open4(STREAM), client = open4(STREAM | NONBLOCK);
	uint16_t port = bind_any(listener);
	UC_CHECK_EQUAL(UC_CALL(listen, listener, 1), 0);
	long result = connect_to(client, port);
	UC_CHECK(result == -EINPROGRESS || result == 0);
	UC_CHECK_EQUAL(wait_for(client, UC_POLLOUT), UC_POLLOUT);
	UC_CHECK_EQUAL(option(client, UC_SOL_SOCKET, UC_SO_ERROR), 0);
	UC_CHECK_EQUAL(send_bytes(client, "x", 1, 0), 1);
	result = connect_to(client, port);
	UC_CHECK(result == -EISCONN || result == 0);
	UC_CHECK_EQUAL(connect_to(client, port), -EISCONN);
	UC_CALL(close, client);
	UC_CALL(close, listener);
}

UC_TEST(nonblocking_connect_is_refused)
{
	int holder = open4(STREAM), client = open4(STREAM | NONBLOCK);
	uint16_t port = bind_any(holder);
	long result = connect_to(client, port);
	UC_CHECK(result == -EINPROGRESS || result == -ECONNREFUSED);
	if (result == -EINPROGRESS) {
		int told = wait_for(client, UC_POLLOUT);
		UC_CHECK_EQUAL(told, UC_POLLOUT | UC_POLLERR | UC_POLLHUP);
		UC_CHECK_EQUAL(option(client, UC_SOL_SOCKET, UC_SO_ERROR), ECONNREFUSED);
	}
	UC_CALL(close, client);
	UC_CALL(close, holder);
}
