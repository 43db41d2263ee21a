/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Addresses for registers where there is no firmware to give them (QEMU's microvm): one after the other, each at a
 * multiple of its size, from the windows that the host names; a bridge passes on what lies between its first and its
 * last MiB. PCI-to-PCI Bridge 1.2, section 3.2.5.
 */
#include "internal.h"

#define BRIDGE_BYTES (1u << 20)
/* Base above limit: nothing. */
#define BRIDGE_CLOSED 0x0000fff0u
#define BRIDGE_PORTS_CLOSED 0x00f0u
#define GIGABYTES_4 (1ull << 32)

/** What is left of a window. */
struct window {
	uint64_t next, end;
};
/* Addresses of 32 bits, and those that only registers of 64 bits can have and no bridge passes on. */
static struct window low, high;

static uint64_t take(struct window *window, uint64_t bytes)
{
	uint64_t address = UC_ALIGN_UP(window->next, bytes);
	if (address < window->next || address >= window->end || bytes > window->end - address)
		return 0;
	window->next = address + bytes;
	return address;
}

static void place(struct uc_pci_function *function, unsigned index)
{
	struct uc_pci_bar *bar = &function->bars[index];
	bar->address = take(&low, bar->bytes);
	if (bar->address == 0 && bar->is_64 && function->bridge == NULL)
		bar->address = take(&high, bar->bytes);
	if (bar->address == 0)
		return;
	uc_pci_write(function, PCI_BAR(index), 4, (uint32_t)bar->address);
	if (bar->is_64)
		uc_pci_write(function, PCI_BAR(index + 1), 4, (uint32_t)(bar->address >> 32));
}

static void place_all(struct uc_pci_function *function)
{
	for (unsigned index = 0; index < UC_PCI_BARS; index++)
		if (function->bars[index].bytes != 0)
			place(function, index);
}

static struct uc_list *place_buses(struct uc_list *node, unsigned last_bus);

/** Returns the first function that is not behind the bridge. */
static struct uc_list *place_behind(struct uc_pci_function *bridge)
{
	low.next = UC_ALIGN_UP(low.next, BRIDGE_BYTES);
	uint64_t start = low.next;
	struct uc_list *node = place_buses(bridge->node.next, bridge->last_bus);
	low.next = UC_ALIGN_UP(low.next, BRIDGE_BYTES);
	uint32_t memory = BRIDGE_CLOSED;
	if (low.next > start)
		memory = (uint32_t)(start >> 16 & 0xfff0) | ((uint32_t)(low.next - 1) & 0xfff00000);
	uc_pci_write(bridge, PCI_BRIDGE_MEMORY, 4, memory);
	uc_pci_write(bridge, PCI_BRIDGE_PREFETCHABLE, 4, BRIDGE_CLOSED);
	uc_pci_write(bridge, PCI_BRIDGE_PORTS, 2, BRIDGE_PORTS_CLOSED);
	return node;
}

static struct uc_list *place_buses(struct uc_list *node, unsigned last_bus)
{
	while (node != &uc_pci_functions && uc_pci_of(node)->address >> 8 <= last_bus) {
		struct uc_pci_function *function = uc_pci_of(node);
		place_all(function);
		node = uc_pci_is_bridge(function) ? place_behind(function) : node->next;
	}
	return node;
}

static bool find_windows(void)
{
	uint64_t start, bytes;
	for (unsigned n = 0; uc_bus_pci_window(n, &start, &bytes) == 0; n++) {
		struct window *window = start < GIGABYTES_4 ? &low : &high;
		if (window->end == 0)
			*window = (struct window){.next = start, .end = start + bytes};
	}
	if (low.end > GIGABYTES_4)
		low.end = GIGABYTES_4;
	return low.end != 0 || high.end != 0;
}

void uc_pci_assign(void)
{
	if (!find_windows())
		return;
	uc_list_for_each(node, &uc_pci_functions)
	{
		uc_pci_size_bars(uc_pci_of(node));
	}
	place_buses(uc_pci_functions.next, UINT8_MAX);
}
