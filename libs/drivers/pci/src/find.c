/* SPDX-License-Identifier: BSD-3-Clause */
/* All functions: bus after bus, as deep as bridges lead. */
#include "internal.h"
#include <unicore/heap.h>

#define DEVICES 32
#define FUNCTIONS 8
/* A bridge behind a bridge behind … : more than machines have, less than a stack holds. */
#define MOST_DEPTH 16

struct uc_list uc_pci_functions = UC_LIST_INIT(uc_pci_functions);

/* The highest number of a bus that was looked at: a bridge that leads to it or below leads in a circle. */
static unsigned highest_bus;

static struct uc_pci_function *add(uint16_t address, struct uc_pci_function *bridge)
{
	struct uc_pci_function *function = uc_heap_alloc_zeroed(1, sizeof(*function));
	if (function == NULL)
		return NULL;
	function->address = address;
	function->bridge = bridge;
	function->vendor = (uint16_t)uc_pci_read(function, PCI_VENDOR, 2);
	function->device = (uint16_t)uc_pci_read(function, PCI_DEVICE, 2);
	uint32_t class = uc_pci_read(function, PCI_REVISION, 4);
	function->revision = (uint8_t) class;
	function->interface = (uint8_t)(class >> 8);
	function->subclass = (uint8_t)(class >> 16);
	function->base_class = (uint8_t)(class >> 24);
	uc_list_add_before(&uc_pci_functions, &function->node);
	return function;
}

/** The bus behind a bridge: firmware's number, else the next free one. 0: it leads nowhere. */
static unsigned bus_behind(const struct uc_pci_function *bridge)
{
	unsigned bus = uc_pci_read(bridge, PCI_SECONDARY_BUS, 1);
	if (bus == 0 && highest_bus + 1 < uc_bus_pci_buses()) {
		bus = highest_bus + 1;
		uc_pci_write(bridge, PCI_PRIMARY_BUS, 1, bridge->address >> 8);
		uc_pci_write(bridge, PCI_SECONDARY_BUS, 1, bus);
		/* All that follow, until it is known which there are. */
		uc_pci_write(bridge, PCI_SUBORDINATE_BUS, 1, uc_bus_pci_buses() - 1);
		return bus;
	}
	return bus > highest_bus && bus < uc_bus_pci_buses() ? bus : 0;
}

static void look_at_bus(unsigned bus, struct uc_pci_function *bridge, unsigned depth);

static void look_behind(struct uc_pci_function *bridge, unsigned depth)
{
	bool is_new = uc_pci_read(bridge, PCI_SECONDARY_BUS, 1) == 0;
	unsigned bus = depth < MOST_DEPTH ? bus_behind(bridge) : 0;
	if (bus == 0)
		return;
	look_at_bus(bus, bridge, depth + 1);
	if (is_new)
		uc_pci_write(bridge, PCI_SUBORDINATE_BUS, 1, highest_bus);
	bridge->last_bus = (uint8_t)highest_bus;
}

/** Returns whether more functions of the device are to be looked at. */
static bool look_at(uint16_t address, struct uc_pci_function *bridge, unsigned depth)
{
	if (uc_bus_pci_read(address, PCI_VENDOR, 2) == PCI_NOBODY)
		return address % FUNCTIONS != 0;
	struct uc_pci_function *function = add(address, bridge);
	if (function == NULL)
		return false;
	unsigned header = uc_pci_read(function, PCI_HEADER, 1);
	if ((header & PCI_HEADER_KIND) == PCI_HEADER_BRIDGE) {
		look_behind(function, depth);
	} else if ((header & PCI_HEADER_KIND) == 0) {
		function->subsystem_vendor = (uint16_t)uc_pci_read(function, PCI_SUBSYSTEM_VENDOR, 2);
		function->subsystem = (uint16_t)uc_pci_read(function, PCI_SUBSYSTEM, 2);
	}
	return address % FUNCTIONS != 0 || (header & PCI_HEADER_MANY) != 0;
}

static void look_at_bus(unsigned bus, struct uc_pci_function *bridge, unsigned depth)
{
	highest_bus = bus;
	for (unsigned device = 0; device < DEVICES; device++) {
		uint16_t first = (uint16_t)(bus << 8 | device << 3);
		for (unsigned n = 0; n < FUNCTIONS && look_at((uint16_t)(first | n), bridge, depth); n++)
			;
	}
}

static void find(void)
{
	static bool found;
	if (found)
		return;
	found = true;
	if (uc_bus_pci_buses() == 0)
		return;
	look_at_bus(0, NULL, 0);
	uc_pci_assign();
}

void uc_pci_for_each(uint16_t vendor, uint16_t device, void (*found)(struct uc_pci_function *function, void *argument),
		     void *argument)
{
	find();
	uc_list_for_each(node, &uc_pci_functions)
	{
		struct uc_pci_function *function = uc_pci_of(node);
		if ((vendor == UC_PCI_ANY || function->vendor == vendor) &&
		    (device == UC_PCI_ANY || function->device == device))
			found(function, argument);
	}
}

void uc_pci_enable(struct uc_pci_function *function)
{
	for (; function != NULL; function = function->bridge) {
		uint32_t command = uc_pci_read(function, PCI_COMMAND, 2);
		uc_pci_write(function, PCI_COMMAND, 2, command | PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	}
}
