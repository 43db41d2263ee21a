/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests that are waited for, on the first disk of the image. */
#ifndef DISK_H
#define DISK_H

#include <unicore/blkdev.h>
#include <unicore/clock.h>
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/sched.h>
#include <unicore/string.h>
#include <unicore/test.h>

#define DISK_WAIT_NS (10 * UC_NS_PER_SECOND)

struct disk_call {
	struct uc_block_request request; /* first */
	struct uc_waitq wake;
	volatile bool is_done;
	int status;
};

static inline struct uc_blkdev *disk(void)
{
	struct uc_device *first = uc_device_next(UC_DEVICE_BLOCK, NULL);
	if (!first)
		uc_test_skip("there is no disk");
	return (struct uc_blkdev *)first;
}

static inline void disk_done(struct uc_block_request *request, int status)
{
	struct disk_call *call = (struct disk_call *)request;
	call->status = status;
	call->is_done = true;
	uc_waitq_wake_all(&call->wake, 0);
}

static inline int disk_submit(struct uc_blkdev *device, struct disk_call *call)
{
	uc_waitq_init(&call->wake);
	call->is_done = false;
	call->request.done = disk_done;
	return device->operations->submit(device, &call->request);
}

static inline int disk_wait(struct disk_call *call)
{
	int result = UC_WAIT_EVENT(&call->wake, call->is_done, uc_clock_monotonic_ns() + DISK_WAIT_NS, false);
	return result < 0 ? result : call->status;
}

/** A request with one fragment, from begin to end. */
static inline int disk_do(struct uc_blkdev *device, enum uc_block_operation operation, uint64_t sector, void *data,
			  uint32_t bytes)
{
	struct uc_block_fragment fragment = {data, bytes};
	struct disk_call call = {.request = {.operation = operation,
					     .sector = sector,
					     .sectors = bytes / UC_BLOCK_SECTOR_BYTES,
					     .fragments = &fragment,
					     .count = 1}};
	int result = disk_submit(device, &call);
	if (result < 0)
		return result;
	device->operations->flush(device);
	return disk_wait(&call);
}

/** What the tests write: each sector says where it is. */
static inline uint8_t disk_byte(uint64_t at)
{
	return (uint8_t)(at / 512 * 13 + at % 512 * 7 + 1);
}

#endif
