/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Virtio devices, version 1 (never legacy): OASIS Virtual I/O Device (VIRTIO) 1.2, sections 2.1 to 2.5, 3.1 and 6.
 * Transports find them, drivers start them. Nothing that a device says is trusted: who sees nonsense calls
 * uc_virtio_broken, and the device is never listened to again.
 */
#ifndef UNICORE_VIRTIO_H
#define UNICORE_VIRTIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicore/list.h>

/* Device types (section 5). */
#define UC_VIRTIO_NET 1
#define UC_VIRTIO_BLOCK 2
#define UC_VIRTIO_CONSOLE 3
#define UC_VIRTIO_RNG 4
#define UC_VIRTIO_9P 9

/* Bits of the device status (section 2.1). */
#define UC_VIRTIO_ACKNOWLEDGE 1u
#define UC_VIRTIO_DRIVER 2u
#define UC_VIRTIO_DRIVER_OK 4u
#define UC_VIRTIO_FEATURES_OK 8u
#define UC_VIRTIO_NEEDS_RESET 64u
#define UC_VIRTIO_FAILED 128u

/* Features of every device (section 6). */
#define UC_VIRTIO_INDIRECT (1ULL << 28)
#define UC_VIRTIO_EVENT_INDEX (1ULL << 29)
#define UC_VIRTIO_VERSION_1 (1ULL << 32)
/* The device's accesses go through the platform's translation: they do, uc_bus_address gives its addresses. */
#define UC_VIRTIO_ACCESS_PLATFORM (1ULL << 33)

struct uc_virtq;
struct uc_virtio_device;

/**
 * What a transport does. Thread context but `notify` (any). Reads give what the device says; a device that is not there
 * any more gives all ones.
 */
struct uc_virtio_transport {
	uint8_t (*status)(struct uc_virtio_device *device);
	/** 0 asks for a reset, which is over when `status` is 0. Any context. */
	void (*set_status)(struct uc_virtio_device *device, uint8_t status);
	uint64_t (*features)(struct uc_virtio_device *device);
	void (*set_features)(struct uc_virtio_device *device, uint64_t features);
	/** Changes whenever the configuration does. */
	uint32_t (*generation)(struct uc_virtio_device *device);
	/** One field, little-endian as it lies there; width 1, 2 or 4, `offset` aligned to it. Beyond the end: zeros.
	 */
	uint32_t (*read_config)(struct uc_virtio_device *device, unsigned offset, unsigned width);
	void (*write_config)(struct uc_virtio_device *device, unsigned offset, unsigned width, uint32_t value);
	/** The most entries of a queue; 0: there is no such queue. */
	unsigned (*queue_limit)(struct uc_virtio_device *device, unsigned index);
	/**
	 * Once, before the queues: how interrupts come. `queues` is how many will be started. Returns 0 or -ENOSPC,
	 * -EINVAL, -EIO: there is no way.
	 */
	int (*interrupts)(struct uc_virtio_device *device, unsigned queues);
	/** Tells the device where the queue lies, and turns it on. Returns 0 or -EIO. */
	int (*queue_start)(struct uc_virtio_device *device, struct uc_virtq *queue);
	/** There are new buffers in the queue. */
	void (*notify)(struct uc_virtio_device *device, struct uc_virtq *queue);
};

/** One device. The transport fills in what stands before `driver`, which claims it. */
struct uc_virtio_device {
	struct uc_list node;
	const struct uc_virtio_transport *transport;
	unsigned type;         /* UC_VIRTIO_NET, … */
	const char *place;     /* for messages; lives as long as the device; NULL: no messages */
	const void *driver;    /* whose it is; NULL: nobody's */
	uint64_t features;     /* that both have agreed on */
	bool broken;           /* set by uc_virtio_broken */
	uint64_t interrupts;   /* that came: the transport counts */
	struct uc_list queues; /* of struct uc_virtq, those that work */
	/** The configuration has changed. Interrupt context: wakes. NULL: nobody cares. */
	void (*config_changed)(struct uc_virtio_device *device);
	/** It is broken: once, any context. NULL: nobody cares. */
	void (*broke)(struct uc_virtio_device *device);
	void *driver_data;
};

/* ---- for transports ---- */

/** Makes a device known, which nobody has claimed. Thread context. */
void uc_virtio_add(struct uc_virtio_device *device);

/** Calls all queues' handlers (an interrupt that does not say which). Interrupt context. */
void uc_virtio_queues_interrupt(struct uc_virtio_device *device);

/** Calls the handler of configuration changes. Interrupt context. */
void uc_virtio_config_interrupt(struct uc_virtio_device *device);

/* ---- for drivers ---- */

/** A device of the type that no driver has; NULL: none. Marks it as `driver`'s (any pointer but NULL). Thread context.
 */
struct uc_virtio_device *uc_virtio_claim(unsigned type, const void *driver);

/**
 * Resets the device and agrees on features: those of `wanted` that it has. VERSION_1 is asked for always, and taken
 * from ACCESS_PLATFORM, INDIRECT and EVENT_INDEX what it has. Returns 0, or -ENODEV (it cannot do VERSION_1, or refuses
 * the set), -EIO (it does not come out of reset). Thread context.
 */
int uc_virtio_negotiate(struct uc_virtio_device *device, uint64_t wanted);

/** Whether both have agreed on a feature. Any context. */
static inline bool uc_virtio_has(const struct uc_virtio_device *device, uint64_t feature)
{
	return (device->features & feature) != 0;
}

/** Lets the device work: the queues are there. Thread context. */
void uc_virtio_start(struct uc_virtio_device *device);

/** Gives up a device that could not be started: it stands still from now on. Thread context. */
void uc_virtio_give_up(struct uc_virtio_device *device);

/**
 * Reads fields of the configuration, consistently (generation, section 2.5.1): `bytes` at `offset`, little-endian, in
 * accesses of `width` (1, 2 or 4). Returns 0, or -EIO: it never stands still. Thread context.
 */
int uc_virtio_config(struct uc_virtio_device *device, unsigned offset, void *to, size_t bytes, unsigned width);

/** One number of the configuration, in the CPU's order; `otherwise` when it cannot be read. Thread context. */
uint64_t uc_virtio_config_number(struct uc_virtio_device *device, unsigned offset, unsigned bytes, uint64_t otherwise);

/** The device has answered nonsense. Says so once, stops it, calls `broke`. Any context. */
void uc_virtio_broken(struct uc_virtio_device *device, const char *what);

#endif
