/* SPDX-License-Identifier: BSD-3-Clause */
/* What a broken or hostile device may do: wrong entries, lengths, counters, at wrong times, anywhere in what it shares.
 */
#include "model.h"
#include <unicore/test.h>

static struct uc_model_queue *any_queue(struct uc_model *model, unsigned *index)
{
	unsigned first = uc_model_below(UC_MODEL_QUEUES);
	for (unsigned n = 0; n < UC_MODEL_QUEUES; n++) {
		*index = (first + n) % UC_MODEL_QUEUES;
		if (model->queues[*index].driver)
			return &model->queues[*index];
	}
	return NULL;
}

/** Answers with an id that is free, too large, another's, or anything. */
static void answer_wrong_id(struct uc_model *model, unsigned index)
{
	struct uc_model_queue *queue = &model->queues[index];
	uint32_t id = (uint32_t)uc_test_random();
	if (uc_model_below(2))
		id = queue->driver->entries + uc_model_below(3) - 1;
	if (uc_model_below(2))
		id = uc_model_below(queue->driver->entries);
	struct model_used *entry = &used_ring(queue)[queue->answered % queue->driver->entries];
	entry->id = uc_little32(id);
	entry->bytes = uc_little32(uc_model_below(64));
	__atomic_store_n(&used_base(queue)[1], uc_little16(++queue->answered), __ATOMIC_RELEASE);
}

/** Answers a request that it has, with a length that is a bit or far too long, or that nobody wrote. */
static void answer_wrong_length(struct uc_model *model, unsigned index)
{
	struct uc_model_queue *queue = &model->queues[index];
	if (queue->held == 0)
		return;
	uint16_t head = queue->heads[uc_model_below(queue->held)];
	uint32_t room = queue->room[head], bytes = room + 1 + uc_model_below(2);
	if (uc_model_below(2))
		bytes = uc_model_below(room + 1);
	if (uc_model_below(4) == 0)
		bytes = (uint32_t)uc_test_random();
	uc_model_answer(model, index, head, bytes);
}

/** Answers twice, or from long ago. */
static void answer_again(struct uc_model *model, unsigned index)
{
	struct uc_model_queue *queue = &model->queues[index];
	unsigned entries = queue->driver->entries;
	struct model_used *ring = used_ring(queue);
	ring[queue->answered % entries] = ring[(queue->answered - 1 - uc_model_below(3)) % entries];
	__atomic_store_n(&used_base(queue)[1], uc_little16(++queue->answered), __ATOMIC_RELEASE);
}

static void jump(struct uc_model_queue *queue)
{
	uint16_t counter = (uint16_t)(queue->answered + uc_model_below(8) - 4);
	if (uc_model_below(4) == 0)
		counter = (uint16_t)uc_test_random();
	__atomic_store_n(&used_base(queue)[1], uc_little16(counter), __ATOMIC_RELEASE);
}

/** Writes anything over all that the driver reads of a queue, and over what it only writes. */
static void scribble(struct uc_model *model, struct uc_model_queue *queue)
{
	struct uc_virtq *driver = queue->driver;
	model->blind = true;
	for (unsigned n = 0; n < 8; n++) {
		driver->used[uc_model_below(3 + 4u * driver->entries)] = (uint16_t)uc_test_random();
		driver->available[uc_model_below(3 + driver->entries)] = (uint16_t)uc_test_random();
		driver->descriptors[uc_model_below(driver->entries)].next = (uint16_t)uc_test_random();
	}
}

static void change_config(struct uc_model *model)
{
	for (unsigned n = uc_model_below(4); n < 5; n++)
		model->config[uc_model_below(64)] = (uint8_t)uc_test_random();
	model->restless = uc_model_below(8) == 0;
	uc_model_config_changed(model);
}

void uc_model_misbehave(struct uc_model *model)
{
	unsigned index;
	struct uc_model_queue *queue = any_queue(model, &index);
	unsigned kind = uc_model_below(9);
	if (kind == 0)
		change_config(model);
	if (kind == 1)
		model->status = (uint8_t)uc_test_random();
	if (!queue)
		return;
	if (kind == 2)
		answer_wrong_id(model, index);
	if (kind == 3 || kind == 4)
		answer_wrong_length(model, index);
	if (kind == 5)
		answer_again(model, index);
	if (kind == 6)
		jump(queue);
	if (kind == 7)
		scribble(model, queue);
	/* An interrupt that nobody asked for, or none. */
	struct uc_virtq *driver = queue->driver;
	if (uc_model_below(2) && driver->interrupt)
		driver->interrupt(driver);
}
