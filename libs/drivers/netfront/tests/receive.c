/* SPDX-License-Identifier: BSD-3-Clause */
/* Received frames: whole, with what the back end says of them, and in pages that are nobody else's by then. */
#include "back.h"
#include <unicore/errno.h>

static uint8_t frame[65536];

static bool is_frame(const struct uc_net_buffer *piece, uint32_t bytes)
{
	uint32_t done = 0;
	for (; piece; piece = piece->next) {
		if (done + piece->bytes > bytes || memcmp(piece->data, frame + done, piece->bytes) != 0)
			return false;
		done += piece->bytes;
	}
	return done == bytes;
}

static void fill(void)
{
	for (unsigned n = 0; n < sizeof(frame); n++)
		frame[n] = (uint8_t)(n * 7 + n / 251);
}

UC_TEST(frames_arrive_whole)
{
	fill();
	uc_xen_model_restart();
	make_back();
	UC_REQUIRE(open_net());
	UC_CHECK(net->netdev.address[1] == 0x16 && net->netdev.address[5] == 0x56);
	UC_CHECK_EQUAL(net->netdev.mtu_bytes, 1500);
	for (uint32_t bytes = 14; bytes <= 65535; bytes += bytes < 10000 ? 501 : 5003) {
		UC_CHECK(deliver(0, frame, bytes, 0, NULL));
		UC_CHECK(uc_xen_model_ring_push(&back.receive[0]));
		UC_CHECK_EQUAL(poll_net(4), 1);
		UC_CHECK(is_frame(user.frames[user.held - 1], bytes));
		UC_CHECK_EQUAL(user.last_offload.checksum, UC_CHECKSUM_NONE);
		release_all();
	}
	UC_CHECK_EQUAL(user.readies, user.received);
	UC_CHECK_EQUAL(net->netdev.counts.broken, 0);
	close_net();
	UC_CHECK_EQUAL(uc_xen_model_grants(), 0);
	UC_CHECK_EQUAL(uc_xen_model_ports(), 0);
	UC_CHECK_EQUAL(uc_xen_model.wrong, 0);
}

UC_TEST(a_page_that_the_user_has_is_nobody_elses)
{
	struct net_receive_request request;
	uc_xen_model_restart();
	make_back();
	UC_REQUIRE(open_net());
	UC_REQUIRE(uc_xen_model_ring_take(&back.receive[0], &request));
	struct net_receive_response response = {.id = request.id, .offset = 100, .status = 60};
	uc_xen_model_ring_answer(&back.receive[0], &response, sizeof(response));
	(void)uc_xen_model_ring_push(&back.receive[0]);
	UC_CHECK(uc_xen_model_page(request.grant, true) != NULL);
	UC_CHECK_EQUAL(poll_net(1), 1);
	UC_CHECK(uc_xen_model_page(request.grant, true) == NULL);
	UC_CHECK(((uintptr_t)user.frames[0]->data & 4095) == 100);
	close_net();
	UC_CHECK_EQUAL(uc_xen_model.wrong, 0);
}

UC_TEST(what_the_back_end_says_of_frames)
{
	const struct net_extra large = {.type = EXTRA_SEGMENT, .segment_bytes = 1448, .segment = SEGMENT_TCP4};
	const struct net_extra odd = {.type = EXTRA_SEGMENT, .segment_bytes = 1448, .segment = 9};
	fill();
	uc_xen_model_restart();
	make_back();
	UC_REQUIRE(open_net());
	UC_CHECK(deliver(0, frame, 100, RECEIVED_CHECKSUM_BLANK | RECEIVED_VALIDATED, NULL));
	UC_CHECK(deliver(0, frame, 100, RECEIVED_VALIDATED, NULL));
	UC_CHECK(deliver(0, frame, 20000, RECEIVED_CHECKSUM_BLANK, &large));
	(void)uc_xen_model_ring_push(&back.receive[0]);
	UC_CHECK_EQUAL(poll_net(1), 1);
	UC_CHECK_EQUAL(user.last_offload.checksum, UC_CHECKSUM_GOOD);
	UC_CHECK_EQUAL(poll_net(1), 1);
	UC_CHECK_EQUAL(user.last_offload.checksum, UC_CHECKSUM_GOOD);
	UC_CHECK_EQUAL(poll_net(1), 1);
	UC_CHECK_EQUAL(user.last_offload.segment, UC_NETDEV_SEGMENT_TCP4);
	UC_CHECK_EQUAL(user.last_offload.segment_bytes, 1448);
	UC_CHECK(is_frame(user.frames[2], 20000));
	/* Segments of a kind that nobody knows: the frame is dropped. */
	UC_CHECK(deliver(0, frame, 5000, 0, &odd));
	(void)uc_xen_model_ring_push(&back.receive[0]);
	(void)poll_net(4);
	UC_CHECK_EQUAL(user.received, 3);
	UC_CHECK(net->netdev.counts.broken == 1 && !net->broken);
	close_net();
	UC_CHECK_EQUAL(uc_xen_model.wrong, 0);
}

/** One answer that is wrong; whether the device is given up, and nothing was delivered. */
static bool gives_up(uint16_t id, uint16_t offset, uint16_t flags, int16_t status)
{
	struct net_receive_request request;
	uc_xen_model_restart();
	make_back();
	if (!open_net() || !uc_xen_model_ring_take(&back.receive[0], &request))
		return false;
	struct net_receive_response response = {
		.id = (uint16_t)(request.id + id), .offset = offset, .flags = flags, .status = status};
	uc_xen_model_ring_answer(&back.receive[0], &response, sizeof(response));
	(void)uc_xen_model_ring_push(&back.receive[0]);
	(void)poll_net(4);
	bool is_given_up = net->broken && user.received == 0 && !net->netdev.link_up && user.links == 1;
	close_net();
	return is_given_up;
}

UC_TEST(answers_that_cannot_be)
{
	UC_CHECK(!gives_up(0, 0, 0, 60));
	UC_CHECK(!gives_up(0, 4036, 0, 60));
	UC_CHECK(gives_up(0, 4037, 0, 60));
	UC_CHECK(gives_up(0, 0xffff, 0, 60));
	UC_CHECK(gives_up(0, 0, 0, 4097));
	UC_CHECK(gives_up(1, 0, 0, 60));
	UC_CHECK(gives_up(0, 0, RECEIVED_MORE, 60));
	UC_CHECK(gives_up(0, 0, RECEIVED_EXTRA, 60));
	UC_CHECK(!gives_up(0, 0, 0, -1));
	UC_CHECK(!gives_up(0, 0, 0, 0));
}

UC_TEST(a_page_that_is_held_is_lost)
{
	struct net_receive_request request;
	uc_xen_model_restart();
	make_back();
	UC_REQUIRE(open_net());
	UC_REQUIRE(uc_xen_model_ring_take(&back.receive[0], &request));
	uint8_t *page = uc_xen_model_map(request.grant, true);
	struct net_receive_response response = {.id = request.id, .status = 60};
	uc_xen_model_ring_answer(&back.receive[0], &response, sizeof(response));
	(void)uc_xen_model_ring_push(&back.receive[0]);
	(void)poll_net(4);
	UC_CHECK(net->broken && user.received == 0);
	UC_CHECK_EQUAL(net->netdev.operations->transmit(&net->netdev, &(struct uc_net_packet){.count = 1}), -ENETDOWN);
	close_net();
	/* Still theirs: the grant stands. */
	UC_CHECK(uc_xen_model_page(request.grant, true) == page);
	UC_CHECK_EQUAL(uc_xen_model_grants(), 1);
	uc_xen_model_unmap(request.grant);
}
