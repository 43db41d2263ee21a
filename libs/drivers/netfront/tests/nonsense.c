/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * 12,000 back ends with random features and states that answer well, nearly well, or nonsense, hold on to pages, and
 * vanish, while the user sends, receives and keeps frames for a while. Nothing outside of the buffers changes, each
 * packet comes back once, and no memory is lost but pages that the other side holds.
 */
#include "back.h"
#include <unicore/errno.h>
#include <unicore/printk.h>

#define CASES 12000
#define ROUNDS 16
#define GUARD 64
#define MOST_HELD_PAGES 8

static struct {
	uint8_t before[GUARD], bytes[2048], after[GUARD];
} memory;

/* How the cases ended. */
static unsigned refused, broken, lived;

static struct packet packet;
static unsigned sent_well;

static bool guards_stand(void)
{
	unsigned changed = 0;
	for (unsigned n = 0; n < GUARD; n++)
		changed += memory.before[n] != 0xaa || memory.after[n] != 0xaa;
	for (unsigned n = 0; n < sizeof(memory.bytes); n++)
		changed += memory.bytes[n] != 0xbb;
	return changed == 0;
}

/** Whether the piece lies in a page of the device that nobody else may use. */
static bool is_ours(const struct uc_net_buffer *piece)
{
	const struct net_buffer *buffer = UC_CONTAINER_OF(piece, struct net_buffer, piece);
	return buffer->state == BUFFER_TAKEN && buffer->page.grant == UC_XEN_NO_GRANT && piece->bytes > 0 &&
	       piece->data >= buffer->page.memory && piece->data + piece->bytes <= buffer->page.memory + 4096;
}

static void received(struct uc_netdev_user *of, struct uc_net_buffer *frame, const struct uc_net_offload *offload)
{
	for (struct uc_net_buffer *piece = frame; piece; piece = piece->next) {
		UC_CHECK(is_ours(piece));
		memset(piece->data, 0xcc, piece->bytes);
	}
	UC_CHECK(frame_bytes(frame) >= UC_ETHERNET_HEADER_BYTES && frame_bytes(frame) <= MOST_FRAME_BYTES);
	on_received(of, frame, offload);
	while (user.held > 0 && uc_xen_model_below(3))
		release(user.frames[--user.held]);
}

static void send_some(void)
{
	struct uc_net_fragment fragments[MOST_FRAGMENTS];
	struct uc_net_packet to_send = {.fragments = fragments, .cookie = &memory};
	to_send.count = 1 + uc_xen_model_below(MOST_FRAGMENTS);
	to_send.flow = (uint16_t)uc_test_random();
	for (unsigned n = 0; n < to_send.count; n++)
		fragments[n] = (struct uc_net_fragment){memory.bytes,
							1 + uc_xen_model_below(uc_xen_model_below(4) ? 70 : 2048)};
	if (uc_xen_model_below(2))
		to_send.offload = (struct uc_net_offload){.checksum = UC_CHECKSUM_PARTIAL};
	if (uc_xen_model_below(3) == 0) {
		to_send.offload.segment = UC_NETDEV_SEGMENT_TCP4;
		to_send.offload.segment_bytes = 1000;
	}
	(void)net->netdev.operations->transmit(&net->netdev, &to_send);
	net->netdev.operations->flush(&net->netdev);
}

static void deliver_one(unsigned queue)
{
	static uint8_t frame[65536];
	struct net_extra extra = {.type = EXTRA_SEGMENT, .segment = SEGMENT_TCP4, .segment_bytes = 1448};
	bool is_odd = uc_xen_model_below(4) == 0;
	if (is_odd && uc_xen_model_below(2))
		for (unsigned n = 0; n < sizeof(extra); n++)
			((uint8_t *)&extra)[n] = (uint8_t)uc_xen_model_below(6);
	(void)deliver(queue, frame, 1 + uc_xen_model_below(uc_xen_model_below(8) ? 1514 : sizeof(frame) - 1),
		      is_odd ? (uint16_t)(uc_xen_model_below(16) & ~RECEIVED_MORE & ~RECEIVED_EXTRA) : 0,
		      is_odd && uc_xen_model_below(2) ? &extra : NULL);
	(void)uc_xen_model_ring_push(&back.receive[queue]);
}

/** Answers to requests that it has, with anything in them. */
static void deliver_nonsense(unsigned queue)
{
	struct net_receive_request request = {0};
	if (uc_xen_model_below(8) && !uc_xen_model_ring_take(&back.receive[queue], &request))
		return;
	struct net_receive_response response = {.id = request.id, .status = 60};
	switch (uc_xen_model_below(5)) {
	case 0:
		response.id = (uint16_t)(uc_xen_model_below(2) ? uc_xen_model_below(256) : uc_test_random());
		break;
	case 1:
		response.offset = (uint16_t)(uc_xen_model_below(2) ? 4000 + uc_xen_model_below(100) : uc_test_random());
		break;
	case 2:
		response.flags = (uint16_t)(uc_xen_model_below(2) ? 1u << uc_xen_model_below(5) : uc_test_random());
		break;
	default:
		response.status = (int16_t)(uc_xen_model_below(2) ? 4090 + uc_xen_model_below(10) : uc_test_random());
	}
	uc_xen_model_ring_answer(&back.receive[queue], &response, sizeof(response));
	(void)uc_xen_model_ring_push(&back.receive[queue]);
}

static void answer_some(unsigned queue)
{
	while (uc_xen_model_below(4) && take_packet(queue, &packet)) {
		answer_packet(queue, &packet);
		sent_well++;
	}
	if (uc_xen_model_below(40) == 0) {
		struct net_send_response response = {.id = (uint16_t)uc_xen_model_below(300),
						     .status = (int16_t)uc_xen_model_below(4)};
		uc_xen_model_ring_answer(&back.transmit[queue], &response, sizeof(response));
	}
	(void)uc_xen_model_ring_push(&back.transmit[queue]);
}

static void make_random_back(void)
{
	make_back();
	user.user.received = received;
	for (unsigned n = 0; n < UC_ARRAY_LENGTH(features); n++)
		if (uc_xen_model_below(6) == 0)
			back_offers(features[n], uc_xen_model_below(4) ? "0" : "no number");
	if (uc_xen_model_below(2))
		back_offers("multi-queue-max-queues", uc_xen_model_below(3) ? "2" : "99999999999999999999");
	if (uc_xen_model_below(8) == 0)
		uc_xen_model_write_at(back.front, "mac", uc_xen_model_below(2) ? "ff:ff:ff:ff:ff:ff" : "00:16:3e");
	if (uc_xen_model_below(8) == 0)
		uc_xen_model_write_at(back.front, "mtu", uc_xen_model_below(2) ? "9000" : "4294967296");
	if (uc_xen_model_below(20) == 0)
		uc_xen_model.most_grants = uc_xen_model_below(80);
	if (uc_xen_model_below(50) == 0)
		uc_xen_model.most_ports = 2 + uc_xen_model_below(2);
	if (uc_xen_model_below(100) == 0)
		uc_xen_model_write_at(back.back, "state", uc_xen_model_below(2) ? "17" : "6");
	back.never_connects = uc_xen_model_below(200) == 0;
}

/* Pages that it maps for itself and gives back only at the end of all. */
static struct {
	uc_xen_grant grants[MOST_HELD_PAGES];
	unsigned count;
} hold;

static void misbehave(unsigned queue)
{
	struct net_receive_request request;
	switch (uc_xen_model_below(5)) {
	case 0:
		uc_xen_model_ring_scribble(&back.receive[queue]);
		return;
	case 1:
		uc_xen_model_ring_scribble(&back.transmit[queue]);
		return;
	case 2:
		uc_xen_model_write_at(back.back, "state", uc_xen_model_below(2) ? "5" : NULL);
		return;
	case 3:
		if (hold.count < MOST_HELD_PAGES && uc_xen_model_ring_take(&back.receive[queue], &request)) {
			struct net_receive_response response = {.id = request.id, .status = 60};
			if (uc_xen_model_map(request.grant, true))
				hold.grants[hold.count++] = request.grant;
			uc_xen_model_ring_answer(&back.receive[queue], &response, sizeof(response));
			(void)uc_xen_model_ring_push(&back.receive[queue]);
		}
		return;
	default:
		deliver_nonsense(queue);
	}
}

static void let_go(void)
{
	while (hold.count > 0)
		uc_xen_model_unmap(hold.grants[--hold.count]);
}

static void one_case(void)
{
	make_random_back();
	if (net_create(0, &net) < 0) {
		refused++;
		return;
	}
	UC_CHECK(net->netdev.mtu_bytes >= 68 && net->netdev.queues >= 1 && !(net->netdev.address[0] & 1));
	bool open = net->netdev.operations->open(&net->netdev, &user.user) == 0;
	for (unsigned n = 0; open && n < ROUNDS; n++) {
		unsigned queue = uc_xen_model_below(back.queues);
		if (uc_xen_model_below(2))
			send_some();
		deliver_one(queue);
		answer_some(queue);
		if (uc_xen_model_below(40) == 0)
			misbehave(queue);
		(void)poll_net(1 + uc_xen_model_below(4));
		if (uc_xen_model_below(8) == 0)
			release_all();
	}
	*(net->broken ? &broken : &lived) += 1;
	if (net->broken)
		let_go();
	/* Of a broken device all comes back, once. */
	if (open && net->broken)
		(void)poll_net(1);
	UC_CHECK(user.sent <= net->netdev.counts.sent);
	if (open && net->broken)
		UC_CHECK_EQUAL(user.sent, net->netdev.counts.sent);
	let_go();
	close_net();
}

UC_TEST(nonsense_harms_nobody)
{
	memset(&memory, 0xaa, sizeof(memory));
	memset(memory.bytes, 0xbb, sizeof(memory.bytes));
	uc_xen_model_cases(one_case, CASES);
	UC_CHECK(guards_stand());
	UC_CHECK(refused > CASES / 100 && broken > CASES / 5 && lived > CASES / 10 && sent_well > CASES);
	uc_printk("# %u back ends were refused, %u broke, %u lived\n", refused, broken, lived);
}
