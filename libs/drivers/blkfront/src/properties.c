/* SPDX-License-Identifier: BSD-3-Clause */
/* What the back end says of its disk: io/blkif.h, "Backend XenBus Nodes". All of it is checked. */
#include "blk.h"
#include <unicore/errno.h>

/** Pages of the longest request. */
static unsigned read_segments(struct blk_device *blk)
{
	uint64_t segments = uc_xenbus_back_number(&blk->xenbus, "feature-max-indirect-segments", 0);
	if (segments <= DIRECT_SEGMENTS)
		return DIRECT_SEGMENTS;
	return segments < CONFIG_BLKFRONT_SEGMENTS ? (unsigned)segments : CONFIG_BLKFRONT_SEGMENTS;
}

int blk_read_properties(struct blk_device *blk)
{
	struct uc_blkdev found = {.block_bytes = UC_BLOCK_SECTOR_BYTES, .most_fragments = MOST_FRAGMENTS};
	struct uc_blkdev *device = &blk->blkdev;
	found.sectors = uc_xenbus_back_number(&blk->xenbus, "sectors", 0);
	if (found.sectors == 0 || found.sectors > UINT64_MAX / UC_BLOCK_SECTOR_BYTES)
		return -EIO;
	/* Larger ones are only for front ends that say that they count in them. */
	if (uc_xenbus_back_number(&blk->xenbus, "sector-size", UC_BLOCK_SECTOR_BYTES) != UC_BLOCK_SECTOR_BYTES)
		return -EIO;
	found.most_bytes = read_segments(blk) * (uint32_t)UC_PAGE_BYTES;
	found.read_only = (uc_xenbus_back_number(&blk->xenbus, "info", 0) & INFO_READ_ONLY) != 0;
	found.has_flush = uc_xenbus_back_number(&blk->xenbus, "feature-flush-cache", 0) == 1;
	if (uc_xenbus_back_number(&blk->xenbus, "feature-discard", 0) == 1)
		found.most_discard_sectors = found.sectors;
	/* Connected again: what users know, and what is on its way, must still hold. */
	if (device->sectors > 0) {
		bool holds = found.sectors >= device->sectors && found.most_bytes >= device->most_bytes &&
			     (device->read_only || !found.read_only) && (!device->has_flush || found.has_flush) &&
			     (device->most_discard_sectors == 0 || found.most_discard_sectors > 0);
		return holds ? 0 : -EIO;
	}
	device->sectors = found.sectors;
	device->block_bytes = found.block_bytes;
	device->most_fragments = found.most_fragments;
	device->most_bytes = found.most_bytes;
	device->most_discard_sectors = found.most_discard_sectors;
	device->read_only = found.read_only;
	device->has_flush = found.has_flush;
	return 0;
}
