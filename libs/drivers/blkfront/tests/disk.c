/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests that a well-behaved back end serves, those that fail, and the disk's life. */
#include "disk.h"

static uint8_t bytes[524288] __attribute__((aligned(16)));
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

static void close(void)
{
	blk_destroy(blk);
	UC_CHECK_EQUAL(uc_xen_model_grants(), 0);
	UC_CHECK_EQUAL(uc_xen_model_ports(), 0);
	UC_CHECK_EQUAL(uc_xen_model.wrong, 0);
}

static void fill(void)
{
	for (unsigned n = 0; n < sizeof(bytes); n++)
		bytes[n] = (uint8_t)(n * 3 + n / 256 + n / 65536);
	ended = 0;
	last_status = 1;
}

UC_TEST(a_disk_reads_and_writes)
{
	const struct uc_block_fragment out[] = {{bytes + 4, 512}, {bytes + 1024, 1536}, {bytes + 8192, 12288}};
	const struct uc_block_fragment in[] = {{bytes + 65536, 1024}, {bytes + 70004, 512}, {bytes + 75000, 12800}};
	struct uc_block_request write = {.operation = UC_BLOCK_WRITE, .sector = 3, .fragments = out, .count = 3};
	struct uc_block_request read = {.operation = UC_BLOCK_READ, .sector = 3, .fragments = in, .count = 3};
	fill();
	UC_REQUIRE(create());
	UC_CHECK(blk->blkdev.has_flush && blk->blkdev.most_discard_sectors == SECTORS && !blk->blkdev.read_only);
	UC_CHECK_EQUAL(blk->blkdev.most_bytes, CONFIG_BLKFRONT_SEGMENTS * 4096);
	UC_CHECK_EQUAL(submit(&write), 0);
	UC_CHECK(!uc_xen_model_ring_has(&back.ring));
	flush();
	UC_CHECK_EQUAL(serve_all(), 1);
	UC_CHECK(ended == 1 && last_status == 0);
	UC_CHECK(memcmp(medium + 3 * 512, bytes + 4, 512) == 0 && memcmp(medium + 4 * 512, bytes + 1024, 1536) == 0 &&
		 memcmp(medium + 7 * 512, bytes + 8192, 12288) == 0);
	UC_CHECK_EQUAL(submit(&read), 0);
	flush();
	UC_CHECK_EQUAL(serve_all(), 1);
	UC_CHECK(memcmp(bytes + 65536, medium + 3 * 512, 1024) == 0 &&
		 memcmp(bytes + 70004, medium + 5 * 512, 512) == 0 &&
		 memcmp(bytes + 75000, medium + 6 * 512, 12800) == 0);
	close();
}

UC_TEST(long_requests_are_indirect)
{
	const uint32_t length = CONFIG_BLKFRONT_SEGMENTS * 4096 - 512;
	const struct uc_block_fragment out = {bytes, length}, in = {bytes + 262144, length};
	struct uc_block_request write = {.operation = UC_BLOCK_WRITE, .sector = 8, .fragments = &out, .count = 1};
	struct uc_block_request read = {.operation = UC_BLOCK_READ, .sector = 8, .fragments = &in, .count = 1};
	fill();
	back.indirect = 0;
	UC_REQUIRE(create());
	UC_CHECK_EQUAL(submit(&write), 0);
	flush();
	UC_CHECK_EQUAL(serve_all(), 1);
	UC_CHECK_EQUAL(submit(&read), 0);
	flush();
	UC_CHECK_EQUAL(serve_all(), 1);
	UC_CHECK(back.indirect == 2 && ended == 2 && last_status == 0);
	UC_CHECK(memcmp(bytes, bytes + 262144, length) == 0);
	close();
	/* Where there are none: 11 pages. */
	uc_xen_model_restart();
	make_back();
	back_says("feature-max-indirect-segments", NULL);
	UC_REQUIRE(blk_create(NUMBER, &blk) == 0);
	UC_CHECK_EQUAL(blk->blkdev.most_bytes, 11 * 4096);
	UC_CHECK_EQUAL(submit(&write), -EINVAL);
	close();
}

UC_TEST(flush_and_discard)
{
	struct uc_block_request empty = {.operation = UC_BLOCK_FLUSH};
	struct uc_block_request discard = {.operation = UC_BLOCK_DISCARD, .sector = 8, .sectors = 16};
	fill();
	back.flushes = back.discards = 0;
	UC_REQUIRE(create());
	UC_CHECK_EQUAL(submit(&empty), 0);
	UC_CHECK_EQUAL(submit(&discard), 0);
	flush();
	UC_CHECK_EQUAL(serve_all(), 2);
	UC_CHECK(back.flushes == 1 && back.discards == 1 && ended == 2 && last_status == 0);
	discard.sectors = SECTORS;
	UC_CHECK_EQUAL(submit(&discard), -EINVAL);
	close();
	uc_xen_model_restart();
	make_back();
	back_says("feature-flush-cache", "0");
	back_says("info", "4");
	UC_REQUIRE(blk_create(NUMBER, &blk) == 0);
	UC_CHECK_EQUAL(submit(&empty), -EOPNOTSUPP);
	UC_CHECK_EQUAL(submit(&discard), -EROFS);
	close();
}

/** One read that is answered so. */
static int answered(uint64_t id, uint8_t operation, int16_t status)
{
	const struct uc_block_fragment in = {bytes, 1024};
	struct uc_block_request read = {.operation = UC_BLOCK_READ, .fragments = &in, .count = 1};
	struct asked asked;
	last_status = 1;
	if (submit(&read) != 0)
		return 2;
	flush();
	if (!serve(&asked))
		return 3;
	asked.id += id;
	asked.operation = operation;
	asked.status = status;
	answer(&asked);
	(void)uc_xen_model_ring_push(&back.ring);
	return last_status;
}

UC_TEST(requests_that_fail)
{
	UC_REQUIRE(create());
	UC_CHECK_EQUAL(answered(0, OP_READ, 0), 0);
	UC_CHECK_EQUAL(answered(0, OP_READ, -1), -EIO);
	UC_CHECK_EQUAL(answered(0, OP_READ, -2), -EOPNOTSUPP);
	UC_CHECK_EQUAL(answered(0, OP_READ, 77), -EIO);
	UC_CHECK(!blk->broken);
	UC_CHECK_EQUAL(answered(0, OP_WRITE, 0), -EIO);
	UC_CHECK(blk->broken);
	close();
	UC_REQUIRE(create());
	UC_CHECK_EQUAL(answered(1, OP_READ, 0), -EIO);
	UC_CHECK(blk->broken);
	close();
	UC_REQUIRE(create());
	UC_CHECK_EQUAL(answered(UINT64_MAX / 2, OP_READ, 0), -EIO);
	UC_CHECK(blk->broken);
	close();
}

UC_TEST(no_room_and_a_back_end_that_goes)
{
	static struct uc_block_request requests[RING_ENTRIES + 1];
	const struct uc_block_fragment out = {bytes, 512};
	fill();
	UC_REQUIRE(create());
	for (unsigned n = 0; n <= RING_ENTRIES; n++) {
		requests[n] = (struct uc_block_request){
			.operation = UC_BLOCK_WRITE, .sector = n, .fragments = &out, .count = 1};
		UC_CHECK_EQUAL(submit(&requests[n]), n < RING_ENTRIES ? 0 : -EAGAIN);
	}
	flush();
	back_says("state", "5");
	(void)uc_xenbus_wait(&blk->xenbus, 1u << UC_XENBUS_INIT_WAIT);
	UC_CHECK(ended == RING_ENTRIES && last_status == -EIO);
	UC_CHECK_EQUAL(submit(&requests[0]), -EIO);
	close();
}

UC_TEST(pages_run_out_before_requests)
{
	static struct uc_block_request requests[8];
	const struct uc_block_fragment out = {bytes, CONFIG_BLKFRONT_SEGMENTS * 4096};
	const unsigned most = CONFIG_BLKFRONT_PAGES / (CONFIG_BLKFRONT_SEGMENTS + 1);
	fill();
	UC_REQUIRE(create());
	for (unsigned n = 0; n <= most; n++) {
		requests[n] = (struct uc_block_request){.operation = UC_BLOCK_WRITE, .fragments = &out, .count = 1};
		UC_CHECK_EQUAL(submit(&requests[n]), n < most ? 0 : -EAGAIN);
	}
	flush();
	UC_CHECK_EQUAL(serve_all(), most);
	UC_CHECK_EQUAL(submit(&requests[most]), 0);
	flush();
	UC_CHECK_EQUAL(serve_all(), 1);
	UC_CHECK_EQUAL(ended, most + 1);
	close();
}

UC_TEST(properties_that_cannot_be)
{
	static const struct {
		const char *name, *value;
	} wrong[] = {{"sectors", "0"},        {"sectors", NULL},
		     {"sectors", "-1"},       {"sectors", "18446744073709551615"},
		     {"sector-size", "4096"}, {"sector-size", "0"}};
	for (unsigned n = 0; n < UC_ARRAY_LENGTH(wrong); n++) {
		uc_xen_model_restart();
		make_back();
		back_says(wrong[n].name, wrong[n].value);
		UC_CHECK_EQUAL(blk_create(NUMBER, &blk), -EIO);
		UC_CHECK_EQUAL(uc_xen_model_grants(), 0);
	}
	uc_xen_model_restart();
	make_back();
	uc_xen_model.most_grants = 20;
	UC_CHECK_EQUAL(blk_create(NUMBER, &blk), -ENOSPC);
	UC_CHECK_EQUAL(uc_xen_model_grants(), 0);
}

int uc_blkfront_init(void);

static void another_machine(struct uc_xen_suspend_hook *hook)
{
	(void)hook;
	memset(&back.ring, 0, sizeof(back.ring));
	uc_xen_model_write_at(back.front, "state", "1");
	back_says("state", "2");
}

static void nothing(struct uc_xen_suspend_hook *hook, bool cancelled)
{
	(void)hook;
	(void)cancelled;
}

UC_TEST(a_restored_disk_asks_again)
{
	static struct uc_xen_suspend_hook hook = {.suspend = another_machine, .resume = nothing};
	static struct uc_block_request requests[4];
	const struct uc_block_fragment out = {bytes, 16384};
	struct asked asked;
	fill();
	memset(medium, 0, sizeof(medium));
	uc_xen_model_restart();
	make_back();
	UC_CHECK_EQUAL(uc_blkfront_init(), 0);
	blk = blk_of((struct uc_blkdev *)uc_device_next(UC_DEVICE_BLOCK, NULL));
	UC_REQUIRE(uc_device_next(UC_DEVICE_BLOCK, NULL) != NULL);
	uc_xen_on_suspend(&hook);
	for (unsigned n = 0; n < 4; n++) {
		requests[n] = (struct uc_block_request){
			.operation = UC_BLOCK_WRITE, .sector = 32 * n, .fragments = &out, .count = 1};
		UC_CHECK_EQUAL(submit(&requests[n]), 0);
		if (n == 2)
			flush();
	}
	/* One was answered, one was done but not answered, one was not seen, one not even told of. */
	UC_REQUIRE(serve(&asked));
	answer(&asked);
	(void)uc_xen_model_ring_push(&back.ring);
	UC_REQUIRE(serve(&asked));
	UC_CHECK_EQUAL(ended, 1);
	UC_CHECK_EQUAL(uc_xen_suspend(), 0);
	UC_CHECK_EQUAL(serve_all(), 3);
	UC_CHECK(ended == 4 && last_status == 0);
	for (unsigned n = 0; n < 4; n++)
		UC_CHECK(memcmp(medium + 32 * 512 * n, bytes, 16384) == 0);
	UC_CHECK_EQUAL(uc_xen_model.wrong, 0);
	/* A smaller disk is not the one that it was. */
	UC_CHECK_EQUAL(submit(&requests[0]), 0);
	flush();
	back_says("sectors", "1023");
	UC_CHECK_EQUAL(uc_xen_suspend(), 0);
	UC_CHECK(blk->broken && ended == 5 && last_status == -EIO);
	uc_list_remove(&hook.node);
	uc_list_remove(&blk->hook.node);
	uc_list_remove(&blk->blkdev.device.node);
	blk_destroy(blk);
}
