/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Frames that no honest peer sends: what the stack itself has sent to the mirror, and a few kinds more, each with some
 * bytes or lengths changed; most get right checksums again, so that they come deep. Nothing may crash, and afterwards
 * connections work and no buffer is missing.
 */
#include "net.h"
#include <unicore/compiler.h>
#include <unicore/string.h>

#define CASES 20000
#define MOST 1600u

static const uint8_t advertisement[] = {
	0x33, 0x33, 0, 0, 0, 1, 2,   0, 0, 0, 1,  0, 0x86, 0xdd, 0x60, 0,    0, 0, 0, 64, 58, 255, 0xfe, 0x80,
	0,    0,    0, 0, 0, 0, 0,   0, 0, 0, 0,  0, 0,    1,    0xff, 2,    0, 0, 0, 0,  0,  0,   0,    0,
	0,    0,    0, 0, 0, 1, 134, 0, 0, 0, 64, 0, 1,    0,    0,    0,    0, 0, 0, 0,  0,  0,   3,    4,
	64,   0xc0, 0, 1, 0, 0, 0,   1, 0, 0, 0,  0, 0,    0,    0xfd, 0x71, 0, 0, 0, 0,  0,  0,   0,    0,
	0,    0,    0, 0, 0, 0, 5,   1, 0, 0, 0,  0, 5,    0xdc, 1,    1,    2, 0, 0, 0,  1,  0};
static const uint8_t fragment[] = {2,    0, 0,  0,  0, 1, 2,  0,  0, 0,  1,  0,  8,  0,  0x45, 0,  0,  44, 0, 9,
				   0x20, 0, 64, 17, 0, 0, 10, 70, 0, 99, 10, 70, 0,  1,  0,    7,  0,  7,  0, 32,
				   0,    0, 1,  2,  3, 4, 5,  6,  7, 8,  9,  10, 11, 12, 13,   14, 15, 16};
static const uint8_t fragment6[] = {
	2, 0, 0,  0, 0, 1, 2, 0, 0, 0, 1, 0,    0x86, 0xdd, 0x60, 0,  0, 0, 0, 24, 44, 64, 0xfd, 0x70, 0, 0,
	0, 0, 0,  0, 0, 0, 0, 0, 0, 0, 0, 0x99, 0xfd, 0x70, 0,    0,  0, 0, 0, 0,  0,  0,  0,    0,    0, 0,
	0, 1, 17, 0, 0, 1, 0, 0, 0, 5, 0, 7,    0,    7,    0,    32, 0, 0, 1, 2,  3,  4,  5,    6,    7, 8};
static const uint8_t question[] = {2, 0, 0, 0, 0, 1, 2, 0,  0,  0, 1,  0, 8, 6, 0, 1, 8, 0,  6,  4, 0,
				   1, 2, 0, 0, 0, 1, 0, 10, 70, 0, 99, 0, 0, 0, 0, 0, 0, 10, 70, 0, 1};

static const struct {
	const uint8_t *data;
	uint32_t bytes;
} kinds[] = {
	{advertisement, sizeof advertisement},
	{fragment, sizeof fragment},
	{fragment6, sizeof fragment6},
	{question, sizeof question},
};

/* Interesting values more often than others. */
static uint8_t any_byte(void)
{
	static const uint8_t edges[] = {0, 1, 0x7f, 0x80, 0xff, 4, 5, 6, 8, 40, 60};
	uint64_t random = uc_test_random();
	return random & 1 ? edges[(random >> 8) % sizeof edges] : (uint8_t)(random >> 8);
}

static void set_checksums(uint8_t *frame, uint32_t bytes)
{
	bool is_v4 = get16(frame + 12) == 0x0800;
	uint32_t at = is_v4 ? 14u + (frame[14] & 15) * 4u : 54u;
	if (is_v4 && at <= bytes) {
		put16(frame + 24, 0);
		put16(frame + 24, ~model_sum(0, frame + 14, at - 14));
	}
	uint8_t protocol = frame[is_v4 ? 23 : 20];
	uint32_t field = at + (protocol == 6 ? 16 : protocol == 17 ? 6 : 2);
	if (field + 2 > bytes)
		return;
	put16(frame + field, 0);
	put16(frame + field,
	      protocol == 1 ? ~model_sum(0, frame + at, bytes - at) : ~model_transport_sum(frame, bytes, at));
}

static uint32_t spoil(uint8_t *frame, uint32_t bytes)
{
	uint64_t random = uc_test_random();
	for (unsigned i = 0; i <= random % 4; i++) {
		/* Headers rather than data. */
		uint32_t reach = bytes > 80 && uc_test_random() % 8 ? 80 : bytes;
		frame[(random & 64 ? 0 : 14) + uc_test_random() % (reach - (random & 64 ? 0 : 14))] = any_byte();
	}
	if (random >> 8 & 1 && bytes > 20) {
		bytes = (random >> 16 & 3) ? bytes - (uint32_t)(uc_test_random() % (bytes - 15)) : MOST;
		if (random >> 20 & 1 && bytes >= 34)
			put16(frame + (get16(frame + 12) == 0x0800 ? 16 : 18),
			      bytes - (get16(frame + 12) == 0x0800 ? 14 : 54));
	}
	if (random >> 24 & 3 && bytes >= 54)
		set_checksums(frame, bytes);
	return bytes;
}

static uint32_t choose(const struct model *model, uint8_t *frame)
{
	uint64_t random = uc_test_random();
	if (random % 4 == 0 || !model->sample_count) {
		unsigned kind = (unsigned)(random >> 8) % UC_ARRAY_LENGTH(kinds);
		memcpy(frame, kinds[kind].data, kinds[kind].bytes);
		return kinds[kind].bytes;
	}
	const struct model_sample *sample =
		&model->samples[(random >> 8) % (model->sample_count < SAMPLES ? model->sample_count : SAMPLES)];
	memcpy(frame, sample->data, sample->bytes);
	return sample->bytes;
}

UC_TEST(malformed_frames_do_no_harm)
{
	static uint8_t frame[MOST];
	struct model *model = model_first(UC_NETDEV_CHECKSUM);
	int listener = patient(listen4(4000), 100), client = -1, server = -1;
	for (unsigned i = 0; i < CASES; i++) {
		if (i % 500 == 0) { /* fresh connections, to be spoilt in their turn */
			UC_CALL(close, client);
			UC_CALL(close, server);
			client = connect4_within(4000, 100);
			server = (int)UC_CALL(accept4, listener, 0, 0, UC_SOCK_NONBLOCK);
			UC_CALL(sendto, client, "a byte or two", 13, UC_MSG_DONTWAIT | UC_MSG_NOSIGNAL, 0, 0);
		}
		uint32_t bytes = spoil(frame, choose(model, frame));
		model_deliver(model, frame, bytes);
		if (i % 16 == 0)
			uc_thread_yield();
	}
	UC_CALL(close, client);
	UC_CALL(close, server);
	UC_CALL(close, listener);
	sleep_ms(50);
	/* Forged answers may have told wrong link addresses; a device that comes up again asks anew. */
	listener = listen4(4001);
	client = connect4(4001);
	UC_CHECK(client >= 0);
	server = (int)UC_CALL(accept, listener, 0, 0);
	UC_CHECK_EQUAL(UC_CALL(sendto, client, "x", 1, 0, 0, 0), 1);
	UC_CHECK_EQUAL(UC_CALL(recvfrom, server, frame, 1, 0, 0, 0), 1);
	UC_CALL(close, client);
	UC_CALL(close, server);
	UC_CALL(close, listener);
}
