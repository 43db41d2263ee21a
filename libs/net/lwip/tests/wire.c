/* SPDX-License-Identifier: BSD-3-Clause */
/* TCP over a device and a wire with faults: every byte arrives once, in order. */
#include "net.h"
#include <unicore/heap.h>

struct transfer {
	int descriptor;
	size_t bytes, done;
	bool right;
};

static void send_all(void *argument)
{
	static uint8_t block[20000];
	struct transfer *transfer = argument;
	while (transfer->done < transfer->bytes) {
		size_t count = 1 + (size_t)(uc_test_random() % sizeof block);
		if (count > transfer->bytes - transfer->done)
			count = transfer->bytes - transfer->done;
		for (size_t i = 0; i < count; i++)
			block[i] = byte_at(transfer->done + i);
		long sent = UC_CALL(sendto, transfer->descriptor, block, count, 0, 0, 0);
		if (sent <= 0)
			break;
		transfer->done += (size_t)sent;
	}
	UC_CALL(shutdown, transfer->descriptor, UC_SHUT_WR);
}

static void receive_all(struct transfer *transfer)
{
	static uint8_t block[16384];
	long got;
	transfer->right = true;
	patient(transfer->descriptor, 20000);
	while ((got = UC_CALL(recvfrom, transfer->descriptor, block, sizeof block, 0, 0, 0)) > 0)
		for (long i = 0; i < got; i++)
			transfer->right &= block[i] == byte_at(transfer->done++);
	UC_CHECK_EQUAL(got, 0);
}

/* Sends `bytes` over a connection through the wire and compares. Returns the nanoseconds that it took. */
static uint64_t carry(uint16_t port, size_t bytes)
{
	int listener = listen4(port), client = connect4(port);
	UC_CHECK(client >= 0);
	struct transfer out = {client, bytes, 0, true};
	struct transfer in = {(int)UC_CALL(accept, listener, 0, 0), bytes, 0, false};
	party sender;
	uint64_t start = now_ns();
	UC_CHECK(party_start(&sender, send_all, &out));
	receive_all(&in);
	party_join(sender);
	UC_CHECK_EQUAL(in.done, bytes);
	UC_CHECK(in.right);
	UC_CALL(close, client);
	UC_CALL(close, in.descriptor);
	UC_CALL(close, listener);
	return now_ns() - start;
}

#define ALL (UC_NETDEV_CHECKSUM | UC_NETDEV_SEGMENT_TCP4 | UC_NETDEV_SEGMENT_TCP6)

UC_TEST(wire_without_faults)
{
	struct model *model = model_first(ALL);
	unsigned out = model->out; /* fragments of other tests wait for the rest of their datagrams */
	carry(1001, 4 << 20);
	UC_CHECK_EQUAL(model->wrong, 0);
	UC_CHECK(model->segmented > 0);
	sleep_ms(300);
	UC_CHECK(model->out <= out);
}

UC_TEST(wire_that_loses)
{
	struct model *model = model_first(ALL);
	model->lost = 30;
	carry(1002, 300000);
	UC_CHECK_EQUAL(model->wrong, 0);
}

UC_TEST(wire_that_doubles_and_reorders)
{
	struct model *model = model_first(ALL);
	model->doubled = 100;
	model->late = 100;
	carry(1003, 300000);
	UC_CHECK_EQUAL(model->wrong, 0);
}

UC_TEST(wire_with_all_faults)
{
	struct model *model = model_first(ALL);
	for (unsigned i = 0; i < 5; i++) {
		model->lost = 20;
		model->doubled = 50;
		model->late = 50;
		carry((uint16_t)(1004 + i), 100000);
	}
	UC_CHECK_EQUAL(model->wrong, 0);
}

/* What was acknowledged in part, and sent again in part, gives its room back in full. */
UC_TEST(wire_with_faults_takes_no_room)
{
	static uint8_t block[CONFIG_LWIP_TCP_SEND_BYTES / 2];
	struct model *model = model_first(ALL);
	int listener = listen4(1009), client = connect4(1009), linger[2] = {1, 0};
	int server = patient((int)UC_CALL(accept, listener, 0, 0), 20000);
	long count = 0, sum = 0;
	model->doubled = model->late = 100;
	for (unsigned round = 0; round < 20; round++) {
		UC_CHECK_EQUAL(UC_CALL(sendto, client, block, sizeof block, 0, 0, 0), sizeof block);
		count = UC_CALL(recvfrom, server, block, sizeof block, UC_MSG_WAITALL, 0, 0);
		UC_CHECK_EQUAL(count, sizeof block);
	}
	model->doubled = model->late = 0;
	sleep_ms(500); /* until all is acknowledged */
	model->mute = true;
	while ((count = UC_CALL(sendto, client, block, sizeof block, UC_MSG_DONTWAIT, 0, 0)) > 0)
		sum += count;
	UC_CHECK_EQUAL(sum, CONFIG_LWIP_TCP_SEND_BYTES);
	UC_CALL(setsockopt, client, UC_SOL_SOCKET, UC_SO_LINGER, linger, sizeof linger);
	UC_CALL(close, client);
	model->mute = false;
	UC_CALL(close, server);
	UC_CALL(close, listener);
}

/* A ring of few packets: what finds no room waits, and nothing is lost. */
UC_TEST(wire_behind_a_short_ring)
{
	struct model *model = model_first(ALL);
	model->ring = 2;
	carry(1010, 1 << 20);
	model->ring = 64;
	UC_CHECK_EQUAL(model->wrong, 0);
}

/* A reader that sleeps takes no more than its window of the device's buffers, and gets everything in the end. */
UC_TEST(wire_to_a_slow_reader)
{
	struct model *model = model_first(ALL);
	int listener = listen4(1011), client = connect4(1011);
	struct transfer out = {client, 600000, 0, true}, in = {(int)UC_CALL(accept, listener, 0, 0), 600000, 0, false};
	party sender;
	UC_REQUIRE(party_start(&sender, send_all, &out));
	sleep_ms(500);
	UC_CHECK(model->out <= CONFIG_LWIP_HELD_BUFFERS + 64);
	receive_all(&in);
	party_join(sender);
	UC_CHECK_EQUAL(in.done, 600000);
	UC_CHECK(in.right);
	UC_CALL(close, client);
	UC_CALL(close, in.descriptor);
	UC_CALL(close, listener);
}

UC_TEST(wire_over_ipv6)
{
	struct uc_address6 own = {
		.family = UC_AF_INET6, .port = __builtin_bswap16(1012), .address = {0xfd, 0x70, [15] = 1}};
	struct uc_address6 other = own;
	char text[6] = "";
	model_first(ALL);
	other.address[15] = 0x99;
	int listener = patient((int)UC_CALL(socket, UC_AF_INET6, UC_SOCK_STREAM, 0), 20000);
	int client = patient((int)UC_CALL(socket, UC_AF_INET6, UC_SOCK_STREAM, 0), 20000);
	if (listener < 0) {
		uc_test_skip("an image without IPv6");
		return;
	}
	UC_REQUIRE(UC_CALL(bind, listener, &own, sizeof own) == 0);
	UC_CHECK_EQUAL(UC_CALL(listen, listener, 1), 0);
	UC_CHECK_EQUAL(UC_CALL(connect, client, &other, sizeof other), 0);
	int server = (int)UC_CALL(accept, listener, 0, 0);
	UC_CHECK_EQUAL(UC_CALL(sendto, server, "six", 3, 0, 0, 0), 3);
	UC_CHECK_EQUAL(UC_CALL(recvfrom, client, text, sizeof text, 0, 0, 0), 3);
	UC_CHECK(text[0] == 's' && text[2] == 'x');
	UC_CALL(close, server);
	UC_CALL(close, client);
	UC_CALL(close, listener);
}

/* To an own address nothing leaves, and no device completes a checksum. */
UC_TEST(own_address_is_near)
{
	struct uc_address4 own = at4(1, 1013);
	struct model *model = model_first(ALL);
	char byte = 0;
	unsigned frames = model->frames;
	int listener = listen4(1013), client = (int)UC_CALL(socket, UC_AF_INET, UC_SOCK_STREAM, 0);
	UC_REQUIRE(UC_CALL(connect, client, &own, sizeof own) == 0);
	int server = (int)UC_CALL(accept, listener, 0, 0);
	UC_CHECK_EQUAL(UC_CALL(sendto, client, "o", 1, 0, 0, 0), 1);
	UC_CHECK_EQUAL(UC_CALL(recvfrom, server, &byte, 1, 0, 0, 0), 1);
	UC_CHECK_EQUAL(byte, 'o');
	UC_CHECK(model->frames < frames + 3);
	UC_CALL(close, server);
	UC_CALL(close, client);
	UC_CALL(close, listener);
}

UC_TEST(ping_is_answered)
{
	static uint8_t ping[98] = {2, 0, 0, 0, 0,  1, 2, 0, 0,  0,  1, 0,  8,  0,  0x45, 0, 0, 84,
				   0, 1, 0, 0, 64, 1, 0, 0, 10, 70, 0, 99, 10, 70, 0,    1, 8};
	struct model *model = model_first(ALL);
	put16(ping + 24, 0);
	put16(ping + 24, ~model_sum(0, ping + 14, 20));
	put16(ping + 36, 0);
	put16(ping + 36, ~model_sum(0, ping + 34, 64));
	unsigned before = model->pings;
	model_deliver(model, ping, sizeof ping);
	sleep_ms(20);
	UC_CHECK_EQUAL(model->pings, before + 1);
}

UC_TEST(datagrams_cross_the_wire)
{
	struct uc_address4 own = at4(1, 2000), other = at4(99, 2000), from;
	static char text[4000];
	uint32_t bytes = sizeof from;
	model_first(ALL);
	int d = patient((int)UC_CALL(socket, UC_AF_INET, UC_SOCK_DGRAM, 0), 5000);
	UC_CHECK_EQUAL(UC_CALL(bind, d, &own, sizeof own), 0);
	UC_CHECK_EQUAL(UC_CALL(sendto, d, "hello", 5, 0, &other, sizeof other), 5);
	UC_CHECK_EQUAL(UC_CALL(recvfrom, d, text, sizeof text, 0, &from, &bytes), 5);
	UC_CHECK(from.port == own.port && from.address[3] == 99 && text[4] == 'o');
	/* Longer than a frame: in fragments, and whole again. */
	for (unsigned i = 0; i < sizeof text; i++)
		text[i] = (char)byte_at(i);
	UC_CHECK_EQUAL(UC_CALL(sendto, d, text, sizeof text, 0, &other, sizeof other), sizeof text);
	UC_CHECK_EQUAL(UC_CALL(recvfrom, d, text, sizeof text, 0, &from, &bytes), sizeof text);
	bool right = true;
	for (unsigned i = 0; i < sizeof text; i++)
		right &= text[i] == (char)byte_at(i);
	UC_CHECK(right);
	UC_CALL(close, d);
}
