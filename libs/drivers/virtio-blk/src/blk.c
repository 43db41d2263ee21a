/* SPDX-License-Identifier: BSD-3-Clause */
/* Disks are found and brought up: VIRTIO 1.2, 5.2.5. */
#include "blk.h"
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/pagealloc.h>
#include <unicore/printk.h>
#include <unicore/string.h>

static void on_queue(struct uc_virtq *queue)
{
	blk_reap(queue->owner);
}

static void on_broke(struct uc_virtio_device *virtio)
{
	unsigned long state = uc_plat_irq_save();
	blk_reap(virtio->driver_data);
	uc_plat_irq_restore(state);
}

static uint32_t number(struct blk_device *blk, uint64_t feature, unsigned offset, uint32_t otherwise)
{
	if (!uc_virtio_has(blk->virtio, feature))
		return otherwise;
	return (uint32_t)uc_virtio_config_number(blk->virtio, offset, 4, otherwise);
}

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/** Sizes and abilities, as far as they can be. Returns 0 or -EIO: it says nothing that one could use. */
static int read_configuration(struct blk_device *blk)
{
	struct uc_blkdev *device = &blk->blkdev;
	device->sectors = uc_virtio_config_number(blk->virtio, AT_SECTORS, 8, 0);
	if (device->sectors > UINT64_MAX / UC_BLOCK_SECTOR_BYTES)
		return -EIO;
	device->block_bytes = number(blk, BLK_BLOCK_BYTES, AT_BLOCK_BYTES, UC_BLOCK_SECTOR_BYTES);
	bool is_power = device->block_bytes > 0 && (device->block_bytes & (device->block_bytes - 1)) == 0;
	if (!is_power || device->block_bytes < UC_BLOCK_SECTOR_BYTES || device->block_bytes > UC_PAGE_BYTES)
		return -EIO;
	unsigned fragments = least(number(blk, BLK_SEG_MAX, AT_SEG_MAX, MOST_FRAGMENTS), MOST_FRAGMENTS);
	if (blk->queue.entries < 3)
		return -EIO;
	if (!uc_virtio_has(blk->virtio, UC_VIRTIO_INDIRECT))
		fragments = least(fragments, blk->queue.entries - 2u);
	device->most_fragments = fragments > 0 ? fragments : 1;
	device->most_bytes = least(number(blk, BLK_SIZE_MAX, AT_SIZE_MAX, MOST_BYTES), MOST_BYTES);
	if (device->most_bytes < device->block_bytes)
		return -EIO;
	device->most_discard_sectors = number(blk, BLK_DISCARD, AT_DISCARD_SECTORS, 0);
	device->read_only = uc_virtio_has(blk->virtio, BLK_READ_ONLY);
	device->has_flush = uc_virtio_has(blk->virtio, BLK_FLUSH);
	return 0;
}

static int make_slots(struct blk_device *blk)
{
	blk->pages = uc_pages_alloc(SLOT_PAGES);
	if (!blk->pages)
		return -ENOMEM;
	memset(blk->pages, 0, SLOT_PAGES * UC_PAGE_BYTES);
	for (unsigned n = 0; n < CONFIG_VIRTIO_BLK_REQUESTS; n++) {
		struct blk_slot *slot = &blk->slots[n];
		uint8_t *page = blk->pages + n / SLOTS_PER_PAGE * UC_PAGE_BYTES;
		slot->shared = (struct blk_shared *)page + n % SLOTS_PER_PAGE;
		slot->next_free = blk->free;
		blk->free = slot;
	}
	return 0;
}

static int bring_up(struct blk_device *blk)
{
	struct uc_virtio_device *virtio = blk->virtio;
	uint64_t wanted = BLK_SIZE_MAX | BLK_SEG_MAX | BLK_READ_ONLY | BLK_BLOCK_BYTES | BLK_FLUSH | BLK_DISCARD;
	int result = uc_virtio_negotiate(virtio, wanted);
	if (result == 0)
		result = virtio->transport->interrupts(virtio, 1);
	if (result == 0)
		result = uc_virtq_start(&blk->queue, virtio, 0, 128);
	return result < 0 ? result : read_configuration(blk);
}

int blk_create(struct uc_virtio_device *virtio, struct blk_device **created)
{
	struct blk_device *blk = uc_heap_alloc_zeroed(1, sizeof(*blk));
	if (!blk)
		return -ENOMEM;
	blk->virtio = virtio;
	blk->queue.owner = blk;
	blk->queue.interrupt = on_queue;
	blk->blkdev.operations = &uc_virtio_blk_operations;
	virtio->driver_data = blk;
	int result = make_slots(blk);
	if (result == 0)
		result = bring_up(blk);
	if (result < 0) {
		blk_destroy(blk);
		return result;
	}
	virtio->broke = on_broke;
	(void)uc_virtq_ask(&blk->queue, 1);
	uc_virtio_start(virtio);
	*created = blk;
	return 0;
}

void blk_destroy(struct blk_device *blk)
{
	blk->virtio->broke = NULL;
	uc_virtio_give_up(blk->virtio);
	uc_virtq_free(&blk->queue);
	if (blk->pages)
		uc_pages_free(blk->pages, SLOT_PAGES);
	uc_heap_free(blk);
}

int uc_virtio_blk_init(void);
int uc_virtio_blk_init(void)
{
	static const char driver[] = "virtio-blk";
	for (struct uc_virtio_device *virtio; (virtio = uc_virtio_claim(UC_VIRTIO_BLOCK, driver)) != NULL;) {
		struct blk_device *blk;
		int result = blk_create(virtio, &blk);
		if (result < 0)
			uc_printk("virtio-blk: %s does not start: error %d\n", virtio->place, -result);
		else
			uc_device_add(&blk->blkdev.device, UC_DEVICE_BLOCK);
	}
	return 0;
}
