/* SPDX-License-Identifier: BSD-3-Clause */
/* Queues against a device that answers anything: 20,000 of them, each until it is broken or has done enough. */
#include "device.h"
#include <unicore/errno.h>
#include <unicore/string.h>

#define CASES 20000
#define REQUESTS 64
#define GUARD 32

/* A request's memory, with bytes around it that nobody may touch. */
static struct request {
	uint8_t before[GUARD], data[GUARD], after[GUARD];
	struct uc_virtq_descriptor table[4];
	bool pending;
} requests[REQUESTS];

static unsigned broke;

static void on_broke(struct uc_virtio_device *device)
{
	(void)device;
	broke++;
}

static void put_some(struct uc_virtq *queue)
{
	for (unsigned n = 0; n < 4; n++) {
		struct request *request = &requests[uc_model_below(REQUESTS)];
		unsigned count = 1 + uc_model_below(4), out = uc_model_below(count + 1);
		struct uc_virtq_piece pieces[4];
		for (unsigned at = 0; at < 4; at++)
			pieces[at] = (struct uc_virtq_piece){&request->data[8 * at], 8};
		if (!request->pending && uc_virtq_put(queue, pieces, out, count - out, request->table, request) == 0)
			request->pending = true;
	}
	uc_virtq_kick(queue);
}

static void take_all(struct uc_virtq *queue)
{
	uint32_t written;
	for (struct request *request; (request = uc_virtq_take(queue, &written)) != NULL;) {
		UC_CHECK(request >= requests && request < requests + REQUESTS && request->pending);
		UC_CHECK(written <= GUARD);
		request->pending = false;
	}
}

static void answer_some(void)
{
	static struct uc_model_request request;
	while (uc_model_next(&model, 0, &request))
		for (unsigned n = request.out; n < request.out + request.in; n++)
			memset(request.pieces[n].data, 0xdd, request.pieces[n].bytes);
	struct uc_model_queue *queue = &model.queues[0];
	while (queue->held > 0 && uc_model_below(3)) {
		uint16_t head = queue->heads[uc_model_below(queue->held)];
		uc_model_answer(&model, 0, head, uc_model_below(queue->room[head] + 1));
	}
}

static bool guards_stand(void)
{
	for (unsigned n = 0; n < REQUESTS; n++)
		for (unsigned at = 0; at < GUARD; at++)
			if (requests[n].before[at] != 0xaa || requests[n].after[at] != 0xaa)
				return false;
	return true;
}

static void one_case(void)
{
	static const uint64_t features[] = {0, UC_VIRTIO_EVENT_INDEX, UC_VIRTIO_INDIRECT,
					    UC_VIRTIO_EVENT_INDEX | UC_VIRTIO_INDIRECT};
	struct uc_virtq queue = {0};
	unsigned back = 0, pending = 0;
	for (unsigned n = 0; n < REQUESTS; n++)
		requests[n].pending = false;
	broke = 0;
	UC_REQUIRE(start(&queue, UC_VIRTIO_VERSION_1 | features[uc_model_below(4)], 1u << uc_model_below(6)));
	model.device.broke = on_broke;
	model.device.place = NULL;
	for (unsigned n = 0; n < 20; n++) {
		put_some(&queue);
		answer_some();
		if (uc_model_below(6) == 0)
			uc_model_misbehave(&model);
		take_all(&queue);
		if (!uc_virtq_ask(&queue, 1 + uc_model_below(4)))
			take_all(&queue);
	}
	UC_CHECK_EQUAL(broke, model.device.broken);
	for (unsigned n = 0; n < REQUESTS; n++)
		pending += requests[n].pending;
	UC_CHECK_EQUAL(queue.waiting, pending);
	for (struct request *request; (request = uc_virtq_take_back(&queue)) != NULL; back++)
		UC_CHECK(request->pending);
	UC_CHECK_EQUAL(back, pending);
	UC_CHECK_EQUAL(queue.free, queue.entries);
	stop(&queue);
}

UC_TEST(nonsense_breaks_the_device_and_nothing_else)
{
	for (unsigned n = 0; n < REQUESTS; n++) {
		memset(requests[n].before, 0xaa, GUARD);
		memset(requests[n].after, 0xaa, GUARD);
	}
	uc_model_cases(one_case, CASES);
	UC_CHECK(guards_stand());
}
