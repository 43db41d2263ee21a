/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Functions of PCI and PCI Express, found behind all bridges: identity, registers, capabilities, interrupts. Where no
 * firmware has done it, buses get numbers and registers get addresses when the first function is asked for. PCI Local
 * Bus 3.0; PCI-to-PCI Bridge 1.2. Thread context unless said otherwise.
 */
#ifndef UNICORE_PCI_H
#define UNICORE_PCI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicore/bus.h>
#include <unicore/list.h>

#define UC_PCI_BARS 6
/** Any vendor, any device. */
#define UC_PCI_ANY 0xffff

/** Registers of a function in memory; `bytes` 0: there are none, or they are ports. */
struct uc_pci_bar {
	uint64_t address; /* 0: nobody has given them one */
	uint64_t bytes;
	bool is_64, prefetchable;
};

/** A function: belongs to lib-pci, lives as long as the image. What stands first is for all to read. */
struct uc_pci_function {
	uint16_t address; /* bus << 8 | device << 3 | function */
	uint16_t vendor, device, subsystem_vendor, subsystem;
	uint8_t base_class, subclass, interface, revision;

	/* lib-pci's own. */
	struct uc_list node;
	struct uc_pci_function *bridge;
	uint8_t last_bus; /* behind a bridge; 0: it is none */
	bool has_bars;
	struct uc_pci_bar bars[UC_PCI_BARS];
	uint16_t messages, message_capability;
	volatile uint32_t *message_table;
};

/** Calls `found` for each function of that vendor and device, either of which may be UC_PCI_ANY, in the order of buses.
 */
void uc_pci_for_each(uint16_t vendor, uint16_t device, void (*found)(struct uc_pci_function *function, void *argument),
		     void *argument);

/** Configuration space: see uc_bus_pci_read. Any context. */
static inline uint32_t uc_pci_read(const struct uc_pci_function *function, unsigned offset, unsigned width)
{
	return uc_bus_pci_read(function->address, offset, width);
}
static inline void uc_pci_write(const struct uc_pci_function *function, unsigned offset, unsigned width, uint32_t value)
{
	uc_bus_pci_write(function->address, offset, width, value);
}

/**
 * Where the first capability of this kind begins, or the next one after `previous` (0: the first). 0: there is none. A
 * list that leads back to itself ends there. Any context.
 */
unsigned uc_pci_capability(const struct uc_pci_function *function, uint8_t kind, unsigned previous);

/** The registers that base address register `index` stands for. Returns 0, or -ENOENT: none in memory. */
int uc_pci_bar(struct uc_pci_function *function, unsigned index, struct uc_pci_bar *bar);

/** Maps a part of the registers. NULL: they do not reach there, or have no address, or cannot be mapped. */
volatile void *uc_pci_map(struct uc_pci_function *function, unsigned index, uint64_t offset, size_t bytes);

/** Lets the function answer in memory and reach memory itself, with all bridges before it. */
void uc_pci_enable(struct uc_pci_function *function);

/** Messages (MSI-X) that the function can send; 0: it has none. */
unsigned uc_pci_messages(struct uc_pci_function *function);

/**
 * Makes message `index` call the handler, in interrupt context, and turns messages on and the pin off. Once for each
 * index. Returns 0, -ENOENT (the function has no such message, or its table lies nowhere) or -ENOSPC (no vector is
 * free).
 */
int uc_pci_message_attach(struct uc_pci_function *function, unsigned index, uc_bus_handler *handler, void *argument);

/** Holds a message that was attached back, or lets it come; one that is due then comes. Any context. */
void uc_pci_message_mask(struct uc_pci_function *function, unsigned index, bool masked);

/**
 * Makes the function's pin (INTx) call the handler, in interrupt context; others may share the wire. For functions
 * without messages. Returns 0, -ENOENT (it has no pin, or nobody knows where it leads) or what uc_bus_wire_attach does.
 */
int uc_pci_pin_attach(struct uc_pci_function *function, uc_bus_handler *handler, void *argument);

#endif
