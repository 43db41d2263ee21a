/* SPDX-License-Identifier: BSD-3-Clause */
/* The operations of a transport on a device that is a structure. */
#include "model.h"
#include <unicore/errno.h>
#include <unicore/string.h>
#include <unicore/test.h>

static uint8_t status(struct uc_virtio_device *device)
{
	return model_of(device)->status;
}

static void set_status(struct uc_virtio_device *device, uint8_t value)
{
	struct uc_model *model = model_of(device);
	if (model->refuses)
		value &= (uint8_t)~UC_VIRTIO_FEATURES_OK;
	if (value != 0 || !model->stuck)
		model->status = value;
	if (value != 0)
		return;
	for (unsigned n = 0; n < UC_MODEL_QUEUES; n++)
		model->queues[n].driver = NULL;
}

static uint64_t features(struct uc_virtio_device *device)
{
	return model_of(device)->offered;
}

static void set_features(struct uc_virtio_device *device, uint64_t wanted)
{
	struct uc_model *model = model_of(device);
	model->wrong += (wanted & ~model->offered) != 0;
	model->driver_wants = wanted;
}

static uint32_t generation(struct uc_virtio_device *device)
{
	struct uc_model *model = model_of(device);
	model->generation += model->restless;
	return model->generation;
}

static uint32_t read_config(struct uc_virtio_device *device, unsigned offset, unsigned width)
{
	struct uc_model *model = model_of(device);
	uint32_t number = 0;
	model->wrong += offset % width != 0;
	for (unsigned n = 0; n < width && offset + n < sizeof(model->config); n++)
		number |= (uint32_t)model->config[offset + n] << (8 * n);
	return number;
}

static void write_config(struct uc_virtio_device *device, unsigned offset, unsigned width, uint32_t value)
{
	struct uc_model *model = model_of(device);
	for (unsigned n = 0; n < width && offset + n < sizeof(model->config); n++)
		model->config[offset + n] = (uint8_t)(value >> (8 * n));
}

static unsigned queue_limit(struct uc_virtio_device *device, unsigned index)
{
	return index < UC_MODEL_QUEUES ? model_of(device)->queues[index].limit : 0;
}

static int interrupts(struct uc_virtio_device *device, unsigned queues)
{
	(void)queues;
	return model_of(device)->without_interrupts ? -ENOSPC : 0;
}

static int queue_start(struct uc_virtio_device *device, struct uc_virtq *queue)
{
	struct uc_model *model = model_of(device);
	struct uc_model_queue *own = &model->queues[queue->index];
	model->wrong += (model->status & UC_VIRTIO_DRIVER_OK) != 0 || own->driver != NULL;
	model->wrong += queue->entries > own->limit || (queue->entries & (queue->entries - 1)) != 0;
	*own = (struct uc_model_queue){.driver = queue, .limit = own->limit};
	return 0;
}

static void notify(struct uc_virtio_device *device, struct uc_virtq *queue)
{
	struct uc_model *model = model_of(device);
	model->wrong += !(model->status & UC_VIRTIO_DRIVER_OK);
	model->notifications++;
	if (model->notified)
		model->notified(model, queue->index);
}

const struct uc_virtio_transport uc_model_transport = {
	.status = status,
	.set_status = set_status,
	.features = features,
	.set_features = set_features,
	.generation = generation,
	.read_config = read_config,
	.write_config = write_config,
	.queue_limit = queue_limit,
	.interrupts = interrupts,
	.queue_start = queue_start,
	.notify = notify,
};

void uc_model_init(struct uc_model *model, unsigned type, uint64_t offered)
{
	memset(model, 0, sizeof(*model));
	model->device.transport = &uc_model_transport;
	model->device.type = type;
	model->device.place = "model";
	uc_list_init(&model->device.node);
	uc_list_init(&model->device.queues);
	model->offered = offered;
	for (unsigned n = 0; n < UC_MODEL_QUEUES; n++)
		model->queues[n].limit = 256;
}

uint32_t uc_model_below(uint32_t bound)
{
	return (uint32_t)((uc_test_random() >> 32) * bound >> 32);
}
