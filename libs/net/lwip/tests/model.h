/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A network device in memory, and behind it a wire with a mirror: who sends to any address of the mirror's network
 * hears himself answer from there, because source and destination of each IP packet are exchanged (which no checksum
 * sees). So one stack talks TCP with itself over a real device. The wire loses, doubles, delays and reorders frames, by
 * the test's random numbers. The mirror answers ARP and neighbour solicitation for everybody, and DHCP.
 */
#ifndef MODEL_H
#define MODEL_H

#include <stdbool.h>
#include <stdint.h>
#include <unicore/netdev.h>
#include <unicore/sched.h>

struct model_frame {
	struct model_frame *next;
	uint64_t due_ns;
	bool checked; /* its checksum need not be looked at */
	uint32_t bytes;
	uint8_t data[];
};

#define SAMPLES 128u
struct model_sample {
	uint32_t bytes;
	uint8_t data[256];
};

struct model {
	struct uc_netdev netdev; /* first */
	struct uc_timer timer;
	struct model_frame *wire; /* in the order in which frames arrive */
	void *cookies[64];        /* that are not yet told to be sent */
	unsigned cookie_count;
	unsigned lost, doubled, late; /* per mille of the frames */
	bool mute;                    /* nothing is mirrored */
	bool dhcp;                    /* answers requests for a lease of 10.77.0.50 */
	unsigned ring;                /* packets that it takes before it wants to be polled */
	unsigned out;                 /* buffers that the stack has */
	/* What was seen. */
	unsigned frames, wrong, segmented, pings, requests;
	uint32_t longest;
	struct model_sample samples[SAMPLES]; /* frames as the stack hears them, the last ones */
	unsigned sample_count;
};

/** Fills in a device with these features and has the stack open it. Returns what that returned. */
int model_open(struct model *model, uint32_t features);
/** The first device, opened by whichever test comes first, on a wire without faults, with these features and checksums.
 */
struct model *model_first(uint32_t features);
/** Lets a frame arrive. */
void model_deliver(struct model *model, const void *frame, uint32_t bytes);
/** A frame that the stack has sent, whole, with its checksums (answers.c). Returns whether it was dealt with. */
bool model_answer(struct model *model, uint8_t *frame, uint32_t bytes);

static inline uint16_t get16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static inline void put16(uint8_t *at, unsigned value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static inline uint32_t get32(const uint8_t *at)
{
	return (uint32_t)get16(at) << 16 | get16(at + 2);
}

static inline void put32(uint8_t *at, uint32_t value)
{
	put16(at, value >> 16);
	put16(at + 2, value);
}

/** The sum of RFC 1071 over big-endian words, added to `sum`, folded. */
uint32_t model_sum(uint32_t sum, const uint8_t *data, uint32_t bytes);
/** The sum that TCP, UDP or ICMPv6 at `at` of an IP frame has over everything: 0xffff if its checksum is right. */
uint32_t model_transport_sum(const uint8_t *frame, uint32_t bytes, uint32_t at);

#endif
