/* SPDX-License-Identifier: BSD-3-Clause */
/* The registers of a virtio device over MMIO: VIRTIO 1.2, 4.2.2. */
#ifndef MMIO_H
#define MMIO_H

#include <unicore/bus.h>
#include <unicore/byteorder.h>
#include <unicore/compiler.h>
#include <unicore/virtq.h>

#define MAGIC_VALUE 0x74726976u
#define VERSION_LEGACY 1u
#define VERSION_MODERN 2u

enum {
	MMIO_MAGIC = 0x000,
	MMIO_VERSION = 0x004,
	MMIO_DEVICE = 0x008,
	MMIO_FEATURES = 0x010,
	MMIO_FEATURES_SELECT = 0x014,
	MMIO_DRIVER_FEATURES = 0x020,
	MMIO_DRIVER_FEATURES_SELECT = 0x024,
	MMIO_QUEUE_SELECT = 0x030,
	MMIO_QUEUE_LIMIT = 0x034,
	MMIO_QUEUE_ENTRIES = 0x038,
	MMIO_QUEUE_READY = 0x044,
	MMIO_QUEUE_NOTIFY = 0x050,
	MMIO_INTERRUPT_STATUS = 0x060,
	MMIO_INTERRUPT_ACKNOWLEDGE = 0x064,
	MMIO_STATUS = 0x070,
	MMIO_QUEUE_DESCRIPTORS = 0x080,
	MMIO_QUEUE_AVAILABLE = 0x090,
	MMIO_QUEUE_USED = 0x0a0,
	MMIO_GENERATION = 0x0fc,
	MMIO_CONFIG = 0x100
};

#define INTERRUPT_USED 1u
#define INTERRUPT_CONFIG 2u

struct mmio_device {
	struct uc_virtio_device virtio;
	volatile uint8_t *registers;
	size_t config_bytes;
	struct uc_bus_mmio place;
	char name[sizeof("virtio-mmio at 0x0123456789abcdef")];
};

static inline uint32_t mmio_read(const volatile uint8_t *registers, unsigned at)
{
	return uc_little32(*(const volatile uint32_t *)(registers + at));
}

static inline void mmio_write(volatile uint8_t *registers, unsigned at, uint32_t value)
{
	*(volatile uint32_t *)(registers + at) = uc_little32(value);
}

extern const struct uc_virtio_transport uc_virtio_mmio_transport;

#endif
