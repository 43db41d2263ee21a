/* SPDX-License-Identifier: BSD-3-Clause */
/* The list of virtio devices, and how one is brought up: VIRTIO 1.2, section 3.1.1. */
#include <unicore/clock.h>
#include <unicore/errno.h>
#include <unicore/platform.h>
#include <unicore/printk.h>
#include <unicore/virtq.h>

/* A reset takes microseconds; a device that is not out of it by then never comes. */
#define RESET_NS UC_NS_PER_SECOND

static struct uc_list devices = UC_LIST_INIT(devices);

void uc_virtio_add(struct uc_virtio_device *device)
{
	uc_list_init(&device->queues);
	uc_list_add_before(&devices, &device->node);
}

struct uc_virtio_device *uc_virtio_claim(unsigned type, const void *driver)
{
	uc_list_for_each(node, &devices)
	{
		struct uc_virtio_device *device = UC_CONTAINER_OF(node, struct uc_virtio_device, node);
		if (device->type != type || device->driver)
			continue;
		device->driver = driver;
		return device;
	}
	return NULL;
}

static void add_status(struct uc_virtio_device *device, uint8_t bits)
{
	const struct uc_virtio_transport *transport = device->transport;
	transport->set_status(device, transport->status(device) | bits);
}

static int reset(struct uc_virtio_device *device)
{
	uint64_t deadline_ns = uc_clock_monotonic_ns() + RESET_NS;
	device->transport->set_status(device, 0);
	while (device->transport->status(device) != 0)
		if (uc_clock_monotonic_ns() >= deadline_ns)
			return -EIO;
	return 0;
}

int uc_virtio_negotiate(struct uc_virtio_device *device, uint64_t wanted)
{
	const struct uc_virtio_transport *transport = device->transport;
	device->features = 0;
	int result = reset(device);
	if (result < 0)
		return result;
	add_status(device, UC_VIRTIO_ACKNOWLEDGE);
	add_status(device, UC_VIRTIO_DRIVER);
	wanted |= UC_VIRTIO_VERSION_1 | UC_VIRTIO_ACCESS_PLATFORM | UC_VIRTIO_INDIRECT | UC_VIRTIO_EVENT_INDEX;
	uint64_t features = transport->features(device) & wanted;
	if (!(features & UC_VIRTIO_VERSION_1))
		return -ENODEV;
	transport->set_features(device, features);
	add_status(device, UC_VIRTIO_FEATURES_OK);
	if (!(transport->status(device) & UC_VIRTIO_FEATURES_OK))
		return -ENODEV;
	device->features = features;
	return 0;
}

void uc_virtio_start(struct uc_virtio_device *device)
{
	add_status(device, UC_VIRTIO_DRIVER_OK);
}

void uc_virtio_give_up(struct uc_virtio_device *device)
{
	device->broken = true;
	device->transport->set_status(device, UC_VIRTIO_FAILED);
	reset(device);
}

void uc_virtio_broken(struct uc_virtio_device *device, const char *what)
{
	unsigned long state = uc_plat_irq_save();
	bool was_broken = device->broken;
	device->broken = true;
	uc_plat_irq_restore(state);
	if (was_broken)
		return;
	if (device->place)
		uc_printk("virtio: %s is broken: %s\n", device->place, what);
	device->transport->set_status(device, 0);
	if (device->broke)
		device->broke(device);
}

void uc_virtio_queues_interrupt(struct uc_virtio_device *device)
{
	uc_list_for_each(node, &device->queues)
	{
		struct uc_virtq *queue = UC_CONTAINER_OF(node, struct uc_virtq, node);
		if (queue->interrupt)
			queue->interrupt(queue);
	}
}

void uc_virtio_config_interrupt(struct uc_virtio_device *device)
{
	if (device->config_changed)
		device->config_changed(device);
}
