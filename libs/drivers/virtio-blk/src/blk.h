/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of virtio-blk share. VIRTIO 1.2, section 5.2. */
#ifndef BLK_H
#define BLK_H

#include <unicore/blkdev.h>
#include <unicore/compiler.h>
#include <unicore/platform.h>
#include <unicore/virtq.h>

/* Features (5.2.3). */
#define BLK_SIZE_MAX (1ULL << 1)
#define BLK_SEG_MAX (1ULL << 2)
#define BLK_READ_ONLY (1ULL << 5)
#define BLK_BLOCK_BYTES (1ULL << 6)
#define BLK_FLUSH (1ULL << 9)
#define BLK_DISCARD (1ULL << 13)

/* The configuration (5.2.4). */
#define AT_SECTORS 0
#define AT_SIZE_MAX 8
#define AT_SEG_MAX 12
#define AT_BLOCK_BYTES 20
#define AT_DISCARD_SECTORS 36

/* Requests (5.2.6). */
#define TYPE_IN 0u
#define TYPE_OUT 1u
#define TYPE_FLUSH 4u
#define TYPE_DISCARD 11u
#define STATUS_OK 0u
#define STATUS_UNSUPPORTED 2u
#define STATUS_NONE 0xffu

#define MOST_FRAGMENTS 16
#define MOST_BYTES (1u << 30)

struct blk_header {
	uint32_t type, reserved;
	uint64_t sector;
};

struct blk_range {
	uint64_t sector;
	uint32_t sectors, flags;
};

/** The part of a request that the device reads, and its status. In zeroed pages that hold nothing else. */
struct blk_shared {
	struct uc_virtq_descriptor table[MOST_FRAGMENTS + 2];
	struct blk_header header;
	struct blk_range range;
	uint8_t status;
};

#define SLOTS_PER_PAGE ((unsigned)(UC_PAGE_BYTES / sizeof(struct blk_shared)))
#define SLOT_PAGES ((CONFIG_VIRTIO_BLK_REQUESTS + SLOTS_PER_PAGE - 1) / SLOTS_PER_PAGE)

struct blk_slot {
	struct blk_slot *next_free;
	struct uc_block_request *request;
	struct blk_shared *shared;
	uint32_t in_bytes; /* that the device is to write, without the status */
};

struct blk_device {
	struct uc_blkdev blkdev; /* first */
	struct uc_virtio_device *virtio;
	struct uc_virtq queue;
	struct blk_slot *free;
	uint8_t *pages;
	struct blk_slot slots[CONFIG_VIRTIO_BLK_REQUESTS];
};

static inline struct blk_device *blk_of(struct uc_blkdev *device)
{
	return UC_CONTAINER_OF(device, struct blk_device, blkdev);
}

/** Brings a device up and fills in its blkdev. Returns 0, -ENOMEM, -ENODEV, -EIO, or what the transport said. */
int blk_create(struct uc_virtio_device *virtio, struct blk_device **created);
/** Stops a device and frees all that it has. Its requests have ended. */
void blk_destroy(struct blk_device *blk);

/** Ends what the device has answered, or, when it is broken, all. Interrupts off. */
void blk_reap(struct blk_device *blk);

extern const struct uc_blkdev_operations uc_virtio_blk_operations;

#endif
