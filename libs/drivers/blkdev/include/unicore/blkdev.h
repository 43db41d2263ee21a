/* SPDX-License-Identifier: BSD-3-Clause */
/* One block device. Requests belong to the caller from submit to done. */
#ifndef UNICORE_BLKDEV_H
#define UNICORE_BLKDEV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicore/device.h>

#define UC_BLOCK_SECTOR_BYTES 512u

enum uc_block_operation {
	UC_BLOCK_READ,
	UC_BLOCK_WRITE,
	UC_BLOCK_FLUSH,  /* all writes that are done are on the medium */
	UC_BLOCK_DISCARD /* the sectors' contents are no longer wanted */
};

/** A piece of memory of a request: a multiple of the device's block_bytes, aligned to 4. */
struct uc_block_fragment {
	void *data;
	uint32_t bytes;
};

struct uc_block_request {
	struct uc_list node; /* the driver's, from submit to done */
	enum uc_block_operation operation;
	uint64_t sector;  /* first, of UC_BLOCK_SECTOR_BYTES each; a multiple of block_bytes */
	uint64_t sectors; /* of a discard; else the fragments tell */
	const struct uc_block_fragment *fragments;
	unsigned count;
	/**
	 * 0, or -EIO (the device failed), -ENOSPC, -EOPNOTSUPP. Interrupt context or thread, interrupts off; may submit
	 * the next one. Requests end in any order.
	 */
	void (*done)(struct uc_block_request *request, int status);
};

struct uc_blkdev;

struct uc_blkdev_operations {
	/**
	 * Takes a request. Returns 0; -EAGAIN: no room, again after a `done`; -EINVAL: not aligned, too many fragments,
	 * or beyond the end; -EROFS; -EOPNOTSUPP; -EIO: the device is broken. After an error nothing is kept. Any
	 * context.
	 */
	int (*submit)(struct uc_blkdev *device, struct uc_block_request *request);
	/** Tells the device of all that was submitted since the last flush. Any context. */
	void (*flush)(struct uc_blkdev *device);
};

/** One device: the driver fills it in before uc_device_add. */
struct uc_blkdev {
	struct uc_device device; /* UC_DEVICE_BLOCK */
	const struct uc_blkdev_operations *operations;
	uint64_t sectors;        /* of UC_BLOCK_SECTOR_BYTES */
	uint32_t block_bytes;    /* the least that can be read or written; a power of two >= UC_BLOCK_SECTOR_BYTES */
	unsigned most_fragments; /* of a request; >= 1 */
	uint32_t most_bytes;     /* of a request */
	bool read_only, has_flush, has_discard;
};

#endif
