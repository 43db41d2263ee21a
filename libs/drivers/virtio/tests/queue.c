/* SPDX-License-Identifier: BSD-3-Clause */
/* Queues against a device that behaves: order, room, chains and tables, notifications that are not sent. */
#include "device.h"
#include <unicore/errno.h>
#include <unicore/heapfault.h>
#include <unicore/pagealloc.h>
#include <unicore/string.h>

#define ALL (UC_VIRTIO_VERSION_1 | UC_VIRTIO_EVENT_INDEX | UC_VIRTIO_INDIRECT)

UC_TEST(sizes_are_what_the_device_allows)
{
	static const struct {
		unsigned asked, limit, entries;
	} cases[] = {{256, 64, 64}, {100, 256, 64}, {1, 256, 1}, {8, 7, 4}, {4096, 32768, UC_VIRTQ_MOST_ENTRIES}};
	for (unsigned n = 0; n < UC_ARRAY_LENGTH(cases); n++) {
		struct uc_virtq queue = {0};
		uc_model_init(&model, UC_VIRTIO_RNG, ALL);
		model.queues[0].limit = cases[n].limit;
		UC_CHECK_EQUAL(uc_virtio_negotiate(&model.device, 0), 0);
		UC_CHECK_EQUAL(uc_virtq_start(&queue, &model.device, 0, cases[n].asked), 0);
		UC_CHECK_EQUAL(queue.entries, cases[n].entries);
		UC_CHECK_EQUAL((uintptr_t)queue.descriptors % UC_PAGE_BYTES, 0);
		uc_virtio_give_up(&model.device);
		uc_virtq_free(&queue);
	}
	uc_model_init(&model, UC_VIRTIO_RNG, ALL);
	model.queues[1].limit = 0;
	UC_CHECK_EQUAL(uc_virtq_start(&(struct uc_virtq){0}, &model.device, 1, 8), -ENOENT);
}

/** Requests of 1 to 4 pieces, answered in any order, until the counters have wrapped. */
static void exchange(uint64_t features, struct uc_virtq_descriptor *tables)
{
	static uint8_t bytes[4];
	static struct uc_model_request request;
	static bool pending[64];
	struct uc_virtq_piece pieces[4];
	struct uc_virtq queue = {0};
	unsigned put = 0, taken = 0;
	for (unsigned n = 0; n < 4; n++)
		pieces[n] = (struct uc_virtq_piece){&bytes[n], 1};
	memset(pending, 0, sizeof(pending));
	UC_REQUIRE(start(&queue, features, 16));
	while (taken < 70000 && model.wrong == 0) {
		unsigned id = put % 64, count = 1 + uc_model_below(4), out = uc_model_below(count + 1);
		uint32_t written;
		if (!pending[id] &&
		    uc_virtq_put(&queue, pieces, out, count - out, tables + 4 * id, &pending[id]) == 0) {
			pending[id] = true;
			put++;
		}
		uc_virtq_kick(&queue);
		while (uc_model_next(&model, 0, &request))
			UC_CHECK(request.out + request.in <= 4);
		struct uc_model_queue *other = &model.queues[0];
		while (other->held > uc_model_below(16)) {
			uint16_t head = other->heads[uc_model_below(other->held)];
			uc_model_answer(&model, 0, head, other->room[head]);
		}
		for (bool *cookie; (cookie = uc_virtq_take(&queue, &written)) != NULL; taken++) {
			UC_CHECK(*cookie && written <= 4);
			*cookie = false;
		}
	}
	UC_CHECK_EQUAL(model.wrong, 0);
	UC_CHECK(!model.device.broken);
	UC_CHECK_EQUAL(put - taken, queue.waiting);
	stop(&queue);
}

UC_TEST(many_requests_in_any_order)
{
	static struct uc_virtq_descriptor tables[4 * 64];
	exchange(UC_VIRTIO_VERSION_1, tables);
	exchange(ALL, tables);
}

UC_TEST(a_full_ring_says_so)
{
	static uint8_t byte;
	const struct uc_virtq_piece pieces[3] = {{&byte, 1}, {&byte, 1}, {&byte, 1}};
	static struct uc_virtq_descriptor tables[8][3];
	struct uc_virtq queue = {0};
	UC_REQUIRE(start(&queue, UC_VIRTIO_VERSION_1, 8));
	UC_CHECK_EQUAL(uc_virtq_put(&queue, pieces, 3, 0, NULL, &model), 0);
	UC_CHECK_EQUAL(uc_virtq_put(&queue, pieces, 3, 0, tables[0], &model), 0);
	UC_CHECK_EQUAL(uc_virtq_put(&queue, pieces, 3, 0, tables[0], &model), -EAGAIN);
	UC_CHECK_EQUAL(queue.free, 2);
	stop(&queue);

	/* Tables leave room for more: a chain while half of the ring is free, then one entry a request. */
	memset(&queue, 0, sizeof(queue));
	UC_REQUIRE(start(&queue, ALL, 8));
	for (unsigned n = 0; n < 6; n++)
		UC_CHECK_EQUAL(uc_virtq_put(&queue, pieces, 3, 0, tables[n], &model), 0);
	UC_CHECK_EQUAL(uc_virtq_put(&queue, pieces, 3, 0, tables[6], &model), -EAGAIN);
	UC_CHECK_EQUAL(queue.waiting, 6);
	unsigned back = 0;
	uc_virtio_broken(&model.device, "so says the test");
	while (uc_virtq_take_back(&queue))
		back++;
	UC_CHECK_EQUAL(back, 6);
	UC_CHECK_EQUAL(queue.free, 8);
	UC_CHECK_EQUAL(uc_virtq_put(&queue, pieces, 3, 0, NULL, &model), -EIO);
	stop(&queue);
}

UC_TEST(the_device_is_told_once_and_only_when_it_asks)
{
	static uint8_t byte;
	const struct uc_virtq_piece piece = {&byte, 1};
	struct uc_model_request request;
	struct uc_virtq queue = {0};
	UC_REQUIRE(start(&queue, ALL, 8));
	for (unsigned n = 0; n < 3; n++)
		UC_CHECK_EQUAL(uc_virtq_put(&queue, &piece, 1, 0, NULL, &model), 0);
	uc_virtq_kick(&queue);
	uc_virtq_kick(&queue);
	UC_CHECK_EQUAL(model.notifications, 1);
	UC_CHECK_EQUAL(uc_virtq_put(&queue, &piece, 1, 0, NULL, &model), 0);
	uc_virtq_kick(&queue);
	/* It has not looked since: it is awake. */
	UC_CHECK_EQUAL(model.notifications, 1);
	while (uc_model_next(&model, 0, &request))
		;
	UC_CHECK_EQUAL(uc_virtq_put(&queue, &piece, 1, 0, NULL, &model), 0);
	uc_virtq_kick(&queue);
	UC_CHECK_EQUAL(model.notifications, 2);
	stop(&queue);

	/* Without event indices it has a flag. */
	memset(&queue, 0, sizeof(queue));
	UC_REQUIRE(start(&queue, UC_VIRTIO_VERSION_1, 8));
	queue.used[0] = 1;
	UC_CHECK_EQUAL(uc_virtq_put(&queue, &piece, 1, 0, NULL, &model), 0);
	uc_virtq_kick(&queue);
	UC_CHECK_EQUAL(model.notifications, 0);
	queue.used[0] = 0;
	UC_CHECK_EQUAL(uc_virtq_put(&queue, &piece, 1, 0, NULL, &model), 0);
	uc_virtq_kick(&queue);
	UC_CHECK_EQUAL(model.notifications, 1);
	stop(&queue);
}

/** Answers that came while interrupts were off are seen when they are turned on. */
static void race(uint64_t features)
{
	static uint8_t byte;
	const struct uc_virtq_piece piece = {&byte, 1};
	struct uc_model_request request;
	struct uc_virtq queue = {0};
	uint32_t written;
	UC_REQUIRE(start(&queue, features, 8));
	uc_virtq_hush(&queue);
	UC_CHECK(uc_virtq_ask(&queue, 1));
	uc_virtq_hush(&queue);
	for (unsigned n = 0; n < 3; n++) {
		UC_CHECK_EQUAL(uc_virtq_put(&queue, &piece, 0, 1, NULL, &model), 0);
		UC_REQUIRE(uc_model_next(&model, 0, &request));
		uc_model_answer(&model, 0, request.head, 1);
		UC_CHECK(!uc_model_interrupt(&model, 0));
	}
	UC_CHECK(!uc_virtq_ask(&queue, 1));
	UC_CHECK(!uc_virtq_ask(&queue, 3));
	UC_CHECK(uc_virtq_ask(&queue, 4));
	while (uc_virtq_take(&queue, &written))
		;
	UC_CHECK(uc_virtq_ask(&queue, 1));
	stop(&queue);
}

UC_TEST(no_answer_is_lost_when_interrupts_come_on)
{
	race(UC_VIRTIO_VERSION_1);
	race(ALL);
}

UC_TEST(without_memory_nothing_is_kept)
{
	struct uc_virtq queue = {0};
	uc_model_init(&model, UC_VIRTIO_RNG, ALL);
	size_t before = uc_pages_free_count();
	uc_heapfault_arm(1);
	UC_CHECK_EQUAL(uc_virtq_start(&queue, &model.device, 0, 128), -ENOMEM);
	UC_CHECK_EQUAL(uc_pages_free_count(), before);
	UC_CHECK(model.queues[0].driver == NULL);
}
