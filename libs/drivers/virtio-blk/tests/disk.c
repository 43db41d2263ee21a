/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests that a well-behaved disk serves, and those that fail. */
#include "disk.h"

static uint8_t bytes[16384] __attribute__((aligned(16)));
static unsigned ended;
static int last_status;

static void done(struct uc_block_request *request, int status)
{
	(void)request;
	ended++;
	last_status = status;
}

static int submit(struct uc_block_request *request)
{
	request->done = done;
	return blk->blkdev.operations->submit(&blk->blkdev, request);
}

static void flush(void)
{
	blk->blkdev.operations->flush(&blk->blkdev);
}

UC_TEST(a_disk_reads_and_writes)
{
	const struct uc_block_fragment out[] = {{bytes, 512}, {bytes + 1024, 1536}};
	const struct uc_block_fragment in[] = {{bytes + 4096, 1024}, {bytes + 8192, 512}, {bytes + 9000, 512}};
	struct uc_block_request write = {.operation = UC_BLOCK_WRITE, .sector = 3, .fragments = out, .count = 2};
	struct uc_block_request read = {.operation = UC_BLOCK_READ, .sector = 3, .fragments = in, .count = 3};
	for (unsigned n = 0; n < 4096; n++)
		bytes[n] = (uint8_t)(n * 3 + n / 256);
	ended = 0;
	UC_REQUIRE(create(ALL));
	UC_CHECK(blk->blkdev.has_flush && blk->blkdev.most_discard_sectors == 64 && !blk->blkdev.read_only);
	UC_CHECK_EQUAL(submit(&write), 0);
	UC_CHECK_EQUAL(model.notifications, 0);
	flush();
	UC_CHECK_EQUAL(model.notifications, 1);
	UC_CHECK_EQUAL(serve_all(), 1);
	UC_CHECK(ended == 1 && last_status == 0);
	UC_CHECK(memcmp(medium + 3 * 512, bytes, 512) == 0 && memcmp(medium + 4 * 512, bytes + 1024, 1536) == 0);
	UC_CHECK_EQUAL(submit(&read), 0);
	flush();
	UC_CHECK_EQUAL(serve_all(), 1);
	UC_CHECK(memcmp(bytes + 4096, medium + 3 * 512, 1024) == 0 && memcmp(bytes + 9000, medium + 6 * 512, 512) == 0);
	UC_CHECK_EQUAL(model.wrong, 0);
	blk_destroy(blk);
}

UC_TEST(flush_and_discard)
{
	struct uc_block_request empty = {.operation = UC_BLOCK_FLUSH};
	struct uc_block_request discard = {.operation = UC_BLOCK_DISCARD, .sector = 8, .sectors = 16};
	flushes = discards = ended = 0;
	UC_REQUIRE(create(ALL));
	UC_CHECK_EQUAL(submit(&empty), 0);
	UC_CHECK_EQUAL(submit(&discard), 0);
	flush();
	UC_CHECK_EQUAL(serve_all(), 2);
	UC_CHECK(flushes == 1 && discards == 1 && ended == 2);
	discard.sectors = 65;
	UC_CHECK_EQUAL(submit(&discard), -EINVAL);
	blk_destroy(blk);
	UC_REQUIRE(create(UC_VIRTIO_VERSION_1 | BLK_READ_ONLY));
	UC_CHECK_EQUAL(submit(&empty), -EOPNOTSUPP);
	UC_CHECK_EQUAL(submit(&discard), -EROFS);
	blk_destroy(blk);
}

/** One read whose status and length are what the device says. */
static int answered(uint8_t status, uint32_t missing)
{
	static struct uc_model_request request;
	const struct uc_block_fragment in = {bytes, 1024};
	struct uc_block_request read = {.operation = UC_BLOCK_READ, .fragments = &in, .count = 1};
	last_status = 1;
	if (submit(&read) != 0 || !uc_model_next(&model, 0, &request))
		return 1;
	uc_model_write(&request, 1024, &status, 1);
	uc_model_answer(&model, 0, request.head, 1025 - missing);
	(void)uc_model_interrupt(&model, 0);
	return last_status;
}

UC_TEST(requests_that_fail)
{
	UC_REQUIRE(create(ALL));
	UC_CHECK_EQUAL(answered(STATUS_OK, 0), 0);
	UC_CHECK_EQUAL(answered(1, 0), -EIO);
	UC_CHECK_EQUAL(answered(STATUS_UNSUPPORTED, 0), -EOPNOTSUPP);
	UC_CHECK_EQUAL(answered(77, 0), -EIO);
	UC_CHECK_EQUAL(answered(STATUS_NONE, 0), -EIO);
	/* It says that it went well, but some bytes are not there. */
	UC_CHECK_EQUAL(answered(STATUS_OK, 1), -EIO);
	UC_CHECK(!model.device.broken);
	blk_destroy(blk);
}

UC_TEST(a_full_disk_queue_and_a_broken_one)
{
	static struct uc_block_request requests[CONFIG_VIRTIO_BLK_REQUESTS + 1];
	const struct uc_block_fragment out = {bytes, 512};
	ended = 0;
	UC_REQUIRE(create(ALL));
	for (unsigned n = 0; n <= CONFIG_VIRTIO_BLK_REQUESTS; n++) {
		requests[n] = (struct uc_block_request){
			.operation = UC_BLOCK_WRITE, .sector = n, .fragments = &out, .count = 1};
		UC_CHECK_EQUAL(submit(&requests[n]), n < CONFIG_VIRTIO_BLK_REQUESTS ? 0 : -EAGAIN);
	}
	model.device.place = NULL;
	uc_virtio_broken(&model.device, "so says the test");
	UC_CHECK(ended == CONFIG_VIRTIO_BLK_REQUESTS && last_status == -EIO);
	UC_CHECK_EQUAL(submit(&requests[0]), -EIO);
	blk_destroy(blk);
}

UC_TEST(configurations_that_cannot_be)
{
	static const struct {
		unsigned offset, bytes;
		uint64_t number;
	} wrong[] = {{AT_SECTORS, 8, UINT64_MAX}, {AT_BLOCK_BYTES, 4, 0},    {AT_BLOCK_BYTES, 4, 256},
		     {AT_BLOCK_BYTES, 4, 513},    {AT_BLOCK_BYTES, 4, 8192}, {AT_SIZE_MAX, 4, 511}};
	for (unsigned n = 0; n < UC_ARRAY_LENGTH(wrong); n++) {
		make_disk(ALL | BLK_SIZE_MAX);
		put_number(AT_SIZE_MAX, 65536, 4);
		put_number(wrong[n].offset, wrong[n].number, wrong[n].bytes);
		UC_CHECK_EQUAL(blk_create(&model.device, &blk), -EIO);
	}
}
