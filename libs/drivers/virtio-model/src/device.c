/* SPDX-License-Identifier: BSD-3-Clause */
/* The device's side of a queue, when it behaves: VIRTIO 1.2, 2.7.5 to 2.7.10. */
#include "model.h"
#include <unicore/string.h>

#define NEXT 1u
#define WRITE 2u
#define INDIRECT 4u

static void *memory_at(uint64_t address)
{
	/* Memory lies for devices where it lies for us, in each image that has a model. */
	return (void *)(uintptr_t)uc_little64(address);
}

/** Adds a descriptor to the request. Returns whether the rules allow it. */
static bool add_piece(struct uc_model_request *request, const struct uc_virtq_descriptor *descriptor)
{
	unsigned at = request->out + request->in;
	uint32_t bytes = uc_little32(descriptor->bytes);
	bool is_in = (uc_little16(descriptor->flags) & WRITE) != 0;
	if (at == UC_MODEL_MOST_PIECES || bytes == 0 || (!is_in && request->in > 0))
		return false;
	request->pieces[at].data = memory_at(descriptor->address);
	request->pieces[at].bytes = bytes;
	*(is_in ? &request->in : &request->out) += 1;
	*(is_in ? &request->in_bytes : &request->out_bytes) += bytes;
	return true;
}

static bool follow(struct uc_model_request *request, const struct uc_virtq_descriptor *table, unsigned entries,
		   unsigned at)
{
	for (unsigned steps = 0; steps < entries && at < entries; steps++) {
		if (!add_piece(request, &table[at]))
			return false;
		if (!(uc_little16(table[at].flags) & NEXT))
			return true;
		at = uc_little16(table[at].next);
	}
	return false;
}

static bool read_request(struct uc_model *model, struct uc_virtq *driver, struct uc_model_request *request)
{
	const struct uc_virtq_descriptor *first = &driver->descriptors[request->head];
	if (request->head >= driver->entries)
		return false;
	if (!(uc_little16(first->flags) & INDIRECT))
		return follow(request, driver->descriptors, driver->entries, request->head);
	uint32_t bytes = uc_little32(first->bytes);
	if (!(model->driver_wants & UC_VIRTIO_INDIRECT) || (uc_little16(first->flags) & NEXT) || bytes % 16 != 0)
		return false;
	return follow(request, memory_at(first->address), bytes / 16, 0);
}

bool uc_model_next(struct uc_model *model, unsigned index, struct uc_model_request *request)
{
	struct uc_model_queue *queue = &model->queues[index];
	struct uc_virtq *driver = queue->driver;
	if (!driver || model->blind || !(model->status & UC_VIRTIO_DRIVER_OK))
		return false;
	if (uc_little16(__atomic_load_n(&driver->available[1], __ATOMIC_ACQUIRE)) == queue->seen)
		return false;
	memset(request, 0, offsetof(struct uc_model_request, pieces));
	request->head = uc_little16(driver->available[2 + queue->seen % driver->entries]);
	queue->seen++;
	if (!read_request(model, driver, request) || queue->held == driver->entries) {
		model->wrong++;
		return false;
	}
	queue->heads[queue->held++] = request->head;
	queue->room[request->head] = request->in_bytes;
	/* Tell us of the next one. */
	__atomic_store_n(notify_event(queue), uc_little16(queue->seen), __ATOMIC_RELEASE);
	return true;
}

static uint32_t move(const struct uc_model_request *request, bool is_in, uint32_t offset, uint8_t *to,
		     const uint8_t *from, uint32_t bytes)
{
	uint32_t done = 0;
	unsigned first = is_in ? request->out : 0, end = is_in ? request->out + request->in : request->out;
	for (unsigned n = first; n < end && done < bytes; n++) {
		uint32_t here = request->pieces[n].bytes;
		if (offset >= here) {
			offset -= here;
			continue;
		}
		uint32_t part = here - offset < bytes - done ? here - offset : bytes - done;
		memcpy(to ? to + done : request->pieces[n].data + offset,
		       from ? from + done : request->pieces[n].data + offset, part);
		done += part;
		offset = 0;
	}
	return done;
}

uint32_t uc_model_read(const struct uc_model_request *request, uint32_t offset, void *to, uint32_t bytes)
{
	return move(request, false, offset, to, NULL, bytes);
}

uint32_t uc_model_write(const struct uc_model_request *request, uint32_t offset, const void *from, uint32_t bytes)
{
	return move(request, true, offset, NULL, from, bytes);
}

void uc_model_answer(struct uc_model *model, unsigned index, uint16_t head, uint32_t written)
{
	struct uc_model_queue *queue = &model->queues[index];
	if (!queue->driver)
		return;
	for (unsigned n = 0; n < queue->held; n++)
		if (queue->heads[n] == head) {
			queue->heads[n] = queue->heads[--queue->held];
			break;
		}
	struct model_used *entry = &used_ring(queue)[queue->answered % queue->driver->entries];
	entry->id = uc_little32(head);
	entry->bytes = uc_little32(written);
	__atomic_store_n(&used_base(queue)[1], uc_little16(++queue->answered), __ATOMIC_RELEASE);
}

bool uc_model_interrupt(struct uc_model *model, unsigned index)
{
	struct uc_model_queue *queue = &model->queues[index];
	struct uc_virtq *driver = queue->driver;
	uint16_t before = queue->told, now = queue->answered;
	if (!driver || before == now)
		return false;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	queue->told = now;
	uint16_t event = uc_little16(driver->available[2 + driver->entries]);
	bool wanted = (model->driver_wants & UC_VIRTIO_EVENT_INDEX)
			      ? (uint16_t)(now - event - 1) < (uint16_t)(now - before)
			      : !(uc_little16(driver->available[0]) & 1);
	if (!wanted)
		return false;
	model->interrupts++;
	model->device.interrupts++;
	if (driver->interrupt)
		driver->interrupt(driver);
	return true;
}

void uc_model_config_changed(struct uc_model *model)
{
	model->generation++;
	uc_virtio_config_interrupt(&model->device);
}
