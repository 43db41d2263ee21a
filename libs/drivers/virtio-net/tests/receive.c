/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames that a well-behaved device delivers. */
#include "user.h"
#include <unicore/errno.h>
#include <unicore/heapfault.h>
#include <unicore/pagealloc.h>

static uint8_t frame[MOST_FRAME_BYTES];

static void fill(void)
{
	for (unsigned n = 0; n < sizeof(frame); n++)
		frame[n] = (uint8_t)(n * 7 + n / 251);
}

static bool is_frame(const struct uc_net_buffer *piece, uint32_t bytes)
{
	uint32_t at = 0;
	for (; piece; at += piece->bytes, piece = piece->next)
		if (at + piece->bytes > bytes || memcmp(piece->data, frame + at, piece->bytes) != 0)
			return false;
	return at == bytes;
}

UC_TEST(a_device_says_what_it_is)
{
	UC_REQUIRE(open_net(ALL));
	struct uc_netdev *device = &net->netdev;
	UC_CHECK(device->address[0] == 0x52 && device->address[5] == 0x56);
	UC_CHECK(device->mtu_bytes == 1500 && device->link_up && device->queues == 1);
	UC_CHECK_EQUAL(device->features, 0x3f);
	UC_CHECK_EQUAL(device->most_segment_bytes, 65535);
	UC_CHECK_EQUAL(device->operations->open(device, &user.user), -EBUSY);
	close_net();

	UC_REQUIRE(open_net(UC_VIRTIO_VERSION_1));
	device = &net->netdev;
	UC_CHECK(device->features == 0 && device->most_segment_bytes == 0 && device->link_up);
	UC_CHECK((device->address[0] & 3) == 2);
	close_net();
}

UC_TEST(frames_of_all_lengths)
{
	static const struct net_header header;
	fill();
	UC_REQUIRE(open_net(ALL));
	for (uint32_t bytes = 14; bytes < sizeof(frame); bytes += bytes < 3000 ? 1 : 997) {
		UC_REQUIRE(deliver(header, frame, bytes));
		UC_CHECK_EQUAL(poll_net(8), 1);
		UC_REQUIRE(user.held == 1);
		UC_CHECK_EQUAL(user.last_bytes, bytes);
		UC_CHECK(is_frame(user.frames[0], bytes));
		/* What follows the Ethernet header is aligned. */
		UC_CHECK_EQUAL((uintptr_t)(user.frames[0]->data + 14) % 4, 0);
		UC_CHECK_EQUAL(user.last_offload.checksum, UC_CHECKSUM_NONE);
		release_all();
	}
	UC_CHECK_EQUAL(model.wrong, 0);
	close_net();
}

UC_TEST(what_the_device_has_done_is_told)
{
	fill();
	UC_REQUIRE(open_net(ALL));
	UC_REQUIRE(deliver((struct net_header){.flags = HEADER_DATA_VALID}, frame, 60));
	UC_REQUIRE(poll_net(1) == 1);
	UC_CHECK_EQUAL(user.last_offload.checksum, UC_CHECKSUM_GOOD);
	struct net_header header = {.flags = HEADER_NEEDS_CHECKSUM, .segment = HEADER_TCP4};
	header.segment_bytes = uc_little16(1448);
	UC_REQUIRE(deliver(header, frame, 40000));
	UC_REQUIRE(poll_net(1) == 1);
	UC_CHECK_EQUAL(user.last_offload.segment, UC_NETDEV_SEGMENT_TCP4);
	UC_CHECK_EQUAL(user.last_offload.segment_bytes, 1448);
	/* Headers that cannot be: dropped, and the device lives. */
	UC_REQUIRE(deliver((struct net_header){.segment = 3}, frame, 60));
	UC_REQUIRE(deliver((struct net_header){0}, frame, 13));
	UC_REQUIRE(deliver((struct net_header){0}, frame, 61));
	(void)poll_net(8);
	UC_CHECK_EQUAL(user.last_bytes, 61);
	UC_CHECK_EQUAL(net->netdev.counts.broken, 2);
	UC_CHECK_EQUAL(user.received, 3);
	UC_CHECK(!model.device.broken);
	close_net();
}

UC_TEST(without_merging_each_frame_has_one_buffer)
{
	fill();
	UC_REQUIRE(open_net(UC_VIRTIO_VERSION_1 | NET_GUEST_CSUM | NET_GUEST_TSO4 | NET_MTU));
	UC_CHECK_EQUAL(net->netdev.features, UC_NETDEV_RECEIVE_CHECKSUM);
	struct uc_model_request request;
	struct net_header header = {.buffers = 0xffff};
	UC_REQUIRE(uc_model_next(&model, 0, &request));
	uc_model_write(&request, 0, &header, sizeof(header));
	uc_model_write(&request, sizeof(header), frame, 1514);
	uc_model_answer(&model, 0, request.head, sizeof(header) + 1514);
	UC_CHECK_EQUAL(poll_net(8), 1);
	UC_CHECK(user.held == 1 && is_frame(user.frames[0], 1514));
	close_net();
}

UC_TEST(frames_longer_than_any_wire_carries_are_dropped)
{
	fill();
	UC_REQUIRE(open_net(ALL & ~(NET_GUEST_TSO4 | NET_GUEST_TSO6)));
	UC_REQUIRE(deliver((struct net_header){0}, frame, 1500 + 14 + 4));
	UC_REQUIRE(deliver((struct net_header){0}, frame, 1500 + 14 + 5));
	(void)poll_net(8);
	UC_CHECK_EQUAL(user.received, 1);
	UC_CHECK_EQUAL(net->netdev.counts.broken, 1);
	close_net();
}

UC_TEST(interrupts_wake_once_until_poll_is_through)
{
	fill();
	UC_REQUIRE(open_net(ALL));
	UC_CHECK_EQUAL(poll_net(4), 0);
	UC_REQUIRE(deliver((struct net_header){0}, frame, 60));
	UC_CHECK(uc_model_interrupt(&model, 0));
	UC_REQUIRE(deliver((struct net_header){0}, frame, 60));
	UC_CHECK(!uc_model_interrupt(&model, 0));
	UC_CHECK_EQUAL(user.readies, 1);
	UC_CHECK_EQUAL(poll_net(1), 1);
	UC_REQUIRE(deliver((struct net_header){0}, frame, 60));
	UC_CHECK(!uc_model_interrupt(&model, 0));
	UC_CHECK_EQUAL(poll_net(4), 2);
	UC_REQUIRE(deliver((struct net_header){0}, frame, 60));
	UC_CHECK(uc_model_interrupt(&model, 0));
	UC_CHECK_EQUAL(user.readies, 2);
	close_net();
}

UC_TEST(buffers_that_the_user_keeps_are_replaced_up_to_the_limit)
{
	fill();
	UC_REQUIRE(open_net(ALL));
	size_t before = uc_pages_free_count();
	unsigned delivered = 0;
	while (delivered < MOST_HELD && deliver((struct net_header){0}, frame, 60)) {
		delivered++;
		UC_CHECK_EQUAL(poll_net(4), 1);
	}
	UC_CHECK_EQUAL(delivered, MOST_HELD);
	UC_CHECK(uc_pages_free_count() < before - MOST_HELD / 2 + 2);
	UC_CHECK(net->pairs[0].buffers <= CONFIG_VIRTIO_NET_MOST_RECEIVE_BUFFERS);
	release_all();
	/* A page whose other half the device has stays. */
	UC_CHECK(net->pairs[0].buffers <= 2 * net->waiting_buffers);
	close_net();
}

UC_TEST(pages_do_not_come_and_go_in_each_round)
{
	fill();
	UC_REQUIRE(open_net(ALL));
	size_t pages = 0;
	for (unsigned n = 0; n < 50; n++) {
		for (unsigned held = 0; held < 12; held++)
			UC_REQUIRE(deliver((struct net_header){0}, frame, 60));
		UC_CHECK_EQUAL(poll_net(32), 12);
		if (n == 1)
			pages = uc_pages_free_count();
		if (n >= 1)
			UC_CHECK_EQUAL(uc_pages_free_count(), pages);
		release_all();
	}
	UC_CHECK_EQUAL(uc_pages_free_count(), pages);
	close_net();
}

UC_TEST(the_first_buffer_that_comes_back_is_told_of)
{
	fill();
	UC_REQUIRE(open_net(ALL));
	unsigned delivered = 0;
	while (deliver((struct net_header){0}, frame, 60))
		delivered++;
	uc_heapfault_arm(1);
	(void)poll_net(delivered + 1);
	UC_CHECK_EQUAL(net->pairs[0].receive.waiting, 0);
	unsigned before = model.notifications;
	release(user.frames[--user.held]);
	UC_CHECK_EQUAL(model.notifications, before + 1);
	UC_CHECK(deliver((struct net_header){0}, frame, 60));
	close_net();
}

UC_TEST(the_link_follows_the_device)
{
	UC_REQUIRE(open_net(ALL));
	model.config[AT_STATUS] = 0;
	uc_model_config_changed(&model);
	UC_CHECK(net->netdev.link_up && user.readies == 1);
	(void)poll_net(4);
	UC_CHECK(!net->netdev.link_up && user.links == 1);
	uc_model_config_changed(&model);
	(void)poll_net(4);
	UC_CHECK_EQUAL(user.links, 1);
	close_net();
}
