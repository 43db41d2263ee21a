/* SPDX-License-Identifier: BSD-3-Clause */
/* Registers of configuration space (PCI Local Bus 3.0, chapter 6; PCI-to-PCI Bridge 1.2, chapter 3), and what the files
 * share. */
#ifndef PCI_INTERNAL_H
#define PCI_INTERNAL_H

#include <unicore/compiler.h>
#include <unicore/pci.h>

#define PCI_VENDOR 0x00
#define PCI_NOBODY 0xffff
#define PCI_DEVICE 0x02
#define PCI_COMMAND 0x04
#define PCI_COMMAND_MEMORY (1u << 1)
#define PCI_COMMAND_MASTER (1u << 2)
#define PCI_COMMAND_PIN_OFF (1u << 10)
#define PCI_STATUS 0x06
#define PCI_STATUS_CAPABILITIES (1u << 4)
#define PCI_REVISION 0x08 /* revision, interface, subclass, base class */
#define PCI_HEADER 0x0e
#define PCI_HEADER_KIND 0x7f
#define PCI_HEADER_BRIDGE 1
#define PCI_HEADER_MANY 0x80
#define PCI_BAR(index) (0x10 + 4 * (index))
#define PCI_SUBSYSTEM_VENDOR 0x2c
#define PCI_SUBSYSTEM 0x2e
#define PCI_CAPABILITIES 0x34
#define PCI_PIN 0x3d

#define PCI_BRIDGE_BARS 2
#define PCI_PRIMARY_BUS 0x18
#define PCI_SECONDARY_BUS 0x19
#define PCI_SUBORDINATE_BUS 0x1a
#define PCI_BRIDGE_PORTS 0x1c
#define PCI_BRIDGE_MEMORY 0x20
#define PCI_BRIDGE_PREFETCHABLE 0x24

extern struct uc_list uc_pci_functions;

static inline struct uc_pci_function *uc_pci_of(struct uc_list *node)
{
	return UC_CONTAINER_OF(node, struct uc_pci_function, node);
}

static inline bool uc_pci_is_bridge(const struct uc_pci_function *function)
{
	return function->last_bus != 0;
}

/** Finds out what registers the function has. Thread context. */
void uc_pci_size_bars(struct uc_pci_function *function);

/** Gives addresses to all registers, if the host says that nobody has. Thread context. */
void uc_pci_assign(void);

/** Reads configuration space: uc_bus_pci_read, or a test's. */
typedef uint32_t uc_pci_reader(uint16_t function, unsigned offset, unsigned width);

/** uc_pci_capability by any reader. Any context. */
unsigned uc_pci_walk(uc_pci_reader *read, uint16_t function, uint8_t kind, unsigned previous);

#endif
