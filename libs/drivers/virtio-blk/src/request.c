/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests go to the device and come back: VIRTIO 1.2, 5.2.6. */
#include "blk.h"
#include <unicore/byteorder.h>
#include <unicore/errno.h>
#include <unicore/string.h>

/** Describes the pieces between header and status. Returns their number. */
static unsigned describe(struct blk_slot *slot, struct uc_virtq_piece *pieces, const struct uc_block_request *request)
{
	if (request->operation == UC_BLOCK_FLUSH)
		return 0;
	if (request->operation == UC_BLOCK_DISCARD) {
		slot->shared->range = (struct blk_range){.sector = uc_little64(request->sector),
							 .sectors = uc_little32((uint32_t)request->sectors)};
		pieces[0] = (struct uc_virtq_piece){&slot->shared->range, sizeof(slot->shared->range)};
		return 1;
	}
	for (unsigned n = 0; n < request->count; n++) {
		pieces[n] = (struct uc_virtq_piece){request->fragments[n].data, request->fragments[n].bytes};
		if (request->operation == UC_BLOCK_READ)
			slot->in_bytes += request->fragments[n].bytes;
	}
	return request->count;
}

static int put(struct blk_device *blk, struct blk_slot *slot, struct uc_block_request *request)
{
	static const uint32_t types[] = {[UC_BLOCK_READ] = TYPE_IN,
					 [UC_BLOCK_WRITE] = TYPE_OUT,
					 [UC_BLOCK_FLUSH] = TYPE_FLUSH,
					 [UC_BLOCK_DISCARD] = TYPE_DISCARD};
	struct uc_virtq_piece pieces[MOST_FRAGMENTS + 2];
	struct blk_shared *shared = slot->shared;
	bool transfers = request->operation == UC_BLOCK_READ || request->operation == UC_BLOCK_WRITE;
	slot->request = request;
	slot->in_bytes = 0;
	shared->header = (struct blk_header){.type = uc_little32(types[request->operation]),
					     .sector = uc_little64(transfers ? request->sector : 0)};
	shared->status = STATUS_NONE;
	pieces[0] = (struct uc_virtq_piece){&shared->header, sizeof(shared->header)};
	unsigned count = describe(slot, &pieces[1], request);
	pieces[1 + count] = (struct uc_virtq_piece){&shared->status, 1};
	unsigned in = 1 + (request->operation == UC_BLOCK_READ ? count : 0);
	return uc_virtq_put(&blk->queue, pieces, count + 2 - in, in, shared->table, slot);
}

static int submit(struct uc_blkdev *device, struct uc_block_request *request)
{
	struct blk_device *blk = blk_of(device);
	int result = blk->virtio->broken ? -EIO : uc_block_check(device, request);
	if (result < 0)
		return result;
	unsigned long state = uc_plat_irq_save();
	struct blk_slot *slot = blk->free;
	result = slot ? put(blk, slot, request) : -EAGAIN;
	if (result == 0)
		blk->free = slot->next_free;
	uc_plat_irq_restore(state);
	return result;
}

static void flush(struct uc_blkdev *device)
{
	unsigned long state = uc_plat_irq_save();
	uc_virtq_kick(&blk_of(device)->queue);
	uc_plat_irq_restore(state);
}

/** What the device says of a request: all that it was to write is there, the status last. */
static int read_status(const struct blk_slot *slot, uint32_t written)
{
	uint8_t status = __atomic_load_n(&slot->shared->status, __ATOMIC_RELAXED);
	if (status == STATUS_UNSUPPORTED)
		return -EOPNOTSUPP;
	return status == STATUS_OK && written == slot->in_bytes + 1 ? 0 : -EIO;
}

static void end(struct blk_device *blk, struct blk_slot *slot, int status)
{
	struct uc_block_request *request = slot->request;
	slot->request = NULL;
	slot->next_free = blk->free;
	blk->free = slot;
	request->done(request, status);
}

void blk_reap(struct blk_device *blk)
{
	struct blk_slot *slot;
	uint32_t written;
	do
		while ((slot = uc_virtq_take(&blk->queue, &written)) != NULL)
			end(blk, slot, read_status(slot, written));
	while (!blk->virtio->broken && !uc_virtq_ask(&blk->queue, 1));
	if (!blk->virtio->broken)
		return;
	while ((slot = uc_virtq_take_back(&blk->queue)) != NULL)
		end(blk, slot, -EIO);
}

const struct uc_blkdev_operations uc_virtio_blk_operations = {.submit = submit, .flush = flush};
