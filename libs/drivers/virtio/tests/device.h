/* SPDX-License-Identifier: BSD-3-Clause */
/* A model with one queue, for the tests of lib-virtio. */
#ifndef DEVICE_H
#define DEVICE_H

#include <unicore/compiler.h>
#include <unicore/test.h>
#include <unicore/virtio-model.h>

static struct uc_model model;

static inline bool start(struct uc_virtq *queue, uint64_t features, unsigned entries)
{
	uc_model_init(&model, UC_VIRTIO_RNG, features);
	if (uc_virtio_negotiate(&model.device, 0) != 0 || uc_virtq_start(queue, &model.device, 0, entries) != 0)
		return false;
	uc_virtio_start(&model.device);
	return true;
}

static inline void stop(struct uc_virtq *queue)
{
	uc_virtio_give_up(&model.device);
	uc_virtq_free(queue);
}

#endif
