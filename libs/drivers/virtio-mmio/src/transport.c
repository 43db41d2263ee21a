/* SPDX-License-Identifier: BSD-3-Clause */
/* The operations: VIRTIO 1.2, 4.2.2 and 4.2.3. */
#include "mmio.h"
#include <unicore/errno.h>

static struct mmio_device *mmio_of(struct uc_virtio_device *device)
{
	return UC_CONTAINER_OF(device, struct mmio_device, virtio);
}

static volatile uint8_t *registers_of(struct uc_virtio_device *device)
{
	return mmio_of(device)->registers;
}

static uint8_t status(struct uc_virtio_device *device)
{
	return (uint8_t)mmio_read(registers_of(device), MMIO_STATUS);
}

static void set_status(struct uc_virtio_device *device, uint8_t value)
{
	mmio_write(registers_of(device), MMIO_STATUS, value);
}

static uint64_t features(struct uc_virtio_device *device)
{
	volatile uint8_t *registers = registers_of(device);
	mmio_write(registers, MMIO_FEATURES_SELECT, 1);
	uint64_t high = mmio_read(registers, MMIO_FEATURES);
	mmio_write(registers, MMIO_FEATURES_SELECT, 0);
	return high << 32 | mmio_read(registers, MMIO_FEATURES);
}

static void set_features(struct uc_virtio_device *device, uint64_t wanted)
{
	volatile uint8_t *registers = registers_of(device);
	mmio_write(registers, MMIO_DRIVER_FEATURES_SELECT, 1);
	mmio_write(registers, MMIO_DRIVER_FEATURES, (uint32_t)(wanted >> 32));
	mmio_write(registers, MMIO_DRIVER_FEATURES_SELECT, 0);
	mmio_write(registers, MMIO_DRIVER_FEATURES, (uint32_t)wanted);
}

static uint32_t generation(struct uc_virtio_device *device)
{
	return mmio_read(registers_of(device), MMIO_GENERATION);
}

static bool is_in_config(struct uc_virtio_device *device, unsigned offset, unsigned width)
{
	return offset + width <= mmio_of(device)->config_bytes;
}

static uint32_t read_config(struct uc_virtio_device *device, unsigned offset, unsigned width)
{
	volatile uint8_t *place = registers_of(device) + MMIO_CONFIG + offset;
	if (!is_in_config(device, offset, width))
		return 0;
	if (width == 1)
		return *place;
	return width == 2 ? uc_little16(*(volatile uint16_t *)place) : uc_little32(*(volatile uint32_t *)place);
}

static void write_config(struct uc_virtio_device *device, unsigned offset, unsigned width, uint32_t value)
{
	volatile uint8_t *place = registers_of(device) + MMIO_CONFIG + offset;
	if (!is_in_config(device, offset, width))
		return;
	if (width == 1)
		*place = (uint8_t)value;
	else if (width == 2)
		*(volatile uint16_t *)place = uc_little16((uint16_t)value);
	else
		*(volatile uint32_t *)place = uc_little32(value);
}

static unsigned queue_limit(struct uc_virtio_device *device, unsigned index)
{
	volatile uint8_t *registers = registers_of(device);
	mmio_write(registers, MMIO_QUEUE_SELECT, index);
	uint32_t limit = mmio_read(registers, MMIO_QUEUE_LIMIT);
	return limit <= 0x8000 ? limit : 0;
}

static void on_wire(void *argument)
{
	struct mmio_device *mmio = argument;
	uint32_t causes = mmio_read(mmio->registers, MMIO_INTERRUPT_STATUS);
	/* The wire is another device's too. */
	if (causes == 0 || mmio->virtio.broken)
		return;
	mmio->virtio.interrupts++;
	mmio_write(mmio->registers, MMIO_INTERRUPT_ACKNOWLEDGE, causes & (INTERRUPT_USED | INTERRUPT_CONFIG));
	if (causes & INTERRUPT_CONFIG)
		uc_virtio_config_interrupt(&mmio->virtio);
	if (causes & INTERRUPT_USED)
		uc_virtio_queues_interrupt(&mmio->virtio);
}

static int interrupts(struct uc_virtio_device *device, unsigned queues)
{
	struct mmio_device *mmio = mmio_of(device);
	(void)queues;
	return uc_bus_wire_attach(mmio->place.wire, mmio->place.level, on_wire, mmio);
}

static void write_address(volatile uint8_t *registers, unsigned at, const void *memory)
{
	uint64_t address = uc_bus_address(memory);
	mmio_write(registers, at, (uint32_t)address);
	mmio_write(registers, at + 4, (uint32_t)(address >> 32));
}

static int queue_start(struct uc_virtio_device *device, struct uc_virtq *queue)
{
	volatile uint8_t *registers = registers_of(device);
	mmio_write(registers, MMIO_QUEUE_SELECT, queue->index);
	if (mmio_read(registers, MMIO_QUEUE_READY) != 0)
		return -EIO;
	mmio_write(registers, MMIO_QUEUE_ENTRIES, queue->entries);
	write_address(registers, MMIO_QUEUE_DESCRIPTORS, queue->descriptors);
	write_address(registers, MMIO_QUEUE_AVAILABLE, queue->available);
	write_address(registers, MMIO_QUEUE_USED, queue->used);
	mmio_write(registers, MMIO_QUEUE_READY, 1);
	return mmio_read(registers, MMIO_QUEUE_READY) == 1 ? 0 : -EIO;
}

static void notify(struct uc_virtio_device *device, struct uc_virtq *queue)
{
	mmio_write(registers_of(device), MMIO_QUEUE_NOTIFY, queue->index);
}

const struct uc_virtio_transport uc_virtio_mmio_transport = {
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
