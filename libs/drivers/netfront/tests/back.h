/* SPDX-License-Identifier: BSD-3-Clause */
/* A back end that the test plays, and a user of the network device who keeps frames until they are released. */
#ifndef BACK_H
#define BACK_H

#include "../src/net.h"
#include <unicore/string.h>
#include <unicore/test.h>
#include <unicore/xen-model.h>

#define QUEUES 2
#define MOST_HELD 256

static struct net_device *net;

static struct back {
	char front[64], back[64];
	struct uc_xen_model_ring transmit[QUEUES], receive[QUEUES];
	unsigned queues;
	bool never_connects;
	/** Wakes as of now. */
	unsigned connections;
} back;

static struct user {
	struct uc_netdev_user user;
	struct uc_net_buffer *frames[MOST_HELD];
	unsigned held, received, sent, links, readies;
	uint32_t last_bytes;
	struct uc_net_offload last_offload;
	const void *last_cookie;
} user;

static inline uint32_t frame_bytes(const struct uc_net_buffer *frame)
{
	uint32_t bytes = 0;
	for (; frame; frame = frame->next)
		bytes += frame->bytes;
	return bytes;
}

static inline void release(struct uc_net_buffer *frame)
{
	while (frame) {
		struct uc_net_buffer *next = frame->next;
		frame->release(frame);
		frame = next;
	}
}

static inline void release_all(void)
{
	while (user.held > 0)
		release(user.frames[--user.held]);
}

static inline void on_ready(struct uc_netdev_user *of)
{
	(void)of;
	user.readies++;
}

static inline void on_received(struct uc_netdev_user *of, struct uc_net_buffer *frame,
			       const struct uc_net_offload *offload)
{
	(void)of;
	user.received++;
	user.last_bytes = frame_bytes(frame);
	user.last_offload = *offload;
	if (user.held == MOST_HELD)
		release_all();
	user.frames[user.held++] = frame;
}

static inline void on_sent(struct uc_netdev_user *of, void *cookie)
{
	(void)of;
	user.sent++;
	user.last_cookie = cookie;
}

static inline void on_link(struct uc_netdev_user *of)
{
	(void)of;
	user.links++;
}

static inline void back_unmap(void)
{
	for (unsigned n = 0; n < QUEUES; n++) {
		uc_xen_model_ring_unmap(&back.transmit[n]);
		uc_xen_model_ring_unmap(&back.receive[n]);
	}
}

static inline void back_map(void)
{
	char path[96], queue[] = "/queue-0";
	memcpy(path, back.front, strlen(back.front) + 1);
	memcpy(path + strlen(back.front), "/multi-queue-num-queues", 24);
	uint64_t count = uc_xen_model_read_number(path);
	back.queues = count <= QUEUES ? (unsigned)count : 1;
	bool is_right = true;
	for (unsigned n = 0; n < back.queues; n++) {
		queue[7] = (char)('0' + n);
		memcpy(path, back.front, strlen(back.front) + 1);
		if (back.queues > 1)
			memcpy(path + strlen(back.front), queue, sizeof(queue));
		is_right &= uc_xen_model_ring_map(&back.transmit[n], path, "tx-ring-ref", "event-channel", 12);
		is_right &= uc_xen_model_ring_map(&back.receive[n], path, "rx-ring-ref", "event-channel", 8);
	}
	uc_xen_model.wrong += !is_right;
	back.connections++;
}

/** The front end's state has changed. */
static inline void back_hears(const char *path, const char *value)
{
	size_t bytes = strlen(back.front);
	if (strlen(path) != bytes + 6 || memcmp(path, back.front, bytes) != 0 || memcmp(path + bytes, "/state", 6) != 0)
		return;
	if (value && value[0] == '4' && !back.never_connects) {
		back_map();
		uc_xen_model_write_at(back.back, "state", "4");
	}
	if (value && value[0] == '6') {
		back_unmap();
		uc_xen_model_write_at(back.back, "state", "6");
	}
}

static inline void back_offers(const char *feature, const char *value)
{
	uc_xen_model_write_at(back.back, feature, value);
}

static const char *const features[] = {"feature-rx-copy", "feature-sg", "feature-ipv6-csum-offload",
				       "feature-gso-tcpv4", "feature-gso-tcpv6"};

/** A device in xenstore whose back end waits and can do everything. */
static inline void make_back(void)
{
	uc_xen_model_front(back.front, "vif", 0);
	uc_xen_model_back(back.back, "vif", 0);
	back.never_connects = false;
	uc_xen_model_device("vif", 0, "1");
	uc_xen_model_write_at(back.front, "mac", "00:16:3e:12:34:56");
	for (unsigned n = 0; n < UC_ARRAY_LENGTH(features); n++)
		back_offers(features[n], "1");
	uc_xen_model_write_at(back.back, "state", "2");
	uc_xen_model.written = back_hears;
	memset(&user, 0, sizeof(user));
	user.user = (struct uc_netdev_user){on_ready, on_received, on_sent, on_link};
}

static inline bool open_net(void)
{
	return net_create(0, &net) == 0 && net->netdev.operations->open(&net->netdev, &user.user) == 0;
}

static inline void close_net(void)
{
	release_all();
	net_destroy(net);
}

static inline unsigned poll_net(unsigned most)
{
	return net->netdev.operations->poll(&net->netdev, most);
}

/** The back end delivers a frame in as many pages as it takes. False: it has too few. */
static inline bool deliver(unsigned queue, const uint8_t *frame, uint32_t bytes, uint16_t flags,
			   const struct net_extra *extra)
{
	struct uc_xen_model_ring *ring = &back.receive[queue];
	bool is_first = true;
	for (uint32_t done = 0; done < bytes; is_first = false) {
		struct net_receive_request request;
		if (!uc_xen_model_ring_take(ring, &request))
			return false;
		uint32_t part = bytes - done < 4096 ? bytes - done : 4096;
		uint8_t *page = uc_xen_model_page(request.grant, true);
		uc_xen_model.wrong += !page;
		if (!page)
			return false;
		memcpy(page, frame + done, part);
		done += part;
		struct net_receive_response response = {.id = request.id, .status = (int16_t)part};
		response.flags = (uint16_t)((is_first ? flags : 0) | (done < bytes ? RECEIVED_MORE : 0) |
					    (is_first && extra ? RECEIVED_EXTRA : 0));
		uc_xen_model_ring_answer(ring, &response, sizeof(response));
		if (is_first && extra) {
			if (!uc_xen_model_ring_take(ring, &request))
				return false;
			uc_xen_model_ring_answer(ring, extra, sizeof(*extra));
		}
	}
	return true;
}

/** What the back end took of a packet. */
struct packet {
	uint16_t ids[32];
	unsigned slots;
	uint16_t flags;
	struct net_extra extra;
	uint32_t bytes;
	uint8_t data[65536];
};

/** Takes a packet, without answering it. False: there is none. */
static inline bool take_packet(unsigned queue, struct packet *packet)
{
	struct uc_xen_model_ring *ring = &back.transmit[queue];
	struct net_send_request request;
	uint32_t left = 0, whole = 0;
	uint8_t entry[12];
	packet->slots = 0;
	packet->bytes = 0;
	memset(&packet->extra, 0, sizeof(packet->extra));
	do {
		if (!uc_xen_model_ring_take(ring, &request))
			return false;
		if (packet->slots == 0) {
			whole = request.bytes;
			packet->flags = request.flags;
		}
		if (request.flags & SEND_EXTRA) {
			uc_xen_model.wrong += packet->slots > 0 || !uc_xen_model_ring_take(ring, entry);
			memcpy(&packet->extra, entry, sizeof(packet->extra));
		}
		left = packet->slots == 0 ? (whole < 4096 ? whole : 4096) : request.bytes;
		const uint8_t *page = uc_xen_model_page(request.grant, false);
		if (!page || packet->bytes + left > sizeof(packet->data) || request.offset + left > 4096 ||
		    packet->slots == 32) {
			uc_xen_model.wrong++;
			return false;
		}
		memcpy(packet->data + packet->bytes, page + request.offset, left);
		packet->bytes += left;
		packet->ids[packet->slots++] = request.id;
	} while (request.flags & SEND_MORE);
	uc_xen_model.wrong += packet->bytes != whole;
	return true;
}

/** Answers it, as Linux' back end does: a response of no meaning for the extra slot. */
static inline void answer_packet(unsigned queue, const struct packet *packet)
{
	for (unsigned n = 0; n < packet->slots; n++) {
		struct net_send_response response = {.id = packet->ids[n]};
		uc_xen_model_ring_answer(&back.transmit[queue], &response, sizeof(response));
		if (n == 0 && (packet->flags & SEND_EXTRA)) {
			response = (struct net_send_response){.id = 0xffff, .status = STATUS_NULL};
			uc_xen_model_ring_answer(&back.transmit[queue], &response, sizeof(response));
		}
	}
}

#endif
