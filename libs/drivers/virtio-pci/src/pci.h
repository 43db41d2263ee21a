/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtio's structures in the registers of a PCI function: VIRTIO 1.2, 4.1.4. */
#ifndef VIRTIO_PCI_H
#define VIRTIO_PCI_H

#include <unicore/byteorder.h>
#include <unicore/compiler.h>
#include <unicore/pci.h>
#include <unicore/virtq.h>

#define VENDOR 0x1af4
/* 4.1.2: transitional ones are below, and tell their type as subsystem. */
#define FIRST_TRANSITIONAL 0x1000
#define FIRST_MODERN 0x1040
#define LAST_MODERN 0x107f

/* The vendor's capability, and where it says what (4.1.4). */
#define CAPABILITY_VENDOR 0x09
enum {
	CAPABILITY_TYPE = 3,
	CAPABILITY_BAR = 4,
	CAPABILITY_OFFSET = 8,
	CAPABILITY_BYTES = 12,
	CAPABILITY_MULTIPLIER = 16
};
enum { STRUCTURE_COMMON = 1, STRUCTURE_NOTIFY = 2, STRUCTURE_INTERRUPT = 3, STRUCTURE_CONFIG = 4 };

/* The common structure (4.1.4.3). */
enum {
	COMMON_FEATURES_SELECT = 0x00,
	COMMON_FEATURES = 0x04,
	COMMON_DRIVER_FEATURES_SELECT = 0x08,
	COMMON_DRIVER_FEATURES = 0x0c,
	COMMON_CONFIG_MESSAGE = 0x10,
	COMMON_QUEUES = 0x12,
	COMMON_STATUS = 0x14,
	COMMON_GENERATION = 0x15,
	COMMON_QUEUE_SELECT = 0x16,
	COMMON_QUEUE_ENTRIES = 0x18,
	COMMON_QUEUE_MESSAGE = 0x1a,
	COMMON_QUEUE_ENABLE = 0x1c,
	COMMON_QUEUE_NOTIFY = 0x1e,
	COMMON_QUEUE_DESCRIPTORS = 0x20,
	COMMON_QUEUE_AVAILABLE = 0x28,
	COMMON_QUEUE_USED = 0x30,
	COMMON_BYTES = 0x38
};

#define NO_MESSAGE 0xffff

/* What the interrupt structure says (4.1.4.5). */
#define INTERRUPT_USED 1u
#define INTERRUPT_CONFIG 2u

/** A structure, as far as the device says that it reaches. */
struct pci_part {
	volatile uint8_t *registers;
	uint32_t bytes;
};

struct pci_device {
	struct uc_virtio_device virtio;
	struct uc_pci_function *function;
	struct pci_part common, notify, interrupt, config;
	uint32_t notify_multiplier;
	unsigned messages;    /* that are used; 0: the pin */
	bool message_a_queue; /* each queue has its own */
	char name[sizeof("virtio-pci at ff:1f.7")];
};

static inline struct pci_device *pci_of(struct uc_virtio_device *device)
{
	return UC_CONTAINER_OF(device, struct pci_device, virtio);
}

/** Registers are little-endian, and are read in one access of their width. */
static inline uint32_t part_read(const struct pci_part *part, unsigned at, unsigned width)
{
	const volatile uint8_t *place = part->registers + at;
	if (width == 1)
		return *place;
	return width == 2 ? uc_little16(*(const volatile uint16_t *)place)
			  : uc_little32(*(const volatile uint32_t *)place);
}

static inline void part_write(const struct pci_part *part, unsigned at, unsigned width, uint32_t value)
{
	volatile uint8_t *place = part->registers + at;
	if (width == 1)
		*place = (uint8_t)value;
	else if (width == 2)
		*(volatile uint16_t *)place = uc_little16((uint16_t)value);
	else
		*(volatile uint32_t *)place = uc_little32(value);
}

/* interrupts.c */
int pci_interrupts(struct uc_virtio_device *device, unsigned queues);
/** Gives the selected queue its message. Returns 0, -ENOSPC or -EIO (the device does not take it). */
int pci_queue_interrupt(struct pci_device *pci, struct uc_virtq *queue);

extern const struct uc_virtio_transport uc_virtio_pci_transport;

#endif
