/* SPDX-License-Identifier: BSD-3-Clause */
/* A device model and a user of the network device, for the tests: frames are kept until they are released. */
#ifndef USER_H
#define USER_H

#include "../src/net.h"
#include <unicore/byteorder.h>
#include <unicore/string.h>
#include <unicore/test.h>
#include <unicore/virtio-model.h>

#define ALL                                                                                                       \
	(UC_VIRTIO_VERSION_1 | UC_VIRTIO_EVENT_INDEX | UC_VIRTIO_INDIRECT | NET_CSUM | NET_GUEST_CSUM | NET_MAC | \
	 NET_GUEST_TSO4 | NET_GUEST_TSO6 | NET_HOST_TSO4 | NET_HOST_TSO6 | NET_MERGEABLE | NET_STATUS)

#define MOST_HELD 256

static struct uc_model model;
static struct net_device *net;

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

static inline void make_user(void)
{
	memset(&user, 0, sizeof(user));
	user.user = (struct uc_netdev_user){on_ready, on_received, on_sent, on_link};
}

static inline void make_model(uint64_t offered)
{
	static const uint8_t address[6] = {0x52, 0x54, 0, 0x12, 0x34, 0x56};
	uc_model_init(&model, UC_VIRTIO_NET, offered);
	memcpy(model.config, address, sizeof(address));
	model.config[AT_STATUS] = STATUS_LINK_UP;
	make_user();
}

/** A device that is open. */
static inline bool open_net(uint64_t offered)
{
	make_model(offered);
	return net_create(&model.device, &net) == 0 && net->netdev.operations->open(&net->netdev, &user.user) == 0;
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

/** The device delivers a frame in as many buffers as it takes. Returns false when it has too few. */
static inline bool deliver(struct net_header header, const uint8_t *frame, uint32_t bytes)
{
	static struct uc_model_request requests[64];
	uint32_t written[64], done = 0;
	unsigned count = 0;
	do {
		struct uc_model_request *request = &requests[count];
		uint32_t skip = count == 0 ? sizeof(header) : 0;
		if (count == 64 || !uc_model_next(&model, 0, request))
			return false;
		uint32_t part = uc_model_write(request, skip, frame + done, bytes - done);
		written[count++] = skip + part;
		done += part;
	} while (done < bytes);
	header.buffers = uc_little16((uint16_t)count);
	uc_model_write(&requests[0], 0, &header, sizeof(header));
	for (unsigned n = 0; n < count; n++)
		uc_model_answer(&model, 0, requests[n].head, written[n]);
	return true;
}

#endif
