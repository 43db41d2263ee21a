/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * 12,000 devices with random features and configurations that answer well, nearly well, or nonsense, while the user
 * sends, receives and keeps frames for a while. Nothing outside of the buffers changes, and no memory is lost.
 */
#include "user.h"
#include <unicore/errno.h>
#include <unicore/printk.h>

#define CASES 12000
#define ROUNDS 16
#define GUARD 64

static struct {
	uint8_t before[GUARD], bytes[2048], after[GUARD];
} memory;

/* How the cases ended. */
static unsigned refused, broken, lived;

static bool guards_stand(void)
{
	unsigned changed = 0;
	for (unsigned n = 0; n < GUARD; n++)
		changed += memory.before[n] != 0xaa || memory.after[n] != 0xaa;
	for (unsigned n = 0; n < sizeof(memory.bytes); n++)
		changed += memory.bytes[n] != 0xbb;
	return changed == 0;
}

/** Whether the piece lies in a buffer of the device, behind its first bytes. */
static bool is_ours(const struct uc_net_buffer *piece)
{
	const struct net_buffer *buffer = UC_CONTAINER_OF(piece, struct net_buffer, piece);
	return buffer->state == BUFFER_TAKEN && piece->bytes > 0 && piece->data >= buffer->memory + BUFFER_PAD &&
	       piece->data + piece->bytes <= buffer->memory + BUFFER_BYTES;
}

static void received(struct uc_netdev_user *of, struct uc_net_buffer *frame, const struct uc_net_offload *offload)
{
	for (struct uc_net_buffer *piece = frame; piece; piece = piece->next) {
		UC_CHECK(is_ours(piece));
		memset(piece->data, 0xcc, piece->bytes);
	}
	UC_CHECK(frame_bytes(frame) >= UC_ETHERNET_HEADER_BYTES && frame_bytes(frame) <= MOST_FRAME_BYTES);
	on_received(of, frame, offload);
	while (user.held > 0 && uc_model_below(3))
		release(user.frames[--user.held]);
}

static void send_some(void)
{
	struct uc_net_fragment fragments[MOST_FRAGMENTS];
	struct uc_net_packet packet = {.fragments = fragments, .cookie = &memory};
	packet.count = 1 + uc_model_below(MOST_FRAGMENTS);
	packet.flow = (uint16_t)uc_test_random();
	for (unsigned n = 0; n < packet.count; n++)
		fragments[n] = (struct uc_net_fragment){memory.bytes, 1 + uc_model_below(80)};
	if (uc_model_below(2))
		packet.offload = (struct uc_net_offload){.checksum = UC_CHECKSUM_PARTIAL};
	(void)net->netdev.operations->transmit(&net->netdev, &packet);
	net->netdev.operations->flush(&net->netdev);
}

static void deliver_one(void)
{
	static uint8_t frame[8192];
	struct net_header header = {0};
	if (uc_model_below(4) == 0) {
		header.flags = (uint8_t)uc_test_random();
		header.segment = (uint8_t)uc_model_below(6);
		header.segment_bytes = (uint16_t)uc_test_random();
	}
	if (uc_model_below(40) > 0) {
		(void)deliver(header, frame, 1 + uc_model_below(uc_model_below(8) ? 1514 : sizeof(frame)));
		return;
	}
	/* Buffers that it does not fill, or none. */
	static struct uc_model_request request;
	header.buffers = uc_model_below(2) ? (uint16_t)uc_model_below(6) : (uint16_t)uc_test_random();
	if (!uc_model_next(&model, 0, &request))
		return;
	uc_model_write(&request, 0, &header, sizeof(header));
	uc_model_answer(&model, 0, request.head, uc_model_below(request.in_bytes + 1));
}

static void sends_some(void)
{
	static struct uc_model_request request;
	while (uc_model_below(4) && uc_model_next(&model, 1, &request))
		;
	struct uc_model_queue *queue = &model.queues[1];
	while (queue->held > 0 && uc_model_below(4))
		uc_model_answer(&model, 1, queue->heads[uc_model_below(queue->held)], 0);
	(void)uc_model_interrupt(&model, 1);
}

/* With two pairs in use the control queue comes behind them. */
#define LEAST_CONTROL_QUEUE 4

/** A command of the control queue is answered at once: hardly ever not at all, as the driver waits for a second. */
static void control(struct uc_model *of, unsigned queue)
{
	static struct uc_model_request request;
	uint8_t answer = uc_model_below(8) == 0;
	if (queue < LEAST_CONTROL_QUEUE || uc_model_below(6000) == 0)
		return;
	if (uc_model_below(800) == 0)
		uc_model_misbehave(of);
	if (!uc_model_next(of, queue, &request))
		return;
	uc_model_write(&request, 0, &answer, 1);
	uc_model_answer(of, queue, request.head, uc_model_below(16) ? 1 : uc_model_below(4));
}

static void make_random_model(void)
{
	make_model(ALL);
	user.user.received = received;
	model.notified = control;
	model.config[AT_PAIRS] = (uint8_t)(1 + uc_model_below(4));
	model.device.place = NULL;
	if (uc_model_below(2))
		model.offered |= NET_SEVERAL | NET_CONTROL;
	if (uc_model_below(2))
		model.offered = UC_VIRTIO_VERSION_1 | (uc_test_random() & (ALL | NET_MTU | NET_SEVERAL | NET_CONTROL));
	if (uc_model_below(50) == 0)
		model.offered = uc_test_random();
	if (uc_model_below(4) == 0)
		for (unsigned n = 0; n < 12; n++)
			model.config[n] = (uint8_t)uc_test_random();
	for (unsigned n = 0; n < UC_MODEL_QUEUES && uc_model_below(4) == 0; n++)
		model.queues[n].limit = uc_model_below(2) ? uc_model_below(64) : (uint16_t)uc_test_random();
	model.refuses = uc_model_below(100) == 0;
	model.without_interrupts = uc_model_below(100) == 0;
	model.restless = uc_model_below(100) == 0;
}

static void one_case(void)
{
	make_random_model();
	if (net_create(&model.device, &net) < 0) {
		refused++;
		return;
	}
	UC_CHECK(net->netdev.mtu_bytes >= 68 && net->netdev.queues >= 1 && !(net->netdev.address[0] & 1));
	bool open = net->netdev.operations->open(&net->netdev, &user.user) == 0;
	for (unsigned n = 0; open && n < ROUNDS; n++) {
		if (uc_model_below(2))
			send_some();
		deliver_one();
		sends_some();
		if (uc_model_below(10) == 0)
			uc_model_misbehave(&model);
		(void)uc_model_interrupt(&model, 0);
		(void)poll_net(1 + uc_model_below(4));
		if (uc_model_below(8) == 0)
			release_all();
	}
	*(model.device.broken ? &broken : &lived) += 1;
	/* Of a broken device all comes back, once. */
	if (open && model.device.broken)
		(void)poll_net(1);
	UC_CHECK(user.sent <= net->netdev.counts.sent);
	if (open && model.device.broken)
		UC_CHECK_EQUAL(user.sent, net->netdev.counts.sent);
	close_net();
}

UC_TEST(nonsense_harms_nobody)
{
	memset(&memory, 0xaa, sizeof(memory));
	memset(memory.bytes, 0xbb, sizeof(memory.bytes));
	uc_model_cases(one_case, CASES);
	UC_CHECK(guards_stand());
	UC_CHECK(refused > CASES / 100 && broken > CASES / 5 && lived > CASES / 10);
	uc_printk("# %u devices were refused, %u broke, %u lived\n", refused, broken, lived);
}
