/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * 12,000 disks whose back ends answer well, nearly well, or nonsense, hold on to pages, and vanish: each request ends
 * once, nothing else changes.
 */
#include "disk.h"
#include <unicore/printk.h>
#include <unicore/sched.h>

#define CASES 12000
#define REQUESTS 32
#define GUARD 64

static struct job {
	struct uc_block_request request; /* first */
	struct uc_block_fragment fragments[4];
	uint8_t before[GUARD], bytes[49152], after[GUARD];
	bool pending;
} jobs[REQUESTS] __attribute__((aligned(16)));

static unsigned good, bad, refused, twice, lost, broken;

static void done(struct uc_block_request *request, int status)
{
	struct job *job = (struct job *)request;
	twice += !job->pending;
	job->pending = false;
	*(status == 0 ? &good : &bad) += 1;
}

static void submit_one(void)
{
	struct job *job = &jobs[uc_xen_model_below(REQUESTS)];
	if (job->pending)
		return;
	job->request = (struct uc_block_request){.operation = (enum uc_block_operation)uc_xen_model_below(4),
						 .sector = uc_xen_model_below(SECTORS - 96),
						 .sectors = 1 + uc_xen_model_below(8),
						 .fragments = job->fragments,
						 .count = 1 + uc_xen_model_below(4),
						 .done = done};
	unsigned most = uc_xen_model_below(8) ? 4 : 24;
	for (unsigned n = 0; n < 4; n++)
		job->fragments[n] =
			(struct uc_block_fragment){job->bytes + 12288 * n, 512 + 512 * uc_xen_model_below(most)};
	job->pending = true;
	if (blk->blkdev.operations->submit(&blk->blkdev, &job->request) < 0)
		job->pending = false;
	else if (uc_xen_model_below(4))
		blk->blkdev.operations->flush(&blk->blkdev);
}

static void serve_some(void)
{
	static struct asked held[RING_ENTRIES];
	static unsigned count;
	while (uc_xen_model_below(4) && count < RING_ENTRIES && serve(&held[count]))
		count++;
	while (count > 0 && uc_xen_model_below(3)) {
		unsigned at = uc_xen_model_below(count);
		struct asked asked = held[at];
		held[at] = held[--count];
		switch (uc_xen_model_below(60)) {
		case 0:
			asked.id = uc_xen_model_below(2) ? uc_xen_model_below(64) : uc_test_random();
			break;
		case 1:
			asked.operation = (uint8_t)uc_xen_model_below(8);
			break;
		case 2:
			asked.status = (int16_t)uc_test_random();
			break;
		case 3:
			answer(&asked);
		}
		answer(&asked);
	}
	if (!back.ring.page)
		count = 0;
	(void)uc_xen_model_ring_push(&back.ring);
}

static void make_random_back(void)
{
	make_back();
	for (unsigned n = 1; n < UC_ARRAY_LENGTH(properties); n++)
		if (uc_xen_model_below(8) == 0)
			back_says(properties[n].name, uc_xen_model_below(2) ? "18446744073709551616" : NULL);
	if (uc_xen_model_below(8) == 0)
		back_says("feature-max-indirect-segments", uc_xen_model_below(2) ? "12" : "4294967295");
	if (uc_xen_model_below(50) == 0)
		back_says("sectors", uc_xen_model_below(2) ? "x" : "0");
	if (uc_xen_model_below(30) == 0)
		uc_xen_model.most_grants = uc_xen_model_below(70);
	if (uc_xen_model_below(100) == 0)
		back_says("state", uc_xen_model_below(2) ? "99" : "5");
}

static void one_case(void)
{
	make_random_back();
	if (blk_create(NUMBER, &blk) < 0) {
		refused++;
		return;
	}
	for (unsigned n = 0; n < 24; n++) {
		submit_one();
		serve_some();
		if (uc_xen_model_below(40) == 0)
			uc_xen_model_ring_scribble(&back.ring);
		if (uc_xen_model_below(100) == 0)
			back_says("state", uc_xen_model_below(2) ? "6" : NULL);
		if (uc_xen_model_below(100) == 0)
			uc_thread_yield();
	}
	broken += blk->broken;
	blk_broken(blk, "the end");
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
	uc_xen_model_cases(one_case, CASES);
	for (unsigned n = 0; n < REQUESTS; n++)
		for (unsigned at = 0; at < GUARD; at++)
			UC_CHECK(jobs[n].before[at] == 0xaa && jobs[n].after[at] == 0xaa);
	UC_CHECK_EQUAL(lost, 0);
	UC_CHECK_EQUAL(twice, 0);
	UC_CHECK(good > CASES && bad > CASES && refused > CASES / 100 && broken > CASES / 4);
	uc_printk("# %u requests went well, %u failed, %u disks were refused, %u broke\n", good, bad, refused, broken);
}
