/* SPDX-License-Identifier: BSD-3-Clause */
/* Base address registers: PCI Local Bus 3.0, section 6.2.5. Ports are left alone: nobody here uses them. */
#include "internal.h"
#include <unicore/errno.h>

#define BAR_PORTS 1u
#define BAR_KIND 6u
#define BAR_KIND_64 4u
#define BAR_PREFETCHABLE 8u
#define BAR_ADDRESS (~0xfu)

static unsigned bar_count(const struct uc_pci_function *function)
{
	switch (uc_pci_read(function, PCI_HEADER, 1) & PCI_HEADER_KIND) {
	case 0:
		return UC_PCI_BARS;
	case PCI_HEADER_BRIDGE:
		return PCI_BRIDGE_BARS;
	default:
		return 0;
	}
}

/** Which bits of an address register can be set. */
static uint32_t settable(const struct uc_pci_function *function, unsigned index, uint32_t kept)
{
	uc_pci_write(function, PCI_BAR(index), 4, UINT32_MAX);
	uint32_t bits = uc_pci_read(function, PCI_BAR(index), 4);
	uc_pci_write(function, PCI_BAR(index), 4, kept);
	return bits;
}

/** Returns how many registers it takes. */
static unsigned size_bar(struct uc_pci_function *function, unsigned index, unsigned count)
{
	struct uc_pci_bar *bar = &function->bars[index];
	uint32_t low = uc_pci_read(function, PCI_BAR(index), 4), high = 0;
	if (low & BAR_PORTS)
		return 1;
	bool is_64 = (low & BAR_KIND) == BAR_KIND_64 && index + 1 < count;
	uint64_t bits = settable(function, index, low) & BAR_ADDRESS;
	if (is_64) {
		high = uc_pci_read(function, PCI_BAR(index + 1), 4);
		bits |= (uint64_t)settable(function, index + 1, high) << 32;
	}
	bar->is_64 = is_64;
	bar->prefetchable = (low & BAR_PREFETCHABLE) != 0;
	bar->address = (uint64_t)high << 32 | (low & BAR_ADDRESS);
	bar->bytes = bits & -bits;
	return is_64 ? 2 : 1;
}

/** Nothing answers at the addresses that are tried meanwhile. */
void uc_pci_size_bars(struct uc_pci_function *function)
{
	if (function->has_bars)
		return;
	function->has_bars = true;
	uint32_t command = uc_pci_read(function, PCI_COMMAND, 2);
	unsigned count = bar_count(function);
	uc_pci_write(function, PCI_COMMAND, 2, command & ~(PCI_COMMAND_MEMORY | 1));
	for (unsigned index = 0; index < count;)
		index += size_bar(function, index, count);
	uc_pci_write(function, PCI_COMMAND, 2, command);
}

int uc_pci_bar(struct uc_pci_function *function, unsigned index, struct uc_pci_bar *bar)
{
	uc_pci_size_bars(function);
	if (index >= UC_PCI_BARS || function->bars[index].bytes == 0)
		return -ENOENT;
	*bar = function->bars[index];
	return 0;
}

volatile void *uc_pci_map(struct uc_pci_function *function, unsigned index, uint64_t offset, size_t bytes)
{
	struct uc_pci_bar bar;
	if (uc_pci_bar(function, index, &bar) != 0 || bar.address == 0 || offset > bar.bytes ||
	    bytes > bar.bytes - offset || bar.address > UINT64_MAX - offset)
		return NULL;
	return uc_bus_map(bar.address + offset, bytes);
}
