/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PCI configuration space: by memory where the firmware says where it lies (MCFG, PCI Firmware Specification 3.2,
 * section 4.1.2; QEMU's microvm says it in AML alone), else by ports (PCI Local Bus 3.0, section 3.2.2.3.2).
 */
#include "acpi.h"
#include "bus.h"
#include "kvm.h"
#include <metal/cpu.h>

#define ADDRESS 0xcf8
#define DATA 0xcfc
#define ENABLE (1u << 31)
#define PORT_BYTES 256

#define FUNCTION_BYTES 4096
#define BUS_BYTES (FUNCTION_BYTES << 8)
#define BUSES 256

#define MCFG_FIRST 44
#define MCFG_BYTES 16

static enum { UNASKED, NOBODY, PORTS, MEMORY } way;
static volatile uint8_t *space;
static unsigned first_bus, buses;

static bool use_memory(uint64_t address, unsigned first, unsigned count)
{
	if (count == 0 || first + count > BUSES)
		return false;
	space = uc_bus_map(address, (size_t)count * BUS_BYTES);
	if (space == NULL)
		return false;
	first_bus = first;
	buses = first + count;
	way = MEMORY;
	return true;
}

static bool find_in_mcfg(void)
{
	struct uc_kvm_bytes mcfg;
	if (!uc_kvm_acpi_table("MCFG", &mcfg))
		return false;
	for (size_t at = MCFG_FIRST; at + MCFG_BYTES <= mcfg.count; at += MCFG_BYTES) {
		const uint8_t *entry = mcfg.start + at;
		unsigned segment = uc_kvm_get16(entry + 8), first = entry[10], last = entry[11];
		if (segment == 0 && first == 0 && use_memory(uc_kvm_get64(entry), first, last - first + 1))
			return true;
	}
	return false;
}

static bool find_in_dsdt(void)
{
	struct uc_kvm_bytes dsdt, bridge;
	uint64_t address;
	size_t at = UC_KVM_TABLE_HEADER_BYTES;
	return uc_kvm_acpi_table("DSDT", &dsdt) && uc_kvm_aml_device(&dsdt, "PNP0A08", &at, &bridge) &&
	       uc_kvm_aml_number(&bridge, "_CBA", &address) && use_memory(address, 0, BUSES);
}

static void find(void)
{
	way = NOBODY;
	cpu_out32(ADDRESS, ENABLE);
	bool has_ports = cpu_in32(ADDRESS) == ENABLE;
	if (find_in_mcfg() || find_in_dsdt())
		return;
	if (has_ports) {
		way = PORTS;
		buses = BUSES;
	}
}

static bool has(unsigned offset, unsigned limit)
{
	return way != NOBODY && offset < limit;
}

/** Whether the function may be asked; finds out how, at first. */
static bool reaches(uint16_t function, unsigned offset)
{
	if (way == UNASKED)
		find();
	return has(offset, way == PORTS ? PORT_BYTES : FUNCTION_BYTES) && function >> 8 >= first_bus &&
	       function >> 8 < buses;
}

static uint32_t read_ports(uint16_t port, unsigned width)
{
	return width == 1 ? cpu_in8(port) : width == 2 ? cpu_in16(port) : cpu_in32(port);
}

static void write_ports(uint16_t port, unsigned width, uint32_t value)
{
	if (width == 1)
		cpu_out8(port, (uint8_t)value);
	else if (width == 2)
		cpu_out16(port, (uint16_t)value);
	else
		cpu_out32(port, value);
}

static volatile void *memory_of(uint16_t function, unsigned offset)
{
	return space + (size_t)(function - (first_bus << 8)) * FUNCTION_BYTES + offset;
}

static uint32_t port_address(uint16_t function, unsigned offset)
{
	return ENABLE | (uint32_t)function << 8 | (offset & 0xfc);
}

uint32_t uc_bus_pci_read(uint16_t function, unsigned offset, unsigned width)
{
	if (!reaches(function, offset))
		return UINT32_MAX >> (32 - 8 * width);
	if (way == MEMORY) {
		volatile void *at = memory_of(function, offset);
		return width == 1   ? *(volatile uint8_t *)at
		       : width == 2 ? *(volatile uint16_t *)at
				    : *(volatile uint32_t *)at;
	}
	/* Interrupts may ask, too. */
	unsigned long state = uc_plat_irq_save();
	cpu_out32(ADDRESS, port_address(function, offset));
	uint32_t value = read_ports((uint16_t)(DATA + offset % 4), width);
	uc_plat_irq_restore(state);
	return value;
}

void uc_bus_pci_write(uint16_t function, unsigned offset, unsigned width, uint32_t value)
{
	if (!reaches(function, offset))
		return;
	if (way == MEMORY) {
		volatile void *at = memory_of(function, offset);
		if (width == 1)
			*(volatile uint8_t *)at = (uint8_t)value;
		else if (width == 2)
			*(volatile uint16_t *)at = (uint16_t)value;
		else
			*(volatile uint32_t *)at = value;
		return;
	}
	unsigned long state = uc_plat_irq_save();
	cpu_out32(ADDRESS, port_address(function, offset));
	write_ports((uint16_t)(DATA + offset % 4), width, value);
	uc_plat_irq_restore(state);
}

unsigned uc_bus_pci_buses(void)
{
	if (way == UNASKED)
		find();
	return way == NOBODY ? 0 : buses;
}
