/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A real device, on QEMU's user network or on a tap of tests/e2e: the gateway answers who it is (RFC 826), and refuses
 * a connection (RFC 9293, 3.10.7.1) in a way that tells how much it got. Skipped where there is no device.
 */
#include <unicore/clock.h>
#include <unicore/errno.h>
#include <unicore/netdev.h>
#include <unicore/printk.h>
#include <unicore/sched.h>
#include <unicore/string.h>
#include <unicore/test.h>

#define ARP_BYTES 42
#define HEADERS_BYTES 54 /* Ethernet, IPv4, TCP */
#define PAYLOAD_BYTES 30000
#define SEQUENCE 0x10203040u

static const uint8_t gateway[] = {10, 0, 2, 2}, own[] = {10, 0, 2, 15};

static struct {
	struct uc_netdev_user user; /* first */
	struct uc_netdev *device;
	struct uc_waitq wake;
	volatile bool is_ready, is_answered;
	uint8_t gateway[6];
	uint32_t acknowledged; /* by a reset of the gateway */
	unsigned sent, links;
} party;

static void ready(struct uc_netdev_user *user)
{
	(void)user;
	party.is_ready = true;
	uc_waitq_wake_all(&party.wake, 0);
}

static void look_at(const uint8_t *frame, uint32_t bytes)
{
	static const uint8_t arp_answer[] = {0x08, 0x06, 0, 1, 8, 0, 6, 4, 0, 2};
	if (bytes >= ARP_BYTES && memcmp(frame + 12, arp_answer, sizeof(arp_answer)) == 0 &&
	    memcmp(frame + 28, gateway, 4) == 0) {
		memcpy(party.gateway, frame + 22, 6);
		party.is_answered = true;
	}
	if (bytes >= HEADERS_BYTES && frame[12] == 0x08 && frame[13] == 0 && frame[23] == 6 && (frame[47] & 0x04))
		party.acknowledged =
			(uint32_t)frame[42] << 24 | (uint32_t)frame[43] << 16 | (uint32_t)frame[44] << 8 | frame[45];
}

static void received(struct uc_netdev_user *user, struct uc_net_buffer *frame, const struct uc_net_offload *offload)
{
	(void)user;
	(void)offload;
	look_at(frame->data, frame->bytes);
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
	party.links++;
}

/** Waits, by interrupts alone. */
#define WAIT_FOR(condition)                                                                                   \
	do {                                                                                                  \
		uint64_t deadline_ns = uc_clock_monotonic_ns() + 5 * UC_NS_PER_SECOND;                        \
		while (!(condition) && UC_WAIT_EVENT(&party.wake, party.is_ready, deadline_ns, false) == 0) { \
			party.is_ready = false;                                                               \
			while (party.device->operations->poll(party.device, 4) == 4)                          \
				;                                                                             \
		}                                                                                             \
	} while (0)

static bool open(void)
{
	struct uc_netdev *device = (struct uc_netdev *)uc_device_next(UC_DEVICE_NET, NULL);
	if (!device)
		uc_test_skip("there is no network device");
	if (!device || party.device)
		return device != NULL;
	party.user = (struct uc_netdev_user){ready, received, sent, link};
	party.device = device;
	uc_waitq_init(&party.wake);
	UC_CHECK_EQUAL(device->operations->open(device, &party.user), 0);
	(void)device->operations->poll(device, 4);
	return true;
}

static void find_gateway(void)
{
	static uint8_t frame[60] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, [12] = 0x08, 0x06, 0, 1, 8, 0, 6, 4, 0, 1};
	static const struct uc_net_fragment fragments[] = {{frame, 14}, {frame + 14, 46}};
	struct uc_net_packet packet = {.fragments = fragments, .count = 2};
	memcpy(frame + 6, party.device->address, 6);
	memcpy(frame + 22, party.device->address, 6);
	memcpy(frame + 28, own, 4);
	memcpy(frame + 38, gateway, 4);
	/* Over each of the device's queue pairs. */
	for (; packet.flow < party.device->queues; packet.flow++) {
		party.is_answered = false;
		UC_CHECK_EQUAL(party.device->operations->transmit(party.device, &packet), 0);
		party.device->operations->flush(party.device);
		WAIT_FOR(party.is_answered);
		UC_CHECK(party.is_answered);
	}
}

UC_TEST(the_gateway_answers)
{
	if (!open())
		return;
	unsigned before = party.sent;
	uc_printk("# %u queue pairs\n", party.device->queues);
	find_gateway();
	/* The answer may come before the device has said that the question is out, for which it does not interrupt. */
	for (unsigned n = 0; n < 5000 && party.sent != before + party.device->queues; n++) {
		uc_sleep_until(uc_clock_monotonic_ns() + 1000000, false);
		(void)party.device->operations->poll(party.device, 4);
	}
	UC_CHECK_EQUAL(party.sent, before + party.device->queues);
	UC_CHECK(party.device->counts.interrupts >= 1 && party.device->counts.kicks >= 1);
}

/** The sum of RFC 1071, not yet inverted. */
static uint16_t sum_of(const uint8_t *bytes, unsigned count, uint32_t sum)
{
	for (unsigned n = 0; n < count; n += 2)
		sum += (uint32_t)bytes[n] << 8 | bytes[n + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)sum;
}

static void put16(uint8_t *to, unsigned number)
{
	to[0] = (uint8_t)(number >> 8);
	to[1] = (uint8_t)number;
}

static void make_headers(uint8_t *frame)
{
	uint8_t *ip = frame + 14, *tcp = frame + 34;
	memcpy(frame, party.gateway, 6);
	memcpy(frame + 6, party.device->address, 6);
	put16(frame + 12, 0x0800);
	memset(ip, 0, 40);
	ip[0] = 0x45;
	put16(ip + 2, 40 + PAYLOAD_BYTES);
	ip[8] = 64;
	ip[9] = 6;
	memcpy(ip + 12, own, 4);
	memcpy(ip + 16, gateway, 4);
	put16(ip + 10, (uint16_t)~sum_of(ip, 20, 0));
	put16(tcp, 40000);
	put16(tcp + 2, 9);
	put16(tcp + 4, SEQUENCE >> 16);
	put16(tcp + 6, SEQUENCE & 0xffff);
	tcp[12] = 5 << 4;
	tcp[13] = 0x08; /* PSH, and no ACK: the refusal tells how far it was read */
	put16(tcp + 16, sum_of(ip + 12, 8, 6 + 20 + PAYLOAD_BYTES));
}

/** One packet that the device cuts into 21: the host's TCP takes all of them, with their checksums. */
UC_TEST(a_large_segment_arrives_whole)
{
	static uint8_t headers[HEADERS_BYTES], payload[PAYLOAD_BYTES];
	struct uc_net_fragment fragments[9] = {{headers, HEADERS_BYTES}};
	struct uc_net_packet packet = {.fragments = fragments,
				       .count = 9,
				       .offload = {.checksum = UC_CHECKSUM_PARTIAL,
						   .checksum_start = 34,
						   .checksum_offset = 16,
						   .segment = UC_NETDEV_SEGMENT_TCP4,
						   .segment_bytes = 1460,
						   .header_bytes = HEADERS_BYTES}};
	if (!open())
		return;
	if (!(party.device->features & UC_NETDEV_SEGMENT_TCP4)) {
		uc_test_skip("the device cuts no segments");
		return;
	}
	find_gateway();
	make_headers(headers);
	for (unsigned n = 0; n < PAYLOAD_BYTES; n++)
		payload[n] = (uint8_t)(n * 11 + n / 256);
	for (unsigned n = 0; n < 8; n++)
		fragments[1 + n] = (struct uc_net_fragment){payload + n * PAYLOAD_BYTES / 8, PAYLOAD_BYTES / 8};
	party.acknowledged = 0;
	UC_CHECK_EQUAL(party.device->operations->transmit(party.device, &packet), 0);
	party.device->operations->flush(party.device);
	WAIT_FOR(party.acknowledged == SEQUENCE + PAYLOAD_BYTES);
	UC_CHECK_EQUAL(party.acknowledged, SEQUENCE + PAYLOAD_BYTES);
}

/** Somebody pulls the cable and puts it back when this says so (tests/e2e). Skipped where nobody does. */
UC_TEST(the_link_goes_and_comes)
{
	if (!open())
		return;
	unsigned before = party.links;
	uc_printk("# pull the cable\n");
	uint64_t deadline_ns = uc_clock_monotonic_ns() + UC_NS_PER_SECOND;
	while (party.links < before + 2 && UC_WAIT_EVENT(&party.wake, party.is_ready, deadline_ns, false) == 0) {
		party.is_ready = false;
		(void)party.device->operations->poll(party.device, 4);
		if (party.links == before + 1 && !party.device->link_up) {
			uc_printk("# put it back\n");
			deadline_ns = uc_clock_monotonic_ns() + 10 * UC_NS_PER_SECOND;
		}
	}
	if (party.links == before)
		uc_test_skip("nobody has pulled the cable");
	else
		UC_CHECK(party.links == before + 2 && party.device->link_up);
}
