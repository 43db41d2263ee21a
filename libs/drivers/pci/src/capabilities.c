/* SPDX-License-Identifier: BSD-3-Clause */
/* The list of capabilities: PCI Local Bus 3.0, section 6.7. */
#include "internal.h"

#define FIRST 0x40
#define KIND 0
#define NEXT 1
#define OFFSET 0xfc

unsigned uc_pci_walk(uc_pci_reader *read, uint16_t function, uint8_t kind, unsigned previous)
{
	uint64_t seen = 0; /* a bit for each place where a capability can begin */
	bool behind = previous == 0;
	if ((read(function, PCI_STATUS, 2) & PCI_STATUS_CAPABILITIES) == 0)
		return 0;
	unsigned at = read(function, PCI_CAPABILITIES, 1) & OFFSET;
	while (at >= FIRST && (seen & 1ull << at / 4) == 0) {
		seen |= 1ull << at / 4;
		if (behind && read(function, at + KIND, 1) == kind)
			return at;
		behind |= at == previous;
		at = read(function, at + NEXT, 1) & OFFSET;
	}
	return 0;
}

unsigned uc_pci_capability(const struct uc_pci_function *function, uint8_t kind, unsigned previous)
{
	return uc_pci_walk(uc_bus_pci_read, function->address, kind, previous);
}
