/* SPDX-License-Identifier: BSD-3-Clause */
/* The operations: VIRTIO 1.2, 4.1.4.3 and 4.1.5.1. */
#include "pci.h"
#include <unicore/errno.h>

static uint8_t status(struct uc_virtio_device *device)
{
	return (uint8_t)part_read(&pci_of(device)->common, COMMON_STATUS, 1);
}

static void set_status(struct uc_virtio_device *device, uint8_t value)
{
	part_write(&pci_of(device)->common, COMMON_STATUS, 1, value);
}

static uint64_t features(struct uc_virtio_device *device)
{
	const struct pci_part *common = &pci_of(device)->common;
	part_write(common, COMMON_FEATURES_SELECT, 4, 1);
	uint64_t high = part_read(common, COMMON_FEATURES, 4);
	part_write(common, COMMON_FEATURES_SELECT, 4, 0);
	return high << 32 | part_read(common, COMMON_FEATURES, 4);
}

static void set_features(struct uc_virtio_device *device, uint64_t wanted)
{
	const struct pci_part *common = &pci_of(device)->common;
	part_write(common, COMMON_DRIVER_FEATURES_SELECT, 4, 1);
	part_write(common, COMMON_DRIVER_FEATURES, 4, (uint32_t)(wanted >> 32));
	part_write(common, COMMON_DRIVER_FEATURES_SELECT, 4, 0);
	part_write(common, COMMON_DRIVER_FEATURES, 4, (uint32_t)wanted);
}

static uint32_t generation(struct uc_virtio_device *device)
{
	return part_read(&pci_of(device)->common, COMMON_GENERATION, 1);
}

static uint32_t read_config(struct uc_virtio_device *device, unsigned offset, unsigned width)
{
	const struct pci_part *config = &pci_of(device)->config;
	return offset + width <= config->bytes ? part_read(config, offset, width) : 0;
}

static void write_config(struct uc_virtio_device *device, unsigned offset, unsigned width, uint32_t value)
{
	const struct pci_part *config = &pci_of(device)->config;
	if (offset + width <= config->bytes)
		part_write(config, offset, width, value);
}

static unsigned queue_limit(struct uc_virtio_device *device, unsigned index)
{
	const struct pci_part *common = &pci_of(device)->common;
	if (index >= part_read(common, COMMON_QUEUES, 2))
		return 0;
	part_write(common, COMMON_QUEUE_SELECT, 2, index);
	uint32_t limit = part_read(common, COMMON_QUEUE_ENTRIES, 2);
	return limit <= 0x8000 ? limit : 0;
}

static void write_address(const struct pci_part *common, unsigned at, const void *memory)
{
	uint64_t address = uc_bus_address(memory);
	part_write(common, at, 4, (uint32_t)address);
	part_write(common, at + 4, 4, (uint32_t)(address >> 32));
}

/** Where the selected queue's notifications go (4.1.4.4). */
static volatile void *doorbell(const struct pci_device *pci)
{
	uint64_t at = (uint64_t)part_read(&pci->common, COMMON_QUEUE_NOTIFY, 2) * pci->notify_multiplier;
	return at + 2 <= pci->notify.bytes && at % 2 == 0 ? pci->notify.registers + at : NULL;
}

static int queue_start(struct uc_virtio_device *device, struct uc_virtq *queue)
{
	struct pci_device *pci = pci_of(device);
	const struct pci_part *common = &pci->common;
	part_write(common, COMMON_QUEUE_SELECT, 2, queue->index);
	queue->doorbell = doorbell(pci);
	if (!queue->doorbell || part_read(common, COMMON_QUEUE_ENABLE, 2) != 0)
		return -EIO;
	part_write(common, COMMON_QUEUE_ENTRIES, 2, queue->entries);
	int result = pci_queue_interrupt(pci, queue);
	if (result < 0)
		return result;
	write_address(common, COMMON_QUEUE_DESCRIPTORS, queue->descriptors);
	write_address(common, COMMON_QUEUE_AVAILABLE, queue->available);
	write_address(common, COMMON_QUEUE_USED, queue->used);
	part_write(common, COMMON_QUEUE_ENABLE, 2, 1);
	return part_read(common, COMMON_QUEUE_ENABLE, 2) == 1 ? 0 : -EIO;
}

static void notify(struct uc_virtio_device *device, struct uc_virtq *queue)
{
	(void)device;
	*(volatile uint16_t *)queue->doorbell = uc_little16(queue->index);
}

const struct uc_virtio_transport uc_virtio_pci_transport = {
	.status = status,
	.set_status = set_status,
	.features = features,
	.set_features = set_features,
	.generation = generation,
	.read_config = read_config,
	.write_config = write_config,
	.queue_limit = queue_limit,
	.interrupts = pci_interrupts,
	.queue_start = queue_start,
	.notify = notify,
};
