/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of blkfront share. Xen's io/blkif.h. */
#ifndef BLK_H
#define BLK_H

#include <unicore/blkdev.h>
#include <unicore/compiler.h>
#include <unicore/platform.h>
#include <unicore/xenbus.h>
#include <unicore/xenring.h>

/* BLKIF_OP_… */
#define OP_READ 0u
#define OP_WRITE 1u
#define OP_FLUSH 3u
#define OP_DISCARD 5u
#define OP_INDIRECT 6u

/* BLKIF_RSP_… */
#define STATUS_OK 0
#define STATUS_UNSUPPORTED (-2)

/* VDISK_READONLY. */
#define INFO_READ_ONLY 4u

/* BLKIF_MAX_SEGMENTS_PER_REQUEST. */
#define DIRECT_SEGMENTS 11u
#define RING_ENTRIES 32u
#define MOST_FRAGMENTS 64u

/** struct blkif_request_segment: sectors of a page, first to last. */
struct blk_segment {
	uint32_t grant;
	uint8_t first, last;
	uint16_t pad;
};

/** struct blkif_request. */
struct blk_direct {
	uint8_t operation, segments;
	uint16_t handle;
	uint32_t pad;
	uint64_t id, sector;
	struct blk_segment segment[DIRECT_SEGMENTS];
};

/** struct blkif_request_indirect: the segments stand in pages. */
struct blk_indirect {
	uint8_t operation, indirect_operation;
	uint16_t segments;
	uint32_t pad;
	uint64_t id, sector;
	uint16_t handle, pad2;
	uint32_t grants[8];
	uint32_t pad3;
};

/** struct blkif_request_discard. */
struct blk_discard {
	uint8_t operation, flags;
	uint16_t handle;
	uint32_t pad;
	uint64_t id, sector, sectors;
};

/** struct blkif_response. */
struct blk_response {
	uint64_t id;
	uint8_t operation, pad;
	int16_t status;
	uint32_t pad2;
};

_Static_assert(sizeof(struct blk_direct) == 112 && sizeof(struct blk_indirect) == 64 &&
		       sizeof(struct blk_discard) == 32 && sizeof(struct blk_response) == 16,
	       "as a back end on a 64-bit machine has them");

/** A request that is on its way: all that is needed to ask again. */
struct blk_slot {
	struct uc_block_request *request; /* NULL: free */
	uint8_t operation;
	uint8_t next_free;
	uint16_t count; /* of pages with data; an indirect request has one more */
	uint32_t bytes;
	uint16_t pages[CONFIG_BLKFRONT_SEGMENTS + 1];
};

#define NO_SLOT UINT8_MAX

struct blk_device {
	struct uc_blkdev blkdev; /* first */
	struct uc_xenbus_device xenbus;
	struct uc_xen_suspend_hook hook;
	struct uc_xenring ring;
	uc_xen_port port;
	uint16_t handle;
	uint8_t free_slot;
	bool connected; /* else requests wait for the back end */
	bool broken;
	unsigned free_pages;
	uint16_t free_page[CONFIG_BLKFRONT_PAGES]; /* a stack: those used last stay mapped over there */
	struct uc_xenpage pages[CONFIG_BLKFRONT_PAGES];
	struct blk_slot slots[RING_ENTRIES];
};

static inline struct blk_device *blk_of(struct uc_blkdev *device)
{
	return UC_CONTAINER_OF(device, struct blk_device, blkdev);
}

/** Brings device/vbd/<number> up and fills in its blkdev. Returns 0, or what xenstore or Xen said. */
int blk_create(unsigned number, struct blk_device **created);
/** Stops a device and frees all that it has. Its requests have ended. */
void blk_destroy(struct blk_device *blk);

/** Reads what the back end, connected, says of the disk. Returns 0, or -EIO: it says nothing that one could use. */
int blk_read_properties(struct blk_device *blk);

/** Ends what the back end has answered, or, when it is broken, all. Interrupts off. */
void blk_reap(struct blk_device *blk);
/** Asks again for all that is on its way. Interrupts off. */
void blk_ask_again(struct blk_device *blk);
/** The back end has answered nonsense, or is gone: all ends. Any context. */
void blk_broken(struct blk_device *blk, const char *what);

extern const struct uc_blkdev_operations uc_blkfront_operations;

#endif
