/* SPDX-License-Identifier: BSD-3-Clause */
/* How the rings of a split virtqueue lie in memory (VIRTIO 1.2, 2.7), and what the driver keeps of each request. */
#ifndef RINGS_H
#define RINGS_H

#include <unicore/byteorder.h>
#include <unicore/compiler.h>
#include <unicore/virtq.h>

#define DESCRIPTOR_NEXT 1u
#define DESCRIPTOR_WRITE 2u
#define DESCRIPTOR_INDIRECT 4u

#define NO_INTERRUPT 1u /* flags of the available ring */
#define NO_NOTIFY 1u    /* flags of the used ring */

/** The driver's own memory of a descriptor: the device cannot reach it. */
struct uc_virtq_slot {
	void *cookie;      /* of the request that begins here; NULL: none does */
	uint32_t writable; /* bytes of its `in` pieces */
	uint16_t count;    /* of its descriptors */
	uint16_t next;     /* of the request, or the free list */
};

/** The number of 16 bits at `place`, which the device may change: read once, and before what is read next. */
static inline uint16_t read_shared(const uint16_t *place)
{
	return uc_little16(__atomic_load_n(place, __ATOMIC_ACQUIRE));
}

/** Writes it, after all that was written before. */
static inline void write_shared(uint16_t *place, uint16_t number)
{
	__atomic_store_n(place, uc_little16(number), __ATOMIC_RELEASE);
}

static inline uint16_t *available_flags(const struct uc_virtq *queue)
{
	return &queue->available[0];
}

static inline uint16_t *available_counter(const struct uc_virtq *queue)
{
	return &queue->available[1];
}

static inline uint16_t *used_event(const struct uc_virtq *queue)
{
	return &queue->available[2 + queue->entries];
}

static inline uint16_t *used_flags(const struct uc_virtq *queue)
{
	return &queue->used[0];
}

static inline uint16_t *used_counter(const struct uc_virtq *queue)
{
	return &queue->used[1];
}

static inline uint32_t *used_entry(const struct uc_virtq *queue, uint16_t index)
{
	return (uint32_t *)&queue->used[2] + 2 * (index & (queue->entries - 1));
}

static inline uint16_t *available_event(const struct uc_virtq *queue)
{
	return &queue->used[2 + 4 * queue->entries];
}

#endif
