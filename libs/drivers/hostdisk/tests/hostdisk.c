/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests that are made where others end. */
#include <unicore/blkdev.h>
#include <unicore/string.h>
#include <unicore/test.h>

#define REQUESTS 5u

static struct uc_blkdev *disk;
static uint8_t bytes[REQUESTS][512] __attribute__((aligned(16)));
static struct uc_block_fragment fragments[REQUESTS];
static struct uc_block_request requests[REQUESTS];
static unsigned ended, depth, deepest;

static void done(struct uc_block_request *request, int status)
{
	UC_CHECK_EQUAL(status, 0);
	UC_CHECK(request == &requests[ended]);
	deepest = ++depth > deepest ? depth : deepest;
	if (++ended < REQUESTS) {
		UC_CHECK_EQUAL(disk->operations->submit(disk, &requests[ended]), 0);
		disk->operations->flush(disk);
	}
	depth--;
}

UC_TEST(a_request_that_follows_from_another)
{
	disk = (struct uc_blkdev *)uc_device_next(UC_DEVICE_BLOCK, NULL);
	UC_REQUIRE(disk);
	for (unsigned n = 0; n < REQUESTS; n++) {
		memset(bytes[n], (int)n + 1, sizeof(bytes[n]));
		fragments[n] = (struct uc_block_fragment){bytes[n], sizeof(bytes[n])};
		requests[n] = (struct uc_block_request){
			.operation = UC_BLOCK_WRITE, .sector = n, .fragments = &fragments[n], .count = 1, .done = done};
	}
	ended = depth = deepest = 0;
	UC_CHECK_EQUAL(disk->operations->submit(disk, &requests[0]), 0);
	UC_CHECK_EQUAL(ended, 0);
	disk->operations->flush(disk);
	UC_CHECK_EQUAL(ended, REQUESTS);
	/* One after the other, not one within the other. */
	UC_CHECK_EQUAL(deepest, 1);
}
