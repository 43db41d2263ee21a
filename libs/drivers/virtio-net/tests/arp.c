/* SPDX-License-Identifier: BSD-3-Clause */
/* A real device on QEMU's user network, whose gateway answers who it is (RFC 826). Skipped where there is none. */
#include <unicore/clock.h>
#include <unicore/errno.h>
#include <unicore/netdev.h>
#include <unicore/sched.h>
#include <unicore/string.h>
#include <unicore/test.h>

#define ARP_BYTES 42

static const uint8_t gateway[] = {10, 0, 2, 2}, own[] = {10, 0, 2, 15};

static struct {
	struct uc_netdev_user user; /* first */
	struct uc_waitq wake;
	volatile bool is_ready, is_answered;
	unsigned sent;
} party;

static void ready(struct uc_netdev_user *user)
{
	(void)user;
	party.is_ready = true;
	uc_waitq_wake_all(&party.wake, 0);
}

static void received(struct uc_netdev_user *user, struct uc_net_buffer *frame, const struct uc_net_offload *offload)
{
	static const uint8_t answer[] = {0x08, 0x06, 0, 1, 8, 0, 6, 4, 0, 2};
	(void)user;
	(void)offload;
	if (frame->bytes >= ARP_BYTES && memcmp(frame->data + 12, answer, sizeof(answer)) == 0 &&
	    memcmp(frame->data + 28, gateway, 4) == 0)
		party.is_answered = true;
	while (frame) {
		struct uc_net_buffer *next = frame->next;
		frame->release(frame);
		frame = next;
	}
}

static void sent(struct uc_netdev_user *user, void *cookie)
{
	(void)user;
	(void)cookie;
	party.sent++;
}

static void link(struct uc_netdev_user *user)
{
	(void)user;
}

static void ask(struct uc_netdev *device)
{
	static uint8_t frame[60] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, [12] = 0x08, 0x06, 0, 1, 8, 0, 6, 4, 0, 1};
	static const struct uc_net_fragment fragments[] = {{frame, 14}, {frame + 14, 46}};
	const struct uc_net_packet packet = {.fragments = fragments, .count = 2};
	memcpy(frame + 6, device->address, 6);
	memcpy(frame + 22, device->address, 6);
	memcpy(frame + 28, own, 4);
	memcpy(frame + 38, gateway, 4);
	UC_CHECK_EQUAL(device->operations->transmit(device, &packet), 0);
	device->operations->flush(device);
}

UC_TEST(the_gateway_answers)
{
	struct uc_netdev *device = (struct uc_netdev *)uc_device_next(UC_DEVICE_NET, NULL);
	if (!device) {
		uc_test_skip("there is no network device");
		return;
	}
	uint64_t deadline_ns = uc_clock_monotonic_ns() + 5 * UC_NS_PER_SECOND;
	party.user = (struct uc_netdev_user){ready, received, sent, link};
	uc_waitq_init(&party.wake);
	UC_REQUIRE(device->operations->open(device, &party.user) == 0);
	(void)device->operations->poll(device, 4);
	ask(device);
	while (!party.is_answered && UC_WAIT_EVENT(&party.wake, party.is_ready, deadline_ns, false) == 0) {
		party.is_ready = false;
		while (device->operations->poll(device, 4) == 4)
			;
	}
	UC_CHECK(party.is_answered);
	UC_CHECK_EQUAL(party.sent, 1);
	UC_CHECK(device->counts.interrupts >= 1 && device->counts.kicks >= 1);
}
