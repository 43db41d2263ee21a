/* SPDX-License-Identifier: BSD-3-Clause */
/* One block device. Requests belong to the caller from submit to done. */
#ifndef UNICORE_BLKDEV_H
#define UNICORE_BLKDEV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicore/device.h>
#include <unicore/errno.h>

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
	uint64_t most_discard_sectors; /* of a discard; 0: there is none */
	bool read_only, has_flush;
};

/** Whether these sectors are whole blocks of the device. Returns 0 or -EINVAL. Any context. */
static inline int uc_block_check_range(const struct uc_blkdev *device, uint64_t sector, uint64_t sectors)
{
	uint64_t step = device->block_bytes / UC_BLOCK_SECTOR_BYTES;
	bool inside = sector <= device->sectors && sectors <= device->sectors - sector;
	return sectors > 0 && sector % step == 0 && sectors % step == 0 && inside ? 0 : -EINVAL;
}

/** Whether a read or write is one that the device can do. Returns 0 or -EINVAL. Any context. */
static inline int uc_block_check_transfer(const struct uc_blkdev *device, const struct uc_block_request *request)
{
	uint64_t bytes = 0;
	if (request->count == 0 || request->count > device->most_fragments)
		return -EINVAL;
	for (unsigned n = 0; n < request->count; n++) {
		const struct uc_block_fragment *fragment = &request->fragments[n];
		if (fragment->bytes == 0 || fragment->bytes % device->block_bytes != 0 ||
		    (uintptr_t)fragment->data % 4 != 0)
			return -EINVAL;
		bytes += fragment->bytes;
	}
	if (bytes > device->most_bytes)
		return -EINVAL;
	return uc_block_check_range(device, request->sector, bytes / UC_BLOCK_SECTOR_BYTES);
}

/** What each driver owes to submit: 0, -EINVAL, -EROFS or -EOPNOTSUPP. Any context. */
static inline int uc_block_check(const struct uc_blkdev *device, const struct uc_block_request *request)
{
	bool writes = request->operation == UC_BLOCK_WRITE || request->operation == UC_BLOCK_DISCARD;
	if (writes && device->read_only)
		return -EROFS;
	switch (request->operation) {
	case UC_BLOCK_READ:
	case UC_BLOCK_WRITE:
		return uc_block_check_transfer(device, request);
	case UC_BLOCK_FLUSH:
		return device->has_flush ? 0 : -EOPNOTSUPP;
	case UC_BLOCK_DISCARD:
		if (device->most_discard_sectors == 0)
			return -EOPNOTSUPP;
		if (request->sectors > device->most_discard_sectors)
			return -EINVAL;
		return uc_block_check_range(device, request->sector, request->sectors);
	}
	return -EINVAL;
}

#endif
