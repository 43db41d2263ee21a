/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests go into the ring, and the device is told: VIRTIO 1.2, section 2.7.13. */
#include "rings.h"
#include <unicore/bus.h>
#include <unicore/errno.h>

/**
 * Describes the pieces in entries of `table` from `*at` on: in those that follow each other in `slots`, else in a row.
 * `*at` is then the entry after the last. Returns the bytes that the device may write. One loop for both: this runs for
 * every packet.
 */
static uint32_t describe(struct uc_virtq_descriptor *table, const struct uc_virtq_slot *slots, unsigned *at,
			 const struct uc_virtq_piece *piece, unsigned out, unsigned count)
{
	const struct uc_virtq_piece *in = piece + out, *end = piece + count;
	unsigned flags = DESCRIPTOR_NEXT, here = *at;
	uint32_t writable = 0;
	for (;;) {
		struct uc_virtq_descriptor *descriptor = &table[here];
		here = slots ? slots[here].next : here + 1;
		if (piece >= in) {
			flags = DESCRIPTOR_NEXT | DESCRIPTOR_WRITE;
			writable += piece->bytes;
		}
		descriptor->address = uc_little64(uc_bus_address(piece->data));
		descriptor->bytes = uc_little32(piece->bytes);
		if (++piece == end) {
			descriptor->flags = uc_little16((uint16_t)(flags & ~DESCRIPTOR_NEXT));
			descriptor->next = 0;
			*at = here;
			return writable;
		}
		descriptor->flags = uc_little16((uint16_t)flags);
		descriptor->next = uc_little16((uint16_t)here);
	}
}

static void describe_indirect(struct uc_virtq *queue, const struct uc_virtq_descriptor *table, unsigned count)
{
	struct uc_virtq_descriptor *descriptor = &queue->descriptors[queue->first_free];
	descriptor->address = uc_little64(uc_bus_address(table));
	descriptor->bytes = uc_little32(count * (uint32_t)sizeof(*table));
	descriptor->flags = uc_little16(DESCRIPTOR_INDIRECT);
	descriptor->next = 0;
	queue->first_free = queue->slots[queue->first_free].next;
}

/* A chain costs the device less than a table, but leaves fewer entries to others. */
static bool wants_table(const struct uc_virtq *queue, unsigned count)
{
	return queue->indirect && count > 1 && queue->free < count + queue->entries / 2;
}

int uc_virtq_put(struct uc_virtq *queue, const struct uc_virtq_piece *pieces, unsigned out, unsigned in,
		 struct uc_virtq_descriptor *table, void *cookie)
{
	unsigned count = out + in;
	bool indirect = table && wants_table(queue, count);
	unsigned taken = indirect ? 1 : count;
	if (UC_UNLIKELY(queue->device->broken))
		return -EIO;
	if (UC_UNLIKELY(taken > queue->free || count == 0))
		return -EAGAIN;
	uint16_t head = queue->first_free;
	struct uc_virtq_slot *slot = &queue->slots[head];
	unsigned next = indirect ? 0 : head;
	slot->writable = describe(indirect ? table : queue->descriptors, indirect ? NULL : queue->slots, &next, pieces,
				  out, count);
	if (indirect)
		describe_indirect(queue, table, count);
	else
		queue->first_free = (uint16_t)next;
	slot->cookie = cookie;
	slot->count = (uint16_t)taken;
	queue->free -= (uint16_t)taken;
	queue->waiting++;
	queue->available[2 + (queue->available_index & (queue->entries - 1))] = uc_little16(head);
	write_shared(available_counter(queue), ++queue->available_index);
	return 0;
}

/** Whether the device wants to be told that its ring went from `before` to `now` (2.7.10). */
static bool wants_kick(const struct uc_virtq *queue, uint16_t before, uint16_t now)
{
	if (!queue->event_index)
		return !(read_shared(used_flags(queue)) & NO_NOTIFY);
	return (uint16_t)(now - read_shared(available_event(queue)) - 1) < (uint16_t)(now - before);
}

void uc_virtq_kick(struct uc_virtq *queue)
{
	uint16_t before = queue->told_index, now = queue->available_index;
	if (before == now || UC_UNLIKELY(queue->device->broken))
		return;
	queue->told_index = now;
	/* The device writes its wish and then looks at the ring; we the other way round: one of us sees the other. */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (!wants_kick(queue, before, now))
		return;
	queue->kicks++;
	queue->device->transport->notify(queue->device, queue);
}
