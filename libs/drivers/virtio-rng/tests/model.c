/* SPDX-License-Identifier: BSD-3-Clause */
/* The driver against a model that answers well, and 10,000 that answer anything. */
#include "../src/rng.h"
#include <unicore/clock.h>
#include <unicore/errno.h>
#include <unicore/string.h>
#include <unicore/test.h>
#include <unicore/virtio-model.h>

#define CASES 10000
#define GUARD 64
#define ALL (UC_VIRTIO_VERSION_1 | UC_VIRTIO_EVENT_INDEX | UC_VIRTIO_INDIRECT)

static struct uc_model model;
static struct rng_device *rng;
static unsigned part; /* the most that the model gives at once */

/** Answers at once: the caller sees it when it looks before it sleeps. */
static void give(struct uc_model *of, unsigned queue)
{
	static struct uc_model_request request;
	uint8_t bytes[RNG_MOST_BYTES];
	while (uc_model_next(of, queue, &request)) {
		uint32_t count = request.in_bytes < part ? request.in_bytes : part;
		memset(bytes, 0x5a, sizeof(bytes));
		uc_model_write(&request, 0, bytes, count);
		uc_model_answer(of, queue, request.head, count);
	}
}

static void misbehave(struct uc_model *of, unsigned queue)
{
	part = uc_model_below(RNG_MOST_BYTES);
	if (uc_model_below(4))
		give(of, queue);
	if (uc_model_below(3) == 0)
		uc_model_misbehave(of);
}

UC_TEST(bytes_in_small_pieces)
{
	static uint8_t bytes[3000 + GUARD];
	uc_model_init(&model, UC_VIRTIO_RNG, ALL);
	model.notified = give;
	UC_REQUIRE(rng_create(&model.device, &rng) == 0);
	for (part = 1; part < 2000; part = part * 3 + 1) {
		memset(bytes, 0, sizeof(bytes));
		UC_CHECK_EQUAL(rng->rng.read(&rng->rng, bytes, 3000, UC_FOREVER), 0);
		UC_CHECK(bytes[0] == 0x5a && bytes[2999] == 0x5a && bytes[3000] == 0);
		/* What was given stays nowhere. */
		UC_CHECK_EQUAL(rng->shared[0], 0);
	}
	UC_CHECK_EQUAL(model.wrong, 0);
	rng_destroy(rng);
}

UC_TEST(no_answer_before_the_deadline)
{
	uint8_t bytes[16] = {0};
	uc_model_init(&model, UC_VIRTIO_RNG, ALL);
	UC_REQUIRE(rng_create(&model.device, &rng) == 0);
	UC_CHECK_EQUAL(rng->rng.read(&rng->rng, bytes, 16, uc_clock_monotonic_ns() + UC_NS_PER_MS), -EIO);
	UC_CHECK_EQUAL(rng->rng.read(&rng->rng, bytes, 16, uc_clock_monotonic_ns() + UC_NS_PER_MS), -EIO);
	UC_CHECK_EQUAL(rng->queue.waiting, 1);
	/* It comes late: the next caller has it. */
	part = 64;
	give(&model, 0);
	model.notified = give;
	UC_CHECK_EQUAL(rng->rng.read(&rng->rng, bytes, 16, UC_FOREVER), 0);
	UC_CHECK_EQUAL(bytes[15], 0x5a);
	rng_destroy(rng);
}

UC_TEST(an_answer_of_no_bytes_breaks_the_device)
{
	uint8_t bytes[16];
	uc_model_init(&model, UC_VIRTIO_RNG, ALL);
	model.device.place = NULL;
	model.notified = give;
	part = 0;
	UC_REQUIRE(rng_create(&model.device, &rng) == 0);
	UC_CHECK_EQUAL(rng->rng.read(&rng->rng, bytes, 16, UC_FOREVER), -EIO);
	UC_CHECK(model.device.broken);
	UC_CHECK_EQUAL(rng->rng.read(&rng->rng, bytes, 16, UC_FOREVER), -EIO);
	rng_destroy(rng);
}

static unsigned good, bad;

static void one_case(void)
{
	static struct {
		uint8_t before[GUARD], bytes[256], after[GUARD];
	} memory;
	uc_model_init(&model, UC_VIRTIO_RNG, uc_model_below(4) ? ALL : uc_test_random());
	model.device.place = NULL;
	model.notified = misbehave;
	model.queues[0].limit = uc_model_below(4) ? 8 : (uint16_t)uc_test_random();
	model.refuses = uc_model_below(50) == 0;
	model.without_interrupts = uc_model_below(50) == 0;
	memset(&memory, 0xaa, sizeof(memory));
	if (rng_create(&model.device, &rng) < 0)
		return;
	for (unsigned n = 0; n < 4; n++) {
		unsigned bytes = uc_model_below(sizeof(memory.bytes) + 1);
		/* A deadline that has passed: the model answers at once or never. */
		int result = rng->rng.read(&rng->rng, memory.bytes, bytes, 0);
		UC_CHECK(result == 0 || result == -EIO);
		*(result == 0 ? &good : &bad) += 1;
	}
	for (unsigned n = 0; n < GUARD; n++)
		UC_CHECK(memory.before[n] == 0xaa && memory.after[n] == 0xaa);
	rng_destroy(rng);
}

UC_TEST(nonsense_harms_nobody)
{
	uc_model_cases(one_case, CASES);
	UC_CHECK(good > CASES / 10 && bad > CASES / 10);
}
