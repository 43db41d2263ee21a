/* SPDX-License-Identifier: BSD-3-Clause */
/* UDP: messages and their bounds, addresses, several at once. */
#include "support.h"

UC_TEST(datagram_keeps_its_bounds)
{
	int a = open4(DATAGRAM), b = open4(DATAGRAM);
	struct uc_address4 to = loopback(bind_any(b)), from;
	uint32_t bytes = sizeof from;
	uint16_t own = bind_any(a);
	char buffer[8];
	UC_CHECK_EQUAL(UC_CALL(sendto, a, "one", 3, 0, &to, sizeof to), 3);
	UC_CHECK_EQUAL(UC_CALL(sendto, a, "three", 5, 0, &to, sizeof to), 5);
	UC_CHECK_EQUAL(UC_CALL(recvfrom, b, buffer, sizeof buffer, 0, &from, &bytes), 3);
	UC_CHECK_EQUAL(bytes, sizeof from);
	UC_CHECK_EQUAL(network(from.port), own);
	/* What has no room is cut off. */
	UC_CHECK_EQUAL(receive_bytes(b, buffer, 2, 0), 2);
	UC_CHECK_EQUAL(receive_bytes(b, buffer, 2, UC_MSG_DONTWAIT), -EAGAIN);
	UC_CALL(close, a);
	UC_CALL(close, b);
}

UC_TEST(datagram_tells_that_it_was_cut)
{
	int a = open4(DATAGRAM), b = open4(DATAGRAM);
	char buffer[2];
	struct uc_iovec part = {buffer, sizeof buffer};
	struct uc_address4 from;
	struct uc_message message = {.address = &from, .address_bytes = sizeof from, .vector = &part, .count = 1};
	UC_CHECK_EQUAL(connect_to(a, bind_any(b)), 0);
	UC_CHECK_EQUAL(send_bytes(a, "three", 5, 0), 5);
	UC_CHECK_EQUAL(UC_CALL(recvmsg, b, &message, 0), 2);
	UC_CHECK(message.flags & UC_MSG_TRUNC);
	UC_CHECK_EQUAL(message.address_bytes, sizeof from);
	UC_CALL(close, a);
	UC_CALL(close, b);
}

UC_TEST(datagram_may_be_empty)
{
	int a = open4(DATAGRAM), b = open4(DATAGRAM);
	char byte;
	UC_CHECK_EQUAL(connect_to(a, bind_any(b)), 0);
	UC_CHECK_EQUAL(send_bytes(a, "", 0, 0), 0);
	UC_CHECK_EQUAL(wait_for(b, UC_POLLIN), UC_POLLIN);
	UC_CHECK_EQUAL(receive_bytes(b, &byte, 1, 0), 0);
	UC_CHECK_EQUAL(events_now(b, UC_POLLIN), 0);
	UC_CALL(close, a);
	UC_CALL(close, b);
}

UC_TEST(datagram_needs_an_address)
{
	int a = open4(DATAGRAM);
	UC_CHECK_EQUAL(send_bytes(a, "x", 1, 0), -EDESTADDRREQ);
	UC_CHECK_EQUAL(UC_CALL(listen, a, 1), -EOPNOTSUPP);
	UC_CHECK_EQUAL(events_now(a, UC_POLLIN | UC_POLLOUT), UC_POLLOUT);
	UC_CALL(close, a);
}

UC_TEST(datagrams_by_the_dozen)
{
	enum { DOZEN = 12 };
	int a = open4(DATAGRAM), b = open4(DATAGRAM);
	static char out[DOZEN][4], in[DOZEN][4];
	struct uc_iovec out_parts[DOZEN], in_parts[DOZEN];
	struct uc_message_of_many outs[DOZEN], ins[DOZEN];
	for (int i = 0; i < DOZEN; i++) {
		out[i][0] = (char)('a' + i);
		out_parts[i] = (struct uc_iovec){out[i], 1 + i % 4};
		in_parts[i] = (struct uc_iovec){in[i], 4};
		outs[i] = (struct uc_message_of_many){{.vector = &out_parts[i], .count = 1}, 0};
		ins[i] = (struct uc_message_of_many){{.vector = &in_parts[i], .count = 1}, 0};
	}
	UC_CHECK_EQUAL(connect_to(a, bind_any(b)), 0);
	UC_CHECK_EQUAL(UC_CALL(sendmmsg, a, outs, DOZEN, 0), DOZEN);
	UC_CHECK_EQUAL(UC_CALL(recvmmsg, b, ins, DOZEN, UC_MSG_WAITFORONE, 0), DOZEN);
	for (int i = 0; i < DOZEN; i++) {
		UC_CHECK_EQUAL(outs[i].bytes, 1 + i % 4);
		UC_CHECK_EQUAL(ins[i].bytes, 1 + i % 4);
		UC_CHECK_EQUAL(in[i][0], 'a' + i);
	}
	UC_CHECK_EQUAL(UC_CALL(recvmmsg, b, ins, DOZEN, UC_MSG_DONTWAIT, 0), -EAGAIN);
	UC_CALL(close, a);
	UC_CALL(close, b);
}

static void send_later(void *argument)
{
	int *descriptor = argument;
	sleep_ms(10);
	send_bytes(*descriptor, "x", 1, 0);
}

UC_TEST(datagram_is_waited_for)
{
	int a = open4(DATAGRAM), b = open4(DATAGRAM);
	party other;
	char byte;
	UC_CHECK_EQUAL(connect_to(a, bind_any(b)), 0);
	UC_REQUIRE(party_start(&other, send_later, &a));
	UC_CHECK_EQUAL(receive_bytes(b, &byte, 1, 0), 1);
	party_join(other);
	UC_CALL(close, a);
	UC_CALL(close, b);
}
