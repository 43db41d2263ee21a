/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What functions get of the host bridge: wires and addresses. On pc and q35 firmware has written both into them (the
 * wire is that of the old interrupt controllers, which the chipset's PIRQ registers lead to, and which the I/O APIC
 * has, too). QEMU's generic bridge (microvm) has no firmware: its addresses and its four wires stand in AML, and pins
 * go round by device and bridge as PCI-to-PCI Bridge 1.2, section 9.1, has it; so does QEMU's hw/pci-host/gpex.c.
 */
#include "acpi.h"
#include "bus.h"
#include "kvm.h"

#define REGISTER_VENDOR 0x00
#define REGISTER_HEADER 0x0e
#define HEADER_BRIDGE 1
#define REGISTER_SECONDARY 0x19
#define REGISTER_LINE 0x3c
#define LINE_LAST 15

#define GENERIC_BRIDGE 0x00081b36
#define PINS 4
#define DEVICES 32

static bool is_generic(void)
{
	return uc_bus_pci_read(0, REGISTER_VENDOR, 4) == GENERIC_BRIDGE;
}

/** The resources of the first device of this kind. */
static bool resources_of(const char *hid, struct uc_kvm_bytes *resources)
{
	struct uc_kvm_bytes dsdt, device;
	size_t at = UC_KVM_TABLE_HEADER_BYTES;
	return uc_kvm_acpi_table("DSDT", &dsdt) && uc_kvm_aml_device(&dsdt, hid, &at, &device) &&
	       uc_kvm_aml_buffer(&device, "_CRS", resources);
}

/** The bridge behind which a bus is; 0, which is none, when there is none. */
static uint16_t bridge_of(unsigned bus)
{
	for (unsigned function = 0; function < bus << 8; function += 8)
		if (uc_bus_pci_read((uint16_t)function, REGISTER_VENDOR, 2) != 0xffff &&
		    (uc_bus_pci_read((uint16_t)function, REGISTER_HEADER, 1) & 0x7f) == HEADER_BRIDGE &&
		    uc_bus_pci_read((uint16_t)function, REGISTER_SECONDARY, 1) == bus)
			return (uint16_t)function;
	return 0;
}

static int generic_wire(uint16_t function, unsigned pin)
{
	struct uc_kvm_bytes link;
	struct uc_kvm_resource resource;
	size_t at = 0;
	/* The first of the four links. */
	if (!resources_of("PNP0C0F", &link) || !uc_kvm_resource_next(&link, &at, &resource) ||
	    resource.kind != UC_KVM_RESOURCE_INTERRUPT)
		return -ENOENT;
	while (function >> 8 != 0) {
		pin = ((function >> 3) % DEVICES + pin - 1) % PINS + 1;
		function = bridge_of(function >> 8);
		if (function == 0)
			return -ENOENT;
	}
	return (int)(resource.start + ((function >> 3) + pin - 1) % PINS);
}

int uc_bus_pci_wire(uint16_t function, unsigned pin)
{
	if (pin < 1 || pin > PINS || uc_bus_pci_read(function, REGISTER_VENDOR, 2) == 0xffff)
		return -ENOENT;
	if (is_generic())
		return generic_wire(function, pin);
	uint32_t line = uc_bus_pci_read(function, REGISTER_LINE, 1);
	return line >= 1 && line <= LINE_LAST ? (int)line : -ENOENT;
}

int uc_bus_pci_window(unsigned index, uint64_t *start, uint64_t *bytes)
{
	struct uc_kvm_bytes resources;
	struct uc_kvm_resource resource;
	if (!is_generic() || !resources_of("PNP0A08", &resources))
		return -ENOENT;
	for (size_t at = 0; uc_kvm_resource_next(&resources, &at, &resource);)
		if (resource.kind == UC_KVM_RESOURCE_WINDOW && index-- == 0) {
			*start = resource.start;
			*bytes = resource.bytes;
			return 0;
		}
	return -ENOENT;
}
