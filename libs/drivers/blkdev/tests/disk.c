/* SPDX-License-Identifier: BSD-3-Clause */
/* The contract, on a disk whose contents may be lost. Skipped where there is none. */
#include "disk.h"

#define AREA_SECTORS 2048u
#define AREA_BYTES (AREA_SECTORS * 512u)

static uint8_t area[AREA_BYTES] __attribute__((aligned(4096)));
static uint8_t other[AREA_BYTES] __attribute__((aligned(4096)));

static void fill(void)
{
	for (uint64_t n = 0; n < AREA_BYTES; n++)
		area[n] = disk_byte(n);
}

UC_TEST(a_disk_says_what_it_is)
{
	struct uc_blkdev *device = disk();
	if (!device)
		return;
	UC_CHECK(device->sectors >= AREA_SECTORS);
	UC_CHECK(device->block_bytes >= 512 && (device->block_bytes & (device->block_bytes - 1)) == 0);
	UC_CHECK(device->most_fragments >= 1 && device->most_bytes >= device->block_bytes);
}

/* Run alone, with a file of the host as the disk, its bytes are compared there (tests/e2e). */
UC_TEST(what_is_written_can_be_read_in_other_pieces)
{
	struct uc_blkdev *device = disk();
	if (!device || device->read_only)
		return;
	uint32_t part = device->most_bytes < 65536 ? device->most_bytes : 65536;
	fill();
	memset(other, 0, sizeof(other));
	for (uint32_t at = 0; at < AREA_BYTES; at += part)
		UC_CHECK_EQUAL(disk_do(device, UC_BLOCK_WRITE, at / 512, area + at, part), 0);
	if (device->has_flush)
		UC_CHECK_EQUAL(disk_do(device, UC_BLOCK_FLUSH, 0, NULL, 0), 0);
	for (uint32_t at = 0; at < AREA_BYTES; at += device->block_bytes)
		UC_CHECK_EQUAL(disk_do(device, UC_BLOCK_READ, at / 512, other + at, device->block_bytes), 0);
	UC_CHECK(memcmp(area, other, sizeof(area)) == 0);
}

UC_TEST(many_fragments_in_one_request)
{
	struct uc_blkdev *device = disk();
	struct uc_block_fragment fragments[16];
	if (!device || device->read_only)
		return;
	uint32_t block = device->block_bytes;
	unsigned count = device->most_fragments < 16 ? device->most_fragments : 16;
	struct disk_call call = {.request = {.operation = UC_BLOCK_WRITE, .fragments = fragments, .count = count}};
	fill();
	/* From the end to the beginning. */
	for (unsigned n = 0; n < count; n++)
		fragments[n] = (struct uc_block_fragment){area + (count - 1 - n) * block, block};
	UC_CHECK_EQUAL(disk_submit(device, &call), 0);
	device->operations->flush(device);
	UC_CHECK_EQUAL(disk_wait(&call), 0);
	UC_CHECK_EQUAL(disk_do(device, UC_BLOCK_READ, 0, other, count * block), 0);
	for (unsigned n = 0; n < count; n++)
		UC_CHECK(memcmp(other + n * block, area + (count - 1 - n) * block, block) == 0);
}

UC_TEST(many_requests_at_once)
{
	static struct disk_call calls[64];
	static struct uc_block_fragment fragments[64];
	struct uc_blkdev *device = disk();
	unsigned submitted = 0;
	if (!device)
		return;
	memset(calls, 0, sizeof(calls));
	for (; submitted < 64; submitted++) {
		struct disk_call *call = &calls[submitted];
		fragments[submitted] = (struct uc_block_fragment){other + submitted * 4096, 4096};
		call->request = (struct uc_block_request){.operation = UC_BLOCK_READ,
							  .sector = submitted * 8u,
							  .fragments = &fragments[submitted],
							  .count = 1};
		int result = disk_submit(device, call);
		UC_CHECK(result == 0 || result == -EAGAIN);
		if (result < 0)
			break;
	}
	UC_CHECK(submitted >= 4);
	device->operations->flush(device);
	for (unsigned n = 0; n < submitted; n++)
		UC_CHECK_EQUAL(disk_wait(&calls[n]), 0);
}

UC_TEST(what_is_wrong_is_refused)
{
	struct uc_blkdev *device = disk();
	if (!device)
		return;
	uint32_t block = device->block_bytes;
	uint64_t sectors = block / 512;
	UC_CHECK_EQUAL(disk_do(device, UC_BLOCK_READ, device->sectors, other, block), -EINVAL);
	UC_CHECK_EQUAL(disk_do(device, UC_BLOCK_READ, UINT64_MAX - sectors + 1, other, block), -EINVAL);
	UC_CHECK_EQUAL(disk_do(device, UC_BLOCK_READ, device->sectors - sectors, other, 2 * block), -EINVAL);
	UC_CHECK_EQUAL(disk_do(device, UC_BLOCK_READ, device->sectors / sectors * sectors - sectors, other, block), 0);
	UC_CHECK_EQUAL(disk_do(device, UC_BLOCK_READ, 0, other, block - 1), -EINVAL);
	UC_CHECK_EQUAL(disk_do(device, UC_BLOCK_READ, 0, other + 1, block), -EINVAL);
	UC_CHECK_EQUAL(disk_do(device, UC_BLOCK_READ, 0, other, 0), -EINVAL);
	if (sectors > 1)
		UC_CHECK_EQUAL(disk_do(device, UC_BLOCK_READ, 1, other, block), -EINVAL);
	if (device->read_only)
		UC_CHECK_EQUAL(disk_do(device, UC_BLOCK_WRITE, 0, other, block), -EROFS);
	if (!device->has_flush)
		UC_CHECK_EQUAL(disk_do(device, UC_BLOCK_FLUSH, 0, NULL, 0), -EOPNOTSUPP);
}

UC_TEST(discarded_sectors)
{
	struct uc_blkdev *device = disk();
	if (!device || device->read_only)
		return;
	int result = disk_do(device, UC_BLOCK_DISCARD, 0, NULL, 8 * 512);
	UC_CHECK_EQUAL(result, device->most_discard_sectors >= 8 ? 0 : -EOPNOTSUPP);
}
