/* SPDX-License-Identifier: BSD-3-Clause */
/* No memory: connections may fail, bytes that were taken are not lost, and all goes on when there is memory again. */
#include "net.h"
#include <unicore/heap.h>

struct hoarded {
	struct hoarded *next;
};
static struct hoarded *hoard;

static void hoard_all(void)
{
	for (size_t bytes = 1 << 20; bytes >= 32; bytes /= 2)
		for (struct hoarded *block; (block = uc_heap_alloc(bytes));) {
			block->next = hoard;
			hoard = block;
		}
}

/* Gives back the last `most` blocks, which are the smallest. */
static void give_back(unsigned most)
{
	for (; hoard && most > 0; most--) {
		struct hoarded *block = hoard;
		hoard = block->next;
		uc_heap_free(block);
	}
}

/* One connection with a short exchange. Returns 0 or the first error. */
static long exchange(int listener, uint16_t port, int64_t patience_ms)
{
	char text[4];
	int client = connect4_within(port, patience_ms);
	if (client < 0)
		return client;
	long server = UC_CALL(accept, listener, 0, 0), result = server;
	if (server >= 0) {
		patient((int)server, patience_ms);
		result = UC_CALL(sendto, client, "ping", 4, UC_MSG_NOSIGNAL, 0, 0);
		if (result == 4)
			result = UC_CALL(recvfrom, server, text, 4, UC_MSG_WAITALL, 0, 0);
		UC_CALL(close, server);
	}
	UC_CALL(close, client);
	return result == 4 ? 0 : result < 0 ? result : -EIO;
}

UC_TEST(exhausted_memory_costs_connections_only)
{
	model_first(UC_NETDEV_SEGMENT_TCP4);
	int listener = patient(listen4(6001), 50);
	UC_CHECK_EQUAL(exchange(listener, 6001, 20000), 0);
	for (unsigned left = 0; left < 400; left = left * 2 + 1) {
		hoard_all();
		give_back(left);
		for (unsigned i = 0; i < 3; i++)
			exchange(listener, 6001, 50); /* may fail, and must end */
		give_back(~0u);
	}
	UC_CALL(close, listener);
	listener = listen4(6002);
	UC_CHECK_EQUAL(exchange(listener, 6002, 20000), 0);
	UC_CALL(close, listener);
}

struct stream {
	int descriptor;
	size_t done;
	bool right;
};

static void drain(void *argument)
{
	static uint8_t block[4096];
	struct stream *stream = argument;
	long got;
	while ((got = UC_CALL(recvfrom, stream->descriptor, block, sizeof block, 0, 0, 0)) > 0)
		for (long i = 0; i < got; i++)
			stream->right &= block[i] == byte_at(stream->done++);
}

UC_TEST(exhausted_memory_loses_no_byte)
{
	static uint8_t block[3000];
	struct model *model = model_first(UC_NETDEV_SEGMENT_TCP4);
	int listener = listen4(6003), client = connect4(6003);
	struct stream in = {patient((int)UC_CALL(accept, listener, 0, 0), 20000), 0, true};
	party reader;
	size_t sent = 0;
	UC_REQUIRE(party_start(&reader, drain, &in));
	for (unsigned round = 0; round < 30; round++) {
		if (round % 3 == 1) {
			hoard_all();
			give_back(round);
		}
		for (size_t i = 0; i < sizeof block; i++)
			block[i] = byte_at(sent + i);
		long taken = UC_CALL(sendto, client, block, sizeof block, UC_MSG_DONTWAIT, 0, 0);
		UC_CHECK(taken > 0 || taken == -EAGAIN);
		sent += taken > 0 ? (size_t)taken : 0;
		sleep_ms(40); /* who found no memory is told within a tick of 100 ms */
		if (round % 3 == 2)
			give_back(~0u);
	}
	give_back(~0u);
	UC_CALL(shutdown, client, UC_SHUT_WR);
	party_join(reader);
	UC_CHECK(sent > 5 * sizeof block || sent >= CONFIG_LWIP_TCP_SEND_BYTES);
	UC_CHECK_EQUAL(in.done, sent);
	UC_CHECK(in.right);
	UC_CHECK_EQUAL(model->wrong, 0);
	UC_CALL(close, in.descriptor);
	UC_CALL(close, client);
	UC_CALL(close, listener);
}
