/* SPDX-License-Identifier: BSD-3-Clause */
/* Packets that are sent. */
#include "user.h"
#include <unicore/errno.h>
#include <unicore/heapfault.h>

static uint8_t bytes[MOST_FRAME_BYTES];

static int send(const struct uc_net_fragment *fragments, unsigned count, const struct uc_net_offload *offload)
{
	struct uc_net_packet packet = {.fragments = fragments, .count = count, .cookie = &bytes};
	if (offload)
		packet.offload = *offload;
	return net->netdev.operations->transmit(&net->netdev, &packet);
}

static void flush(void)
{
	net->netdev.operations->flush(&net->netdev);
}

/** Answers all that was sent. Returns the number. */
static unsigned answer_all(void)
{
	static struct uc_model_request request;
	unsigned count = 0;
	for (; uc_model_next(&model, 1, &request); count++)
		uc_model_answer(&model, 1, request.head, 0);
	return count;
}

UC_TEST(a_packet_of_several_fragments)
{
	static const struct uc_net_fragment fragments[] = {{bytes, 54}, {bytes + 100, 1000}, {bytes + 3000, 400}};
	static uint8_t seen[2000];
	struct uc_model_request request;
	struct net_header header;
	for (unsigned n = 0; n < sizeof(bytes); n++)
		bytes[n] = (uint8_t)(n * 13 + n / 255);
	UC_REQUIRE(open_net(ALL));
	UC_CHECK_EQUAL(send(fragments, 3, NULL), 0);
	UC_CHECK(!uc_model_next(&model, 0, &request) || model.notifications == 1);
	unsigned before = model.notifications;
	flush();
	UC_CHECK_EQUAL(model.notifications, before + 1);
	UC_REQUIRE(uc_model_next(&model, 1, &request));
	UC_CHECK_EQUAL(request.out_bytes, sizeof(header) + 1454);
	uc_model_read(&request, 0, &header, sizeof(header));
	UC_CHECK(header.flags == 0 && header.segment == 0);
	uc_model_read(&request, sizeof(header), seen, sizeof(seen));
	UC_CHECK(memcmp(seen, bytes, 54) == 0 && memcmp(seen + 54, bytes + 100, 1000) == 0 &&
		 memcmp(seen + 1054, bytes + 3000, 400) == 0);
	/* Zero-copy: the device reads the user's own bytes. */
	UC_CHECK(request.pieces[1].data == bytes);
	uc_model_answer(&model, 1, request.head, 0);
	UC_CHECK(!uc_model_interrupt(&model, 1));
	UC_CHECK_EQUAL(user.sent, 0);
	(void)poll_net(4);
	UC_CHECK(user.sent == 1 && user.last_cookie == &bytes);
	UC_CHECK_EQUAL(model.wrong, 0);
	close_net();
}

UC_TEST(work_that_is_left_to_the_device)
{
	static const struct uc_net_fragment fragments[] = {{bytes, 54}, {bytes, 30000}};
	struct uc_net_offload offload = {.checksum = UC_CHECKSUM_PARTIAL, .checksum_start = 34, .checksum_offset = 16};
	struct uc_model_request request;
	struct net_header header;
	UC_REQUIRE(open_net(ALL));
	UC_CHECK_EQUAL(send(fragments, 1, &offload), 0);
	UC_REQUIRE(uc_model_next(&model, 1, &request));
	uc_model_read(&request, 0, &header, sizeof(header));
	UC_CHECK(header.flags == HEADER_NEEDS_CHECKSUM && uc_little16(header.checksum_start) == 34 &&
		 uc_little16(header.checksum_offset) == 16);
	offload.segment = UC_NETDEV_SEGMENT_TCP6;
	offload.segment_bytes = 1428;
	offload.header_bytes = 54;
	UC_CHECK_EQUAL(send(fragments, 2, &offload), 0);
	UC_REQUIRE(uc_model_next(&model, 1, &request));
	uc_model_read(&request, 0, &header, sizeof(header));
	UC_CHECK(header.segment == HEADER_TCP6 && uc_little16(header.segment_bytes) == 1428 &&
		 uc_little16(header.header_bytes) == 54);
	close_net();
}

UC_TEST(what_cannot_be_sent_is_refused)
{
	static struct uc_net_fragment fragments[MOST_FRAGMENTS + 1];
	struct uc_net_offload partial = {.checksum = UC_CHECKSUM_PARTIAL, .checksum_start = 34, .checksum_offset = 18};
	struct uc_net_offload cut = {.checksum = UC_CHECKSUM_PARTIAL, .segment = UC_NETDEV_SEGMENT_TCP4};
	for (unsigned n = 0; n <= MOST_FRAGMENTS; n++)
		fragments[n] = (struct uc_net_fragment){bytes, 54};
	UC_REQUIRE(open_net(ALL));
	UC_CHECK_EQUAL(send(fragments, 0, NULL), -EMSGSIZE);
	UC_CHECK_EQUAL(send(fragments, MOST_FRAGMENTS + 1, NULL), -EMSGSIZE);
	UC_CHECK_EQUAL(send(fragments, MOST_FRAGMENTS, NULL), 0);
	UC_CHECK_EQUAL(send(fragments, 1, &partial), 0);
	partial.checksum_offset = 19;
	UC_CHECK_EQUAL(send(fragments, 1, &partial), -EINVAL);
	UC_CHECK_EQUAL(send(fragments, 1, &cut), -EINVAL);
	cut.segment_bytes = 100;
	cut.header_bytes = 54;
	UC_CHECK_EQUAL(send(fragments, 1, &cut), -EINVAL);
	UC_CHECK_EQUAL(send(fragments, 2, &cut), 0);
	cut.segment = 64;
	UC_CHECK_EQUAL(send(fragments, 2, &cut), -EINVAL);
	fragments[0].bytes = 1500 + 14 + 4 + 1;
	UC_CHECK_EQUAL(send(fragments, 1, NULL), -EMSGSIZE);
	close_net();

	UC_REQUIRE(open_net(UC_VIRTIO_VERSION_1));
	fragments[0].bytes = 54;
	partial.checksum_offset = 16;
	UC_CHECK_EQUAL(send(fragments, 1, &partial), -EINVAL);
	close_net();
}

UC_TEST(a_full_device_takes_more_when_it_has_sent)
{
	static const struct uc_net_fragment fragments[] = {{bytes, 54}, {bytes, 100}, {bytes, 100}};
	unsigned first = 0;
	UC_REQUIRE(open_net(ALL));
	while (send(fragments, 3, NULL) == 0)
		first++;
	UC_CHECK(first >= 80 && first <= 128);
	UC_CHECK_EQUAL(answer_all(), first);
	/* It was full, so it is told when there is room. */
	UC_CHECK(uc_model_interrupt(&model, 1));
	UC_CHECK_EQUAL(user.sent, 0);
	UC_CHECK_EQUAL(send(fragments, 3, NULL), 0);
	UC_CHECK_EQUAL(user.sent, first);
	UC_CHECK_EQUAL(net->netdev.counts.sent, first + 1);
	UC_CHECK_EQUAL(model.wrong, 0);
	close_net();
}

UC_TEST(without_memory_a_packet_waits)
{
	static const struct uc_net_fragment fragment = {bytes, 60};
	UC_REQUIRE(open_net(ALL));
	for (unsigned n = 0; n < SENT_PER_PAGE; n++)
		UC_CHECK_EQUAL(send(&fragment, 1, NULL), 0);
	uc_heapfault_arm(1);
	UC_CHECK_EQUAL(send(&fragment, 1, NULL), -EAGAIN);
	/* One comes back, so that it may be sent then. */
	UC_CHECK_EQUAL(answer_all(), SENT_PER_PAGE);
	UC_CHECK(uc_model_interrupt(&model, 1));
	UC_CHECK_EQUAL(send(&fragment, 1, NULL), 0);
	close_net();
}

UC_TEST(a_broken_device_gives_all_back)
{
	static const struct uc_net_fragment fragment = {bytes, 60};
	UC_REQUIRE(open_net(ALL));
	for (unsigned n = 0; n < 5; n++)
		UC_CHECK_EQUAL(send(&fragment, 1, NULL), 0);
	model.device.place = NULL;
	uc_virtio_broken(&model.device, "so says the test");
	UC_CHECK_EQUAL(user.readies, 1);
	UC_CHECK_EQUAL(send(&fragment, 1, NULL), -ENETDOWN);
	UC_CHECK_EQUAL(poll_net(4), 0);
	UC_CHECK_EQUAL(user.sent, 5);
	UC_CHECK(!net->netdev.link_up && user.links == 1);
	UC_CHECK_EQUAL(net->netdev.counts.broken, 1);
	UC_CHECK_EQUAL(poll_net(4), 0);
	close_net();
}
