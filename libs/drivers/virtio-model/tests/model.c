/* SPDX-License-Identifier: BSD-3-Clause */
/* The model against the driver's side of a queue: what goes in comes out, and rules that are broken are seen. */
#include <unicore/string.h>
#include <unicore/test.h>
#include <unicore/virtio-model.h>

static struct uc_model model;
static struct uc_virtq queue;
static unsigned interrupts;

static void interrupted(struct uc_virtq *of)
{
	(void)of;
	interrupts++;
}

static bool start(void)
{
	uc_model_init(&model, UC_VIRTIO_RNG, UC_VIRTIO_VERSION_1 | UC_VIRTIO_EVENT_INDEX);
	memset(&queue, 0, sizeof(queue));
	interrupts = 0;
	queue.interrupt = interrupted;
	if (uc_virtio_negotiate(&model.device, 0) != 0 || uc_virtq_start(&queue, &model.device, 0, 8) != 0)
		return false;
	uc_virtio_start(&model.device);
	return true;
}

UC_TEST(pieces_arrive_and_are_answered)
{
	static uint8_t out[10] = "0123456789", first[4], second[6];
	const struct uc_virtq_piece pieces[] = {{out, 10}, {first, 4}, {second, 6}};
	struct uc_model_request request;
	uint8_t seen[10];
	uint32_t written;
	UC_REQUIRE(start());
	UC_CHECK(!uc_model_next(&model, 0, &request));
	UC_CHECK_EQUAL(uc_virtq_put(&queue, pieces, 1, 2, NULL, &model), 0);
	uc_virtq_kick(&queue);
	UC_CHECK_EQUAL(model.notifications, 1);
	UC_REQUIRE(uc_model_next(&model, 0, &request));
	UC_CHECK(request.out == 1 && request.in == 2 && request.out_bytes == 10 && request.in_bytes == 10);
	UC_CHECK_EQUAL(uc_model_read(&request, 2, seen, sizeof(seen)), 8);
	UC_CHECK(memcmp(seen, "23456789", 8) == 0);
	UC_CHECK_EQUAL(uc_model_write(&request, 3, "abc", 3), 3);
	UC_CHECK(first[3] == 'a' && second[0] == 'b' && second[1] == 'c');
	uc_model_answer(&model, 0, request.head, 6);
	UC_CHECK(uc_virtq_take(&queue, &written) == &model && written == 6);
	UC_CHECK_EQUAL(model.wrong, 0);
	uc_virtio_give_up(&model.device);
	uc_virtq_free(&queue);
}

UC_TEST(interrupts_come_when_they_were_asked_for)
{
	static uint8_t byte;
	const struct uc_virtq_piece piece = {&byte, 1};
	struct uc_model_request request;
	uint32_t written;
	UC_REQUIRE(start());
	uc_virtq_hush(&queue);
	for (unsigned n = 0; n < 4; n++) {
		UC_CHECK_EQUAL(uc_virtq_put(&queue, &piece, 0, 1, NULL, &model), 0);
		UC_REQUIRE(uc_model_next(&model, 0, &request));
		uc_model_answer(&model, 0, request.head, 1);
		UC_CHECK_EQUAL(uc_model_interrupt(&model, 0), n == 3);
		UC_CHECK(uc_virtq_take(&queue, &written) == &model);
		if (n == 2)
			UC_CHECK(uc_virtq_ask(&queue, 1));
	}
	UC_CHECK_EQUAL(interrupts, 1);
	uc_virtio_give_up(&model.device);
	uc_virtq_free(&queue);
}

UC_TEST(broken_rules_are_counted)
{
	static uint8_t byte;
	const struct uc_virtq_piece piece = {&byte, 1};
	struct uc_model_request request;
	UC_REQUIRE(start());
	UC_CHECK_EQUAL(uc_virtq_put(&queue, &piece, 0, 1, NULL, &model), 0);
	queue.descriptors[0].flags |= 1; /* next: itself */
	queue.descriptors[0].next = 0;
	UC_CHECK(!uc_model_next(&model, 0, &request));
	UC_CHECK_EQUAL(model.wrong, 1);
	uc_virtio_give_up(&model.device);
	uc_virtq_free(&queue);
}
