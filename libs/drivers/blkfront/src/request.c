/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Requests go to the back end and come back, by pages that are granted for ever (io/blkif.h, "feature-persistent"):
 * data are copied in and out, and nothing else of the image is ever seen over there.
 */
#include "blk.h"
#include <unicore/errno.h>
#include <unicore/string.h>

static bool transfers(uint8_t operation)
{
	return operation == OP_READ || operation == OP_WRITE;
}

/** Copies between the pages of a slot and the fragments of its request. */
static void copy(struct blk_device *blk, const struct blk_slot *slot, bool to_pages)
{
	const struct uc_block_fragment *fragment = slot->request->fragments;
	uint32_t done = 0; /* of the fragment */
	for (uint32_t at = 0; at < slot->bytes;) {
		uint32_t offset = at % UC_PAGE_BYTES, part = (uint32_t)UC_PAGE_BYTES - offset;
		uint8_t *page = blk->pages[slot->pages[at / UC_PAGE_BYTES]].memory + offset;
		part = part < fragment->bytes - done ? part : fragment->bytes - done;
		uint8_t *data = (uint8_t *)fragment->data + done;
		memcpy(to_pages ? page : data, to_pages ? data : page, part);
		at += part;
		done += part;
		if (done == fragment->bytes) {
			fragment++;
			done = 0;
		}
	}
}

static struct blk_segment segment_of(const struct blk_device *blk, const struct blk_slot *slot, unsigned index)
{
	uint32_t left = slot->bytes - index * (uint32_t)UC_PAGE_BYTES;
	uint32_t sectors = (left < UC_PAGE_BYTES ? left : (uint32_t)UC_PAGE_BYTES) / UC_BLOCK_SECTOR_BYTES;
	return (struct blk_segment){.grant = blk->pages[slot->pages[index]].grant, .last = (uint8_t)(sectors - 1)};
}

static void put_direct(struct blk_device *blk, const struct blk_slot *slot, uint64_t id)
{
	struct blk_direct request = {.operation = slot->operation,
				     .segments = (uint8_t)slot->count,
				     .handle = blk->handle,
				     .id = id,
				     .sector = transfers(slot->operation) ? slot->request->sector : 0};
	for (unsigned n = 0; n < slot->count; n++)
		request.segment[n] = segment_of(blk, slot, n);
	memcpy(uc_xenring_put(&blk->ring), &request, sizeof(request));
}

static void put_indirect(struct blk_device *blk, const struct blk_slot *slot, uint64_t id)
{
	const struct uc_xenpage *table = &blk->pages[slot->pages[slot->count]];
	struct blk_indirect request = {.operation = OP_INDIRECT,
				       .indirect_operation = slot->operation,
				       .segments = slot->count,
				       .id = id,
				       .sector = slot->request->sector,
				       .handle = blk->handle,
				       .grants = {table->grant}};
	for (unsigned n = 0; n < slot->count; n++)
		((struct blk_segment *)(void *)table->memory)[n] = segment_of(blk, slot, n);
	memcpy(uc_xenring_put(&blk->ring), &request, sizeof(request));
}

static void put(struct blk_device *blk, const struct blk_slot *slot)
{
	uint64_t id = (uint64_t)(slot - blk->slots);
	const struct blk_discard discard = {.operation = OP_DISCARD,
					    .handle = blk->handle,
					    .id = id,
					    .sector = slot->request->sector,
					    .sectors = slot->request->sectors};
	if (slot->operation == OP_DISCARD)
		memcpy(uc_xenring_put(&blk->ring), &discard, sizeof(discard));
	else if (slot->count > DIRECT_SEGMENTS)
		put_indirect(blk, slot, id);
	else
		put_direct(blk, slot, id);
}

static unsigned pages_of(const struct blk_slot *slot)
{
	return slot->count + (slot->count > DIRECT_SEGMENTS ? 1u : 0);
}

static int begin(struct blk_device *blk, struct uc_block_request *request)
{
	static const uint8_t operations[] = {[UC_BLOCK_READ] = OP_READ,
					     [UC_BLOCK_WRITE] = OP_WRITE,
					     [UC_BLOCK_FLUSH] = OP_FLUSH,
					     [UC_BLOCK_DISCARD] = OP_DISCARD};
	if (blk->free_slot == NO_SLOT)
		return -EAGAIN;
	struct blk_slot *slot = &blk->slots[blk->free_slot];
	slot->operation = operations[request->operation];
	slot->bytes = 0;
	for (unsigned n = 0; transfers(slot->operation) && n < request->count; n++)
		slot->bytes += request->fragments[n].bytes;
	slot->count = (uint16_t)((slot->bytes + UC_PAGE_BYTES - 1) / UC_PAGE_BYTES);
	if (pages_of(slot) > blk->free_pages)
		return -EAGAIN;
	for (unsigned n = 0; n < pages_of(slot); n++)
		slot->pages[n] = blk->free_page[--blk->free_pages];
	blk->free_slot = slot->next_free;
	slot->request = request;
	if (slot->operation == OP_WRITE)
		copy(blk, slot, true);
	if (blk->connected)
		put(blk, slot);
	return 0;
}

static int submit(struct uc_blkdev *device, struct uc_block_request *request)
{
	struct blk_device *blk = blk_of(device);
	int result = uc_block_check(device, request);
	if (result < 0)
		return blk->broken ? -EIO : result;
	unsigned long state = uc_plat_irq_save();
	result = blk->broken ? -EIO : begin(blk, request);
	uc_plat_irq_restore(state);
	return result;
}

static void kick(struct blk_device *blk)
{
	if (blk->connected && uc_xenring_push(&blk->ring))
		uc_xen_event_send(blk->port);
}

static void flush(struct uc_blkdev *device)
{
	unsigned long state = uc_plat_irq_save();
	kick(blk_of(device));
	uc_plat_irq_restore(state);
}

void blk_ask_again(struct blk_device *blk)
{
	for (unsigned n = 0; n < RING_ENTRIES; n++)
		if (blk->slots[n].request)
			put(blk, &blk->slots[n]);
	kick(blk);
}

static void end(struct blk_device *blk, struct blk_slot *slot, int status)
{
	struct uc_block_request *request = slot->request;
	if (status == 0 && slot->operation == OP_READ)
		copy(blk, slot, false);
	/* In the order in which they were taken, so that the same ones are used again. */
	for (unsigned n = pages_of(slot); n > 0; n--)
		blk->free_page[blk->free_pages++] = slot->pages[n - 1];
	slot->request = NULL;
	slot->next_free = blk->free_slot;
	blk->free_slot = (uint8_t)(slot - blk->slots);
	request->done(request, status);
}

/** Ends one answer. False: there is none, or it answers nothing that was asked. */
static bool take(struct blk_device *blk, const char **nonsense)
{
	struct blk_response response;
	int result = uc_xenring_take(&blk->ring, &response, sizeof(response));
	if (result <= 0) {
		*nonsense = result < 0 ? "its counter of answers jumps" : NULL;
		return false;
	}
	struct blk_slot *slot = response.id < RING_ENTRIES ? &blk->slots[response.id] : NULL;
	if (!slot || !slot->request || response.operation != slot->operation) {
		*nonsense = "an answer to no request";
		return false;
	}
	int failure = response.status == STATUS_UNSUPPORTED ? -EOPNOTSUPP : -EIO;
	end(blk, slot, response.status == STATUS_OK ? 0 : failure);
	return true;
}

void blk_reap(struct blk_device *blk)
{
	const char *nonsense = NULL;
	while (blk->connected && !blk->broken) {
		while (take(blk, &nonsense))
			;
		if (nonsense)
			blk_broken(blk, nonsense);
		else if (uc_xenring_ask(&blk->ring, 1))
			break;
	}
	for (unsigned n = 0; blk->broken && n < RING_ENTRIES; n++)
		if (blk->slots[n].request)
			end(blk, &blk->slots[n], -EIO);
}

const struct uc_blkdev_operations uc_blkfront_operations = {.submit = submit, .flush = flush};
