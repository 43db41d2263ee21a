/* SPDX-License-Identifier: BSD-3-Clause */
/* Queues are made and freed. */
#include "rings.h"
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/pagealloc.h>
#include <unicore/string.h>

static size_t available_offset(unsigned entries)
{
	return entries * sizeof(struct uc_virtq_descriptor);
}

static size_t used_offset(unsigned entries)
{
	return UC_ALIGN_UP(available_offset(entries) + 2 * (3 + (size_t)entries), 4);
}

static size_t ring_pages(unsigned entries)
{
	return UC_ALIGN_UP(used_offset(entries) + 2 * (3 + 4 * (size_t)entries), UC_PAGE_BYTES) / UC_PAGE_BYTES;
}

static unsigned power_of_two_below(unsigned number)
{
	return 1u << (31 - __builtin_clz(number));
}

static bool make_rings(struct uc_virtq *queue)
{
	unsigned entries = queue->entries;
	uint8_t *pages = uc_pages_alloc(ring_pages(entries));
	queue->slots = uc_heap_alloc_zeroed(entries, sizeof(*queue->slots));
	if (!pages || !queue->slots) {
		if (pages)
			uc_pages_free(pages, ring_pages(entries));
		uc_heap_free(queue->slots);
		queue->slots = NULL;
		return false;
	}
	memset(pages, 0, ring_pages(entries) * UC_PAGE_BYTES);
	queue->descriptors = (void *)pages;
	queue->available = (void *)(pages + available_offset(entries));
	queue->used = (void *)(pages + used_offset(entries));
	for (unsigned n = 0; n < entries; n++)
		queue->slots[n].next = (uint16_t)(n + 1);
	queue->free = queue->entries;
	return true;
}

int uc_virtq_start(struct uc_virtq *queue, struct uc_virtio_device *device, unsigned index, unsigned entries)
{
	unsigned limit = device->transport->queue_limit(device, index);
	if (limit == 0)
		return -ENOENT;
	entries = entries < limit ? entries : limit;
	entries = entries < UC_VIRTQ_MOST_ENTRIES ? entries : UC_VIRTQ_MOST_ENTRIES;
	queue->device = device;
	queue->index = (uint16_t)index;
	queue->entries = (uint16_t)power_of_two_below(entries);
	queue->event_index = uc_virtio_has(device, UC_VIRTIO_EVENT_INDEX);
	queue->indirect = uc_virtio_has(device, UC_VIRTIO_INDIRECT);
	if (!make_rings(queue))
		return -ENOMEM;
	int result = device->transport->queue_start(device, queue);
	if (result < 0) {
		uc_virtq_free(queue);
		return result;
	}
	uc_list_add_before(&device->queues, &queue->node);
	return 0;
}

void uc_virtq_free(struct uc_virtq *queue)
{
	if (!queue->slots)
		return;
	if (queue->node.next)
		uc_list_remove(&queue->node);
	uc_pages_free(queue->descriptors, ring_pages(queue->entries));
	uc_heap_free(queue->slots);
	queue->slots = NULL;
}
