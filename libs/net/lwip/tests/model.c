/* SPDX-License-Identifier: BSD-3-Clause */
/* The device and its wire. */
#include "model.h"
#include <unicore/clock.h>
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/platform.h>
#include <unicore/string.h>
#include <unicore/test.h>

int lwip_device_open(struct uc_netdev *netdev);

#define MOST_BYTES 65600u
#define TCP_AT(frame) (get16((frame) + 12) == 0x0800 ? 14u + (frame)[14] % 16 * 4 : 54u)

static struct model *model_of(struct uc_netdev *device)
{
	return UC_CONTAINER_OF(device, struct model, netdev);
}

static bool chance(unsigned per_mille)
{
	return per_mille && uc_test_random() % 1000 < per_mille;
}

static void keep_sample(struct model *model, const uint8_t *data, uint32_t bytes)
{
	struct model_sample *sample = &model->samples[model->sample_count++ % SAMPLES];
	sample->bytes = bytes < sizeof sample->data ? bytes : (uint32_t)sizeof sample->data;
	memcpy(sample->data, data, sample->bytes);
}

/* ---- the wire ---- */

static void fire(struct uc_timer *timer)
{
	struct model *model = UC_CONTAINER_OF(timer, struct model, timer);
	model->netdev.user->ready(model->netdev.user);
}

static void arrive_later(struct model *model, const uint8_t *data, uint32_t bytes, bool checked, uint64_t delay_ns)
{
	struct model_frame *frame = uc_heap_alloc(sizeof *frame + bytes), **place = &model->wire;
	if (!frame)
		return;
	*frame = (struct model_frame){.bytes = bytes, .checked = checked, .due_ns = uc_clock_monotonic_ns() + delay_ns};
	memcpy(frame->data, data, bytes);
	while (*place && (*place)->due_ns <= frame->due_ns)
		place = &(*place)->next;
	frame->next = *place;
	*place = frame;
}

void model_deliver(struct model *model, const void *frame, uint32_t bytes)
{
	arrive_later(model, frame, bytes, false, 0);
	model->netdev.user->ready(model->netdev.user);
}

/* One frame as it would be on a wire. */
static void onto_wire(struct model *model, uint8_t *frame, uint32_t bytes, bool checked)
{
	model->frames++;
	if (bytes > model->longest)
		model->longest = bytes;
	bool answered = model_answer(model, frame, bytes);
	keep_sample(model, frame, bytes);
	if (answered || model->mute || chance(model->lost))
		return;
	uint64_t delay = chance(model->late) ? uc_test_random() % (20 * UC_NS_PER_MS) : 0;
	arrive_later(model, frame, bytes, checked, delay);
	if (chance(model->doubled))
		arrive_later(model, frame, bytes, checked, delay + uc_test_random() % UC_NS_PER_MS);
}

/* ---- sending: what a device does with what is left to it ---- */

static void complete(uint8_t *frame, uint32_t bytes, const struct uc_net_offload *offload)
{
	uint8_t *field = frame + offload->checksum_start + offload->checksum_offset;
	uint32_t sum = model_sum(0, frame + offload->checksum_start, bytes - offload->checksum_start);
	put16(field, ~sum);
}

static void fix_lengths(uint8_t *frame, uint32_t bytes, unsigned identification)
{
	uint8_t *ip = frame + 14;
	if (get16(frame + 12) == 0x0800) {
		put16(ip + 2, bytes - 14);
		put16(ip + 4, get16(ip + 4) + identification);
		put16(ip + 10, 0);
		put16(ip + 10, ~model_sum(0, ip, 20));
	} else {
		put16(ip + 4, bytes - 54);
	}
}

static void cut(struct model *model, const uint8_t *whole, uint32_t bytes, const struct uc_net_offload *offload)
{
	static uint8_t piece[2048];
	uint32_t header = offload->header_bytes, tcp = TCP_AT(whole), sequence = get32(whole + tcp + 4);
	uint8_t flags = whole[tcp + 13];
	model->segmented++;
	for (uint32_t at = 0, i = 0; header + at < bytes; i++) {
		uint32_t payload = bytes - header - at;
		bool last = payload <= offload->segment_bytes;
		if (!last)
			payload = offload->segment_bytes;
		memcpy(piece, whole, header);
		memcpy(piece + header, whole + header + at, payload);
		put32(piece + tcp + 4, sequence + at);
		piece[tcp + 13] = last ? flags : flags & (uint8_t)~9; /* FIN and PSH */
		fix_lengths(piece, header + payload, i);
		put16(piece + tcp + 16, 0);
		put16(piece + tcp + 16, ~model_transport_sum(piece, header + payload, tcp));
		onto_wire(model, piece, header + payload, false);
		at += payload;
	}
}

/* All that the contract asks of a packet. */
static bool is_sound(const struct model *model, const struct uc_net_packet *packet, uint32_t bytes)
{
	const struct uc_net_offload *offload = &packet->offload;
	bool sound = packet->count > 0 && packet->count <= model->netdev.most_fragments && bytes <= MOST_BYTES;
	for (unsigned i = 0; i < packet->count; i++)
		sound = sound && packet->fragments[i].bytes > 0;
	if (offload->checksum == UC_CHECKSUM_PARTIAL)
		sound = sound && model->netdev.features & UC_NETDEV_CHECKSUM &&
			offload->checksum_start + offload->checksum_offset + 2u <= bytes;
	if (offload->segment)
		return sound && model->netdev.features & offload->segment && offload->segment_bytes > 0 &&
		       offload->checksum == UC_CHECKSUM_PARTIAL && offload->header_bytes < bytes;
	return sound && bytes <= model->netdev.mtu_bytes + 14u;
}

static int transmit(struct uc_netdev *device, const struct uc_net_packet *packet)
{
	static uint8_t frame[MOST_BYTES];
	struct model *model = model_of(device);
	uint32_t bytes = 0;
	if (model->cookie_count >= model->ring)
		return -EAGAIN;
	for (unsigned i = 0; i < packet->count && bytes + packet->fragments[i].bytes <= MOST_BYTES; i++) {
		memcpy(frame + bytes, packet->fragments[i].data, packet->fragments[i].bytes);
		bytes += packet->fragments[i].bytes;
	}
	model->cookies[model->cookie_count++] = packet->cookie;
	if (!is_sound(model, packet, bytes)) {
		model->wrong++;
		return 0;
	}
	if (packet->offload.segment) {
		cut(model, frame, bytes, &packet->offload);
		return 0;
	}
	if (packet->offload.checksum == UC_CHECKSUM_PARTIAL)
		complete(frame, bytes, &packet->offload);
	uint32_t tcp = TCP_AT(frame);
	bool is_tcp = bytes >= 54 && frame[get16(frame + 12) == 0x0800 ? 23 : 20] == 6;
	if (is_tcp && get16(frame + 12) != 0x0806 && model_transport_sum(frame, bytes, tcp) != 0xffff)
		model->wrong++;
	onto_wire(model, frame, bytes, false);
	return 0;
}

static void flush(struct uc_netdev *device)
{
	device->counts.kicks++;
	device->user->ready(device->user);
}

/* ---- receiving ---- */

struct piece {
	struct uc_net_buffer buffer; /* first */
	struct model *model;
	uint8_t data[];
};

static void release(struct uc_net_buffer *buffer)
{
	struct piece *piece = UC_CONTAINER_OF(buffer, struct piece, buffer);
	piece->model->out--;
	uc_heap_free(piece);
}

/* In one to three pieces; the headers lie in the first. */
static void hand_over(struct model *model, const struct model_frame *frame)
{
	struct uc_net_buffer *first = NULL, **next = &first;
	for (uint32_t at = 0, bytes; at < frame->bytes; at += bytes) {
		bytes = frame->bytes - at;
		if (bytes > 200 && chance(300))
			bytes = 100 + (uint32_t)(uc_test_random() % (bytes - 100));
		struct piece *piece = uc_heap_alloc(sizeof *piece + bytes);
		if (!piece)
			break;
		piece->model = model;
		memcpy(piece->data, frame->data + at, bytes);
		piece->buffer = (struct uc_net_buffer){.data = piece->data, .bytes = bytes, .release = release};
		model->out++;
		*next = &piece->buffer;
		next = &piece->buffer.next;
	}
	struct uc_net_offload offload = {.checksum = frame->checked ? UC_CHECKSUM_GOOD : UC_CHECKSUM_NONE};
	if (first)
		model->netdev.user->received(model->netdev.user, first, &offload);
}

static unsigned poll(struct uc_netdev *device, unsigned most)
{
	struct model *model = model_of(device);
	unsigned count = 0;
	for (unsigned i = 0; i < model->cookie_count; i++)
		device->user->sent(device->user, model->cookies[i]);
	model->cookie_count = 0;
	while (count < most && model->wire && model->wire->due_ns <= uc_clock_monotonic_ns()) {
		struct model_frame *frame = model->wire;
		model->wire = frame->next;
		hand_over(model, frame);
		uc_heap_free(frame);
		count++;
	}
	if (model->wire)
		uc_timer_set(&model->timer, model->wire->due_ns);
	return count;
}

static int open_device(struct uc_netdev *device, struct uc_netdev_user *user)
{
	if (device->user)
		return -EBUSY;
	device->user = user;
	return 0;
}

int model_open(struct model *model, uint32_t features)
{
	static const struct uc_netdev_operations operations = {
		.open = open_device, .transmit = transmit, .flush = flush, .poll = poll};
	static uint8_t last;
	uc_timer_init(&model->timer, fire);
	model->ring = UC_ARRAY_LENGTH(model->cookies);
	model->netdev.operations = &operations;
	memcpy(model->netdev.address, (uint8_t[]){2, 0, 0, 0, 0, ++last}, 6);
	model->netdev.mtu_bytes = 1500;
	model->netdev.features = features;
	model->netdev.most_segment_bytes = 65535;
	model->netdev.most_fragments = 20;
	model->netdev.queues = 1;
	model->netdev.link_up = true;
	uc_device_add(&model->netdev.device, UC_DEVICE_NET);
	return lwip_device_open(&model->netdev);
}

struct model *model_first(uint32_t features)
{
	static struct model model;
	if (!model.netdev.user)
		UC_CHECK_EQUAL(model_open(&model, UC_NETDEV_CHECKSUM), 0);
	model.netdev.features = UC_NETDEV_CHECKSUM | features; /* a stack looks at the others for each packet */
	model.lost = model.doubled = model.late = 0;
	model.mute = false;
	return &model;
}
