/* SPDX-License-Identifier: BSD-3-Clause */
/* The rings as the device sees them, written down apart from the driver's own view: VIRTIO 1.2, 2.7. */
#ifndef MODEL_H
#define MODEL_H

#include <unicore/byteorder.h>
#include <unicore/compiler.h>
#include <unicore/virtio-model.h>

struct model_used {
	uint32_t id, bytes;
};

static inline struct uc_model *model_of(struct uc_virtio_device *device)
{
	return UC_CONTAINER_OF(device, struct uc_model, device);
}

static inline uint16_t *used_base(struct uc_model_queue *queue)
{
	return queue->driver->used;
}

static inline struct model_used *used_ring(struct uc_model_queue *queue)
{
	return (struct model_used *)(queue->driver->used + 2);
}

/** Where the device says of which request it wants to be told. */
static inline uint16_t *notify_event(struct uc_model_queue *queue)
{
	return queue->driver->used + 2 + 4 * queue->driver->entries;
}

extern const struct uc_virtio_transport uc_model_transport;

#endif
