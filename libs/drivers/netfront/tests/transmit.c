/* SPDX-License-Identifier: BSD-3-Clause */
/* Sent packets: as they were given, in pages that hold nothing else, answered once each. */
#include "back.h"
#include <unicore/errno.h>

static uint8_t bytes[65536];
static struct packet packet;

static int send(uint32_t length, unsigned fragments, struct uc_net_offload offload, void *cookie)
{
	struct uc_net_fragment pieces[MOST_FRAGMENTS];
	struct uc_net_packet to_send = {.fragments = pieces,
					.count = fragments,
					.offload = offload,
					.cookie = cookie,
					.flow = (uint16_t)length};
	for (unsigned n = 0; n < fragments; n++) {
		uint32_t from = length / fragments * n;
		pieces[n] =
			(struct uc_net_fragment){bytes + from, n + 1 == fragments ? length - from : length / fragments};
	}
	return net->netdev.operations->transmit(&net->netdev, &to_send);
}

static void flush(void)
{
	net->netdev.operations->flush(&net->netdev);
}

static void begin(void)
{
	for (unsigned n = 0; n < sizeof(bytes); n++)
		bytes[n] = (uint8_t)(n * 5 + n / 253);
	uc_xen_model_restart();
	make_back();
}

UC_TEST(packets_go_out_as_they_are)
{
	begin();
	UC_REQUIRE(open_net());
	for (uint32_t length = 14; length <= 1518; length += 47)
		for (unsigned fragments = 1; fragments <= 3; fragments++) {
			UC_CHECK_EQUAL(send(length, fragments, (struct uc_net_offload){0}, &packet), 0);
			flush();
			UC_REQUIRE(take_packet(0, &packet));
			UC_CHECK(packet.bytes == length && memcmp(packet.data, bytes, length) == 0);
			UC_CHECK_EQUAL(packet.flags, 0);
			unsigned before = user.sent;
			(void)poll_net(1);
			UC_CHECK_EQUAL(user.sent, before);
			answer_packet(0, &packet);
			(void)uc_xen_model_ring_push(&back.transmit[0]);
			(void)poll_net(1);
			UC_CHECK(user.sent == before + 1 && user.last_cookie == &packet);
		}
	close_net();
	UC_CHECK_EQUAL(uc_xen_model_grants(), 0);
	UC_CHECK_EQUAL(uc_xen_model.wrong, 0);
}

UC_TEST(work_is_left_to_the_back_end)
{
	const struct uc_net_offload checksum = {
		.checksum = UC_CHECKSUM_PARTIAL, .checksum_start = 34, .checksum_offset = 16};
	struct uc_net_offload segment = {.checksum = UC_CHECKSUM_PARTIAL,
					 .checksum_start = 34,
					 .checksum_offset = 16,
					 .segment = UC_NETDEV_SEGMENT_TCP4,
					 .segment_bytes = 1448,
					 .header_bytes = 54};
	begin();
	UC_REQUIRE(open_net());
	UC_CHECK_EQUAL(send(500, 2, checksum, NULL), 0);
	UC_CHECK_EQUAL(send(65535, 20, segment, NULL), 0);
	segment.segment = UC_NETDEV_SEGMENT_TCP6;
	UC_CHECK_EQUAL(send(9000, 1, segment, NULL), 0);
	flush();
	UC_REQUIRE(take_packet(0, &packet));
	UC_CHECK_EQUAL(packet.flags, SEND_CHECKSUM_BLANK | SEND_VALIDATED);
	UC_REQUIRE(take_packet(0, &packet));
	UC_CHECK(packet.flags & SEND_EXTRA);
	UC_CHECK(packet.extra.type == EXTRA_SEGMENT && packet.extra.segment == SEGMENT_TCP4 &&
		 packet.extra.segment_bytes == 1448);
	UC_CHECK(packet.bytes == 65535 && memcmp(packet.data, bytes, 65535) == 0);
	UC_CHECK_EQUAL(packet.slots, 16);
	answer_packet(0, &packet);
	(void)uc_xen_model_ring_push(&back.transmit[0]);
	(void)poll_net(1);
	UC_CHECK_EQUAL(user.sent, 1);
	UC_REQUIRE(take_packet(0, &packet));
	UC_CHECK(packet.extra.segment == SEGMENT_TCP6 && packet.bytes == 9000);
	UC_CHECK_EQUAL(send(1519, 1, checksum, NULL), -EMSGSIZE);
	segment.segment_bytes = 0;
	UC_CHECK_EQUAL(send(9000, 1, segment, NULL), -EINVAL);
	UC_CHECK_EQUAL(send(40, 1, checksum, NULL), -EINVAL);
	close_net();
	UC_CHECK_EQUAL(uc_xen_model.wrong, 0);
}

UC_TEST(features_follow_the_back_end)
{
	begin();
	back_offers("feature-sg", "0");
	UC_REQUIRE(open_net());
	UC_CHECK(net->netdev.most_segment_bytes == 0 && (net->netdev.features & UC_NETDEV_CHECKSUM));
	close_net();
	begin();
	back_offers("feature-no-csum-offload", "1");
	UC_REQUIRE(open_net());
	UC_CHECK_EQUAL(net->netdev.features & (UC_NETDEV_CHECKSUM | UC_NETDEV_SEGMENT_TCP4 | UC_NETDEV_SEGMENT_TCP6),
		       0);
	close_net();
	begin();
	back_offers("feature-rx-copy", "0");
	UC_CHECK_EQUAL(net_create(0, &net), -EOPNOTSUPP);
	begin();
	back.never_connects = true;
	UC_CHECK_EQUAL(net_create(0, &net), -ETIMEDOUT);
	begin();
	uc_xen_model.most_grants = 1;
	UC_CHECK_EQUAL(net_create(0, &net), -ENOSPC);
	begin();
	uc_xen_model.most_ports = 2;
	UC_CHECK_EQUAL(net_create(0, &net), -ENOSPC);
	UC_CHECK_EQUAL(uc_xen_model_grants(), 0);
	UC_CHECK_EQUAL(uc_xen_model.wrong, 0);
}

UC_TEST(no_room_until_half_has_gone)
{
	static struct packet taken[256];
	unsigned count = 0;
	begin();
	UC_REQUIRE(open_net());
	while (send(100, 1, (struct uc_net_offload){0}, NULL) == 0)
		count++;
	UC_CHECK_EQUAL(count, CONFIG_NETFRONT_SEND_PAGES);
	for (unsigned n = 0; n < count; n++)
		UC_REQUIRE(take_packet(0, &taken[n]));
	unsigned before = user.readies;
	for (unsigned n = 0; n < count / 2 - 1; n++)
		answer_packet(0, &taken[n]);
	UC_CHECK(!uc_xen_model_ring_push(&back.transmit[0]));
	UC_CHECK_EQUAL(user.readies, before);
	answer_packet(0, &taken[count / 2 - 1]);
	UC_CHECK(uc_xen_model_ring_push(&back.transmit[0]));
	UC_CHECK_EQUAL(user.readies, before + 1);
	UC_CHECK_EQUAL(send(100, 1, (struct uc_net_offload){0}, NULL), 0);
	close_net();
	UC_CHECK_EQUAL(uc_xen_model.wrong, 0);
}

UC_TEST(several_queues)
{
	begin();
	back_offers("multi-queue-max-queues", "8");
	UC_REQUIRE(open_net());
	UC_CHECK_EQUAL(net->netdev.queues, 2);
	UC_CHECK(uc_xen_model_read(UC_XEN_MODEL_HOME "device/vif/0/tx-ring-ref") == NULL);
	UC_CHECK_EQUAL(send(100, 1, (struct uc_net_offload){0}, NULL), 0);
	UC_CHECK_EQUAL(send(101, 1, (struct uc_net_offload){0}, NULL), 0);
	flush();
	UC_CHECK(take_packet(0, &packet) && packet.bytes == 100);
	UC_CHECK(take_packet(1, &packet) && packet.bytes == 101);
	UC_CHECK(deliver(0, bytes, 60, 0, NULL) && deliver(1, bytes, 61, 0, NULL));
	(void)uc_xen_model_ring_push(&back.receive[0]);
	(void)uc_xen_model_ring_push(&back.receive[1]);
	UC_CHECK_EQUAL(poll_net(8), 2);
	close_net();
	UC_CHECK_EQUAL(uc_xen_model_grants(), 0);
	UC_CHECK_EQUAL(uc_xen_model.wrong, 0);
}
