/* SPDX-License-Identifier: BSD-3-Clause */
/* One end of a wire: sends frames whose bytes follow from their number, and checks those that come. */
#ifndef END_H
#define END_H

#include <unicore/clock.h>
#include <unicore/errno.h>
#include <unicore/netdev.h>
#include <unicore/sched.h>
#include <unicore/string.h>
#include <unicore/test.h>

#define END_FRAMES 256
#define END_WAIT_NS (2 * UC_NS_PER_SECOND)
/* A type that nobody else uses (IEEE 802: local experimental). */
#define END_TYPE 0x88b5

struct end {
	struct uc_netdev_user user; /* first */
	struct uc_netdev *device;
	struct uc_waitq ready;
	volatile bool is_ready;
	unsigned sent, returned; /* packets, and those of them that the device has done with */
	unsigned received, wrong;
	uint8_t frames[END_FRAMES][1514];
};

static inline void end_ready(struct uc_netdev_user *user)
{
	struct end *end = (struct end *)user;
	end->is_ready = true;
	uc_waitq_wake_all(&end->ready, 0);
}

static inline uint8_t end_byte(uint32_t number, uint32_t at)
{
	return (uint8_t)(number * 31 + at * 7 + at / 253);
}

static inline void end_make(uint8_t *frame, const struct end *from, const struct end *to, uint32_t number,
			    uint32_t bytes)
{
	memcpy(frame, to->device->address, 6);
	memcpy(frame + 6, from->device->address, 6);
	frame[12] = END_TYPE >> 8;
	frame[13] = END_TYPE & 0xff;
	for (unsigned n = 0; n < 4; n++) {
		frame[14 + n] = (uint8_t)(number >> (8 * n));
		frame[18 + n] = (uint8_t)(bytes >> (8 * n));
	}
	for (uint32_t at = 22; at < bytes; at++)
		frame[at] = end_byte(number, at);
}

static inline bool end_is_right(const uint8_t *frame, uint32_t bytes)
{
	uint32_t number, said;
	memcpy(&number, frame + 14, 4);
	memcpy(&said, frame + 18, 4);
	if (said != bytes)
		return false;
	for (uint32_t at = 22; at < bytes; at++)
		if (frame[at] != end_byte(number, at))
			return false;
	return true;
}

static inline void end_received(struct uc_netdev_user *user, struct uc_net_buffer *frame,
				const struct uc_net_offload *offload)
{
	static uint8_t whole[2048];
	struct end *end = (struct end *)user;
	uint32_t bytes = 0;
	(void)offload;
	while (frame) {
		struct uc_net_buffer *next = frame->next;
		if (bytes + frame->bytes <= sizeof(whole))
			memcpy(whole + bytes, frame->data, frame->bytes);
		bytes += frame->bytes;
		frame->release(frame);
		frame = next;
	}
	if (bytes < 22 || whole[12] != END_TYPE >> 8 || whole[13] != (END_TYPE & 0xff))
		return;
	end->received++;
	end->wrong += bytes > sizeof(whole) || !end_is_right(whole, bytes);
}

static inline void end_sent(struct uc_netdev_user *user, void *cookie)
{
	(void)cookie;
	((struct end *)user)->returned++;
}

static inline void end_link(struct uc_netdev_user *user)
{
	(void)user;
}

static inline int end_open(struct end *end, struct uc_netdev *device)
{
	end->user = (struct uc_netdev_user){end_ready, end_received, end_sent, end_link};
	end->device = device;
	uc_waitq_init(&end->ready);
	end->is_ready = true;
	return device->operations->open(device, &end->user);
}

static inline void end_poll(struct end *end)
{
	while (end->device->operations->poll(end->device, 16) == 16)
		;
}

/** Sends frame number `sent` in so many fragments. */
static inline int end_send(struct end *from, struct end *to, uint32_t bytes, unsigned fragments)
{
	struct uc_net_fragment pieces[64];
	uint8_t *frame = from->frames[from->sent % END_FRAMES];
	struct uc_net_packet packet = {.fragments = pieces, .count = fragments, .cookie = from};
	uint32_t at = 0;
	if (from->sent - from->returned == END_FRAMES)
		return -EAGAIN;
	end_make(frame, from, to, from->sent, bytes);
	for (unsigned n = 0; n < fragments; n++) {
		uint32_t part = n + 1 == fragments ? bytes - at : bytes / fragments;
		pieces[n] = (struct uc_net_fragment){frame + at, part};
		at += part;
	}
	int result = from->device->operations->transmit(from->device, &packet);
	from->device->operations->flush(from->device);
	from->sent += result == 0;
	return result;
}

/** Waits, by the device's interrupts alone, until so many frames have come. */
static inline bool end_wait(struct end *end, unsigned received)
{
	uint64_t deadline_ns = uc_clock_monotonic_ns() + END_WAIT_NS;
	for (;;) {
		if (UC_WAIT_EVENT(&end->ready, end->is_ready, deadline_ns, false) != 0)
			return end->received >= received;
		end->is_ready = false;
		end_poll(end);
		if (end->received >= received) {
			end->is_ready = true;
			return true;
		}
	}
}

/** Polls until all packets have come back from the device. */
static inline bool end_wait_sent(struct end *end)
{
	uint64_t deadline_ns = uc_clock_monotonic_ns() + END_WAIT_NS;
	while (end->returned < end->sent && uc_clock_monotonic_ns() < deadline_ns) {
		end_poll(end);
		uc_sleep_until(uc_clock_monotonic_ns() + UC_NS_PER_MS, false);
	}
	return end->returned == end->sent;
}

/** Polls until nothing more comes. */
static inline void end_settle(struct end *end)
{
	unsigned before;
	do {
		before = end->received;
		uc_sleep_until(uc_clock_monotonic_ns() + 20 * UC_NS_PER_MS, false);
		end_poll(end);
	} while (end->received != before);
}

/** Forgets what was before. */
static inline void end_begin(struct end *end)
{
	UC_CHECK(end_wait_sent(end));
	end_settle(end);
	end->sent = end->returned = end->received = end->wrong = 0;
}

#endif
