/* SPDX-License-Identifier: BSD-3-Clause */
/* 10,000 disks that answer well, nearly well, or nonsense: each request ends once, nothing else changes. */
#include "disk.h"
#include <unicore/printk.h>

#define CASES 10000
#define REQUESTS 32
#define GUARD 64

static struct job {
	struct uc_block_request request; /* first */
	struct uc_block_fragment fragments[4];
	uint8_t before[GUARD], bytes[4096], after[GUARD];
	bool pending;
} jobs[REQUESTS] __attribute__((aligned(16)));

static unsigned good, bad, refused, twice, lost;

static void done(struct uc_block_request *request, int status)
{
	struct job *job = (struct job *)request;
	twice += !job->pending;
	job->pending = false;
	*(status == 0 ? &good : &bad) += 1;
}

static void submit_one(void)
{
	struct job *job = &jobs[uc_model_below(REQUESTS)];
	if (job->pending)
		return;
	job->request = (struct uc_block_request){.operation = (enum uc_block_operation)uc_model_below(4),
						 .sector = uc_model_below(SECTORS - 8),
						 .sectors = 1 + uc_model_below(8),
						 .fragments = job->fragments,
						 .count = 1 + uc_model_below(4),
						 .done = done};
	for (unsigned n = 0; n < 4; n++)
		job->fragments[n] = (struct uc_block_fragment){job->bytes + 1024 * n, 512 + 512 * uc_model_below(2)};
	/* Its end may come within submit of another one, never within its own. */
	job->pending = true;
	if (blk->blkdev.operations->submit(&blk->blkdev, &job->request) < 0)
		job->pending = false;
	else if (uc_model_below(2))
		blk->blkdev.operations->flush(&blk->blkdev);
}

static void serve_some(void)
{
	static struct uc_model_request request;
	while (uc_model_below(4) && uc_model_next(&model, 0, &request)) {
		uint32_t written = serve(&request);
		if (uc_model_below(4))
			uc_model_answer(&model, 0, request.head, written);
	}
	struct uc_model_queue *queue = &model.queues[0];
	while (queue->held > 0 && uc_model_below(3) == 0) {
		uint16_t head = queue->heads[uc_model_below(queue->held)];
		uc_model_answer(&model, 0, head, uc_model_below(queue->room[head] + 1));
	}
	(void)uc_model_interrupt(&model, 0);
}

static void make_random_disk(void)
{
	make_disk(ALL);
	model.device.place = NULL;
	if (uc_model_below(2))
		model.offered = UC_VIRTIO_VERSION_1 | (uc_test_random() & (ALL | BLK_SIZE_MAX | BLK_READ_ONLY));
	put_number(AT_SIZE_MAX, uc_model_below(4) ? 65536 : uc_test_random(), 4);
	if (uc_model_below(8) == 0)
		put_number(8 * uc_model_below(6), uc_test_random(), 8);
	if (uc_model_below(8) == 0)
		model.queues[0].limit = uc_model_below(2) ? uc_model_below(16) : (uint16_t)uc_test_random();
	model.refuses = uc_model_below(100) == 0;
	model.restless = uc_model_below(100) == 0;
}

static void one_case(void)
{
	make_random_disk();
	if (blk_create(&model.device, &blk) < 0) {
		refused++;
		return;
	}
	/* The device says how large it is; the model's memory is not. */
	if (blk->blkdev.sectors > SECTORS)
		blk->blkdev.sectors = SECTORS;
	for (unsigned n = 0; n < 24; n++) {
		submit_one();
		serve_some();
		if (uc_model_below(12) == 0)
			uc_model_misbehave(&model);
	}
	uc_virtio_broken(&model.device, "the end");
	for (unsigned n = 0; n < REQUESTS; n++)
		lost += jobs[n].pending;
	blk_destroy(blk);
}

UC_TEST(nonsense_harms_nobody)
{
	for (unsigned n = 0; n < REQUESTS; n++) {
		memset(jobs[n].before, 0xaa, GUARD);
		memset(jobs[n].after, 0xaa, GUARD);
	}
	uc_model_cases(one_case, CASES);
	for (unsigned n = 0; n < REQUESTS; n++)
		for (unsigned at = 0; at < GUARD; at++)
			UC_CHECK(jobs[n].before[at] == 0xaa && jobs[n].after[at] == 0xaa);
	UC_CHECK_EQUAL(lost, 0);
	UC_CHECK_EQUAL(twice, 0);
	UC_CHECK(good > CASES && bad > CASES && refused > CASES / 100);
	uc_printk("# %u requests went well, %u failed, %u disks were refused\n", good, bad, refused);
}
