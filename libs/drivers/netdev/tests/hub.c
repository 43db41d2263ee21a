/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The contract, with two devices on one hub: what one sends, the other receives, byte for byte. Where there are no two
 * (a process without rights to a network) the tests are skipped.
 */
#include "end.h"
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/pagealloc.h>

static struct end left, right;

static bool open_both(void)
{
	static bool is_open;
	struct uc_device *first = uc_device_next(UC_DEVICE_NET, NULL);
	struct uc_device *second = first ? uc_device_next(UC_DEVICE_NET, first) : NULL;
	if (!second) {
		uc_test_skip("there are no two network devices");
		return false;
	}
	if (!is_open) {
		is_open = true;
		UC_CHECK_EQUAL(end_open(&left, (struct uc_netdev *)first), 0);
		UC_CHECK_EQUAL(end_open(&right, (struct uc_netdev *)second), 0);
	}
	end_begin(&left);
	end_begin(&right);
	return true;
}

UC_TEST(devices_say_what_they_are)
{
	if (!open_both())
		return;
	struct uc_netdev *device = left.device;
	UC_CHECK(device->mtu_bytes >= 1500 && device->most_fragments >= 2 && device->queues >= 1);
	UC_CHECK(!(device->address[0] & 1));
	UC_CHECK(memcmp(device->address, right.device->address, UC_ETHERNET_ADDRESS_BYTES) != 0);
	UC_CHECK(device->link_up);
	UC_CHECK_EQUAL(device->operations->open(device, &left.user), -EBUSY);
}

UC_TEST(frames_arrive_whole_and_in_order)
{
	if (!open_both())
		return;
	for (uint32_t bytes = 60; bytes <= 1514; bytes += 97)
		for (unsigned fragments = 1; fragments <= left.device->most_fragments && fragments <= 20;
		     fragments += 3) {
			UC_CHECK_EQUAL(end_send(&left, &right, bytes, fragments), 0);
			UC_CHECK(end_wait(&right, left.sent));
		}
	UC_CHECK_EQUAL(right.received, left.sent);
	UC_CHECK_EQUAL(right.wrong, 0);
	UC_CHECK(end_wait_sent(&left));
}

UC_TEST(more_frames_than_there_is_room_for)
{
	if (!open_both())
		return;
	/* The receiver looks only now and then: frames may be lost, but those that come are whole. */
	unsigned taken = 0;
	for (unsigned n = 0; n < 3000; n++) {
		int result = end_send(&left, &right, 60 + n % 1400, 1 + n % 3);
		UC_CHECK(result == 0 || result == -EAGAIN);
		taken += result == 0;
		if (n % 64 == 0)
			end_poll(&right);
		if (result == -EAGAIN)
			end_poll(&left);
	}
	UC_CHECK(taken > 100);
	/* What nobody takes may wait at the sender. */
	for (unsigned n = 0; n < 1000 && left.returned < left.sent; n++) {
		end_settle(&right);
		end_poll(&left);
	}
	UC_CHECK_EQUAL(left.returned, left.sent);
	end_settle(&right);
	UC_CHECK(right.received > 0);
	UC_CHECK_EQUAL(right.wrong, 0);
}

UC_TEST(both_ways_at_once_by_interrupt)
{
	if (!open_both())
		return;
	size_t pages = 0;
	for (unsigned n = 0; n < 500; n++) {
		UC_CHECK_EQUAL(end_send(&left, &right, 60 + n, 2), 0);
		UC_CHECK_EQUAL(end_send(&right, &left, 1000 + n, 3), 0);
		UC_REQUIRE(end_wait(&right, n + 1));
		UC_REQUIRE(end_wait(&left, n + 1));
		if (n == 100)
			pages = uc_pages_free_count();
	}
	UC_CHECK_EQUAL(right.wrong + left.wrong, 0);
	UC_CHECK_EQUAL(uc_pages_free_count(), pages);
	UC_CHECK(left.device->counts.interrupts > 0);
}

UC_TEST(what_is_wrong_is_refused)
{
	if (!open_both())
		return;
	static uint8_t frame[60];
	static struct uc_net_fragment fragments[256];
	struct uc_netdev *device = left.device;
	struct uc_net_packet packet = {.fragments = fragments, .count = device->most_fragments + 1};
	for (unsigned n = 0; n < 256; n++)
		fragments[n] = (struct uc_net_fragment){frame, sizeof(frame)};
	UC_REQUIRE(packet.count <= 256);
	UC_CHECK_EQUAL(device->operations->transmit(device, &packet), -EMSGSIZE);
	packet.count = 1;
	packet.offload =
		(struct uc_net_offload){.checksum = UC_CHECKSUM_PARTIAL, .checksum_start = 50, .checksum_offset = 9};
	UC_CHECK_EQUAL(device->operations->transmit(device, &packet), -EINVAL);
	packet.offload = (struct uc_net_offload){.checksum = UC_CHECKSUM_PARTIAL, .segment = 128};
	UC_CHECK_EQUAL(device->operations->transmit(device, &packet), -EINVAL);
}
