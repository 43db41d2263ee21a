/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a platform with emulated hardware owes to drivers: registers, interrupts, addresses as devices see them, and
 * where the devices are. Thread context unless said otherwise.
 */
#ifndef UNICORE_BUS_H
#define UNICORE_BUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The address of mapped memory as a device sees it. Consecutive for the bytes of one allocation of pages. Any context.
 */
uint64_t uc_bus_address(const void *memory);

/**
 * Maps device registers, uncached, read-write, never executable. The mapping stays. NULL: `physical` is memory, or
 * there is no room.
 */
volatile void *uc_bus_map(uint64_t physical, size_t bytes);

/* ---- interrupts ---- */

/** Interrupt context, interrupts off: acknowledges the device and wakes. */
typedef void uc_bus_handler(void *argument);

/** What a device writes to interrupt (PCI Local Bus 3.0, 6.8.1). */
struct uc_bus_message {
	uint64_t address;
	uint32_t data;
};

/** Makes a message that calls the handler. Returns 0 or -ENOSPC (no vector is free). */
int uc_bus_message_attach(uc_bus_handler *handler, void *argument, struct uc_bus_message *message);

/**
 * A wire of the interrupt controller (global system interrupt), which several devices may share: then all their
 * handlers are called. Returns 0, -EINVAL (no such wire), -EBUSY (the platform's own, or in use with the other trigger)
 * or -ENOSPC.
 */
int uc_bus_wire_attach(unsigned wire, bool level, uc_bus_handler *handler, void *argument);

/* ---- PCI ---- */

/** Configuration space (PCI Express: up to 4096 bytes); `offset` is aligned to `width` (1, 2, 4). All ones where
 * nothing is, or there is no PCI. `function` is bus << 8 | device << 3 | function. Any context. */
uint32_t uc_bus_pci_read(uint16_t function, unsigned offset, unsigned width);
void uc_bus_pci_write(uint16_t function, unsigned offset, unsigned width, uint32_t value);
/** The buses to look at: 0 up to this number, without it. 0: there is no PCI. */
unsigned uc_bus_pci_buses(void);
/** The wire of a function's INTx pin (1: A … 4: D), or -ENOENT. Of functions behind bridges, too, once these have their
 * numbers. */
int uc_bus_pci_wire(uint16_t function, unsigned pin);
/** Memory addresses that functions are to be given because nobody has done it: the `index`-th piece. Returns 0, or
 * -ENOENT: there is none more; from the first one on where firmware gives functions their addresses. */
int uc_bus_pci_window(unsigned index, uint64_t *start, uint64_t *bytes);

/* ---- virtio over MMIO ---- */

struct uc_bus_mmio {
	uint64_t physical;
	size_t bytes;
	unsigned wire;
	bool level;
};

/** The `index`-th place where the host says that a virtio-mmio device may be. Returns 0 or -ENOENT. */
int uc_bus_virtio_mmio(unsigned index, struct uc_bus_mmio *place);

#endif
