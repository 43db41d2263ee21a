/* SPDX-License-Identifier: BSD-3-Clause */
/* Answers come out of the ring, each entry read once and then checked: VIRTIO 1.2, section 2.7.14. */
#include "rings.h"
#include <unicore/errno.h>

bool uc_virtq_is_used(const struct uc_virtq *queue)
{
	return !queue->device->broken && read_shared(used_counter(queue)) != queue->used_index;
}

/** Puts the descriptors of a request back into the free list. */
static void *release(struct uc_virtq *queue, uint16_t head)
{
	struct uc_virtq_slot *slot = &queue->slots[head];
	uint16_t last = head;
	for (unsigned n = 1; n < slot->count; n++)
		last = queue->slots[last].next;
	queue->slots[last].next = queue->first_free;
	queue->first_free = head;
	queue->free += slot->count;
	queue->waiting--;
	void *cookie = slot->cookie;
	slot->cookie = NULL;
	return cookie;
}

void *uc_virtq_take(struct uc_virtq *queue, uint32_t *written)
{
	if (UC_UNLIKELY(queue->device->broken))
		return NULL;
	uint16_t answers = (uint16_t)(read_shared(used_counter(queue)) - queue->used_index);
	if (answers == 0)
		return NULL;
	if (UC_UNLIKELY(answers > queue->waiting)) {
		uc_virtio_broken(queue->device, "more answers than requests");
		return NULL;
	}
	const uint32_t *entry = used_entry(queue, queue->used_index);
	uint32_t id = uc_little32(__atomic_load_n(&entry[0], __ATOMIC_RELAXED));
	uint32_t bytes = uc_little32(__atomic_load_n(&entry[1], __ATOMIC_RELAXED));
	if (UC_UNLIKELY(id >= queue->entries || !queue->slots[id].cookie)) {
		uc_virtio_broken(queue->device, "an answer to no request");
		return NULL;
	}
	if (UC_UNLIKELY(bytes > queue->slots[id].writable)) {
		uc_virtio_broken(queue->device, "an answer longer than its buffer");
		return NULL;
	}
	queue->used_index++;
	*written = bytes;
	return release(queue, (uint16_t)id);
}

bool uc_virtq_ask(struct uc_virtq *queue, unsigned after)
{
	if (queue->event_index)
		write_shared(used_event(queue), (uint16_t)(queue->used_index + after - 1));
	else
		write_shared(available_flags(queue), 0);
	/* The device answers and then looks at our wish; we the other way round: one of us sees the other. */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return queue->device->broken || (uint16_t)(read_shared(used_counter(queue)) - queue->used_index) < after;
}

void uc_virtq_hush(struct uc_virtq *queue)
{
	/* As far away as the ring's counter can tell: what the device answers until then goes without an interrupt. */
	if (queue->event_index)
		write_shared(used_event(queue), (uint16_t)(queue->used_index - 1));
	else
		write_shared(available_flags(queue), NO_INTERRUPT);
}

void *uc_virtq_take_back(struct uc_virtq *queue)
{
	for (unsigned n = 0; n < queue->entries && queue->waiting > 0; n++)
		if (queue->slots[n].cookie)
			return release(queue, (uint16_t)n);
	return NULL;
}
