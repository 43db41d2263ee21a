/* SPDX-License-Identifier: BSD-3-Clause */
/* What poll and epoll tell of sockets. */
#include "support.h"

#define IN UC_POLLIN
#define OUT UC_POLLOUT
#define EDGE (1u << 31)

struct epoll_event {
	uint32_t events;
	uint64_t data;
} UC_EPOLL_LAYOUT;

static long watch(int epoll, int descriptor, uint32_t events)
{
	struct epoll_event event = {events, (uint64_t)descriptor};
	return UC_CALL(epoll_ctl, epoll, 1, descriptor, &event);
}

/* The events of the one socket that is ready within the time. */
static long told(int epoll, int timeout_ms)
{
	struct epoll_event events[4];
	long count = UC_CALL(epoll_wait, epoll, events, 4, timeout_ms);
	return count == 1 ? (long)events[0].events : count > 0 ? -1 : count;
}

UC_TEST(readiness_of_a_connection)
{
	struct connection c;
	char buffer[8];
	UC_REQUIRE(connection_open(&c, 0));
	UC_CHECK_EQUAL(events_now(c.server, IN | OUT), OUT);
	UC_CHECK_EQUAL(send_bytes(c.client, "abc", 3, 0), 3);
	UC_CHECK_EQUAL(wait_for(c.server, IN), IN);
	UC_CHECK_EQUAL(wait_for(c.server, IN | UC_POLLRDNORM | UC_POLLWRNORM), IN | UC_POLLRDNORM | UC_POLLWRNORM);
	UC_CHECK_EQUAL(receive_bytes(c.server, buffer, 2, 0), 2);
	UC_CHECK_EQUAL(events_now(c.server, IN), IN);
	/* Exactly what was there: a blocking reader that believes poll would wait for ever. */
	UC_CHECK_EQUAL(receive_bytes(c.server, buffer, 1, 0), 1);
	UC_CHECK_EQUAL(events_now(c.server, IN), 0);
	connection_close(&c);
}

UC_TEST(readiness_of_a_listener)
{
	int listener = open4(STREAM), clients[2] = {open4(STREAM), open4(STREAM)};
	uint16_t port = bind_any(listener);
	UC_CHECK_EQUAL(UC_CALL(listen, listener, 8), 0);
	UC_CHECK_EQUAL(events_now(listener, IN), 0);
	for (int i = 0; i < 2; i++)
		UC_CHECK_EQUAL(connect_to(clients[i], port), 0);
	for (int i = 0; i < 2; i++) {
		UC_CHECK_EQUAL(wait_for(listener, IN), IN);
		UC_CALL(close, UC_CALL(accept, listener, 0, 0));
		UC_CALL(close, clients[i]);
	}
	UC_CHECK_EQUAL(events_now(listener, IN), 0);
	UC_CALL(close, listener);
}

UC_TEST(readiness_of_half_closed_and_closed)
{
	struct connection c;
	char byte;
	UC_REQUIRE(connection_open(&c, 0));
	UC_CALL(shutdown, c.client, UC_SHUT_WR);
	UC_CHECK_EQUAL(wait_for(c.server, IN | UC_POLLRDHUP), IN | UC_POLLRDHUP);
	UC_CHECK_EQUAL(receive_bytes(c.server, &byte, 1, 0), 0);
	UC_CHECK_EQUAL(events_now(c.server, IN | UC_POLLRDHUP), IN | UC_POLLRDHUP);
	UC_CALL(shutdown, c.server, UC_SHUT_WR);
	UC_CHECK(wait_for(c.server, 0) & UC_POLLHUP);
	UC_CHECK(wait_for(c.client, IN) & UC_POLLHUP);
	connection_close(&c);
}

UC_TEST(readiness_is_pushed_to_epoll)
{
	struct connection c;
	char byte;
	int epoll = (int)UC_CALL(epoll_create1, 0);
	UC_REQUIRE(connection_open(&c, NONBLOCK));
	UC_CHECK_EQUAL(watch(epoll, c.server, IN | UC_POLLRDHUP | EDGE), 0);
	UC_CHECK_EQUAL(told(epoll, 0), 0);
	for (int i = 0; i < 3; i++) {
		UC_CHECK_EQUAL(send_bytes(c.client, "x", 1, 0), 1);
		UC_CHECK_EQUAL(told(epoll, 1000), IN);
		UC_CHECK_EQUAL(told(epoll, 0), 0);
		UC_CHECK_EQUAL(receive_bytes(c.server, &byte, 1, 0), 1);
		UC_CHECK_EQUAL(receive_bytes(c.server, &byte, 1, 0), -EAGAIN);
	}
	UC_CALL(shutdown, c.client, UC_SHUT_WR);
	UC_CHECK_EQUAL(told(epoll, 1000), IN | UC_POLLRDHUP);
	UC_CALL(close, epoll);
	connection_close(&c);
}

/* Edge-triggered reading that stops at a short read, as servers do: nothing may get lost. */
UC_TEST(readiness_survives_short_reads)
{
	struct connection c;
	char buffer[64];
	int epoll = (int)UC_CALL(epoll_create1, 0);
	UC_REQUIRE(connection_open(&c, NONBLOCK));
	UC_CHECK_EQUAL(watch(epoll, c.server, IN | EDGE), 0);
	for (int i = 1; i < 60; i++) {
		UC_CHECK_EQUAL(send_bytes(c.client, buffer, (size_t)i, 0), i);
		UC_CHECK_EQUAL(told(epoll, 1000), IN);
		UC_CHECK_EQUAL(receive_bytes(c.server, buffer, sizeof buffer, 0), i);
	}
	/* The end comes with the last bytes. */
	UC_CHECK_EQUAL(send_bytes(c.client, buffer, 10, 0), 10);
	UC_CALL(shutdown, c.client, UC_SHUT_WR);
	UC_CHECK(told(epoll, 1000) & IN);
	UC_CHECK_EQUAL(receive_bytes(c.server, buffer, sizeof buffer, 0), 10);
	UC_CHECK_EQUAL(receive_bytes(c.server, buffer, sizeof buffer, 0), 0);
	UC_CALL(close, epoll);
	connection_close(&c);
}

UC_TEST(readiness_to_write_comes_back)
{
	struct connection c;
	static char block[1 << 16];
	long result;
	int epoll = (int)UC_CALL(epoll_create1, 0);
	UC_REQUIRE(connection_open(&c, NONBLOCK));
	struct pollfd entry = {c.server, IN, 0};
	UC_CHECK_EQUAL(watch(epoll, c.client, OUT | EDGE), 0);
	UC_CHECK_EQUAL(told(epoll, 1000), OUT);
	while (send_bytes(c.client, block, sizeof block, 0) > 0)
		;
	UC_CHECK_EQUAL(told(epoll, 0), 0);
	do {
		UC_CALL(poll, &entry, 1, 50);
		result = receive_bytes(c.server, block, sizeof block, 0);
	} while (result > 0);
	UC_CHECK_EQUAL(told(epoll, 1000), OUT);
	UC_CALL(close, epoll);
	connection_close(&c);
}

UC_TEST(readiness_ends_with_the_descriptor)
{
	struct connection c;
	int epoll = (int)UC_CALL(epoll_create1, 0);
	UC_REQUIRE(connection_open(&c, NONBLOCK));
	UC_CHECK_EQUAL(watch(epoll, c.server, IN | OUT), 0);
	UC_CHECK_EQUAL(told(epoll, 1000), OUT);
	UC_CALL(close, c.server);
	UC_CHECK_EQUAL(told(epoll, 0), 0);
	c.server = -1;
	UC_CALL(close, epoll);
	connection_close(&c);
}
