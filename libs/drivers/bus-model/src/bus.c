/* SPDX-License-Identifier: BSD-3-Clause */
/* The contract of unicore/bus.h where there is no hardware. */
#include <unicore/bus.h>
#include <unicore/errno.h>

uint64_t uc_bus_address(const void *memory)
{
	return (uint64_t)(uintptr_t)memory;
}

volatile void *uc_bus_map(uint64_t physical, size_t bytes)
{
	(void)physical;
	(void)bytes;
	return NULL;
}

int uc_bus_message_attach(uc_bus_handler *handler, void *argument, struct uc_bus_message *message)
{
	(void)handler;
	(void)argument;
	(void)message;
	return -ENOSPC;
}

int uc_bus_wire_attach(unsigned wire, bool level, uc_bus_handler *handler, void *argument)
{
	(void)wire;
	(void)level;
	(void)handler;
	(void)argument;
	return -EINVAL;
}

uint32_t uc_bus_pci_read(uint16_t function, unsigned offset, unsigned width)
{
	(void)function;
	(void)offset;
	return UINT32_MAX >> (32 - 8 * width);
}

void uc_bus_pci_write(uint16_t function, unsigned offset, unsigned width, uint32_t value)
{
	(void)function;
	(void)offset;
	(void)width;
	(void)value;
}

unsigned uc_bus_pci_buses(void)
{
	return 0;
}

int uc_bus_pci_wire(uint16_t function, unsigned pin)
{
	(void)function;
	(void)pin;
	return -ENOENT;
}

int uc_bus_pci_window(unsigned index, uint64_t *start, uint64_t *bytes)
{
	(void)index;
	(void)start;
	(void)bytes;
	return -ENOENT;
}

int uc_bus_virtio_mmio(unsigned index, struct uc_bus_mmio *place)
{
	(void)index;
	(void)place;
	return -ENOENT;
}
