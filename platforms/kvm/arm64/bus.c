/* SPDX-License-Identifier: BSD-3-Clause */
/* Addresses, device registers, wires, and the places of virtio-mmio devices. There is no PCI here yet. */
#include "kvm.h"
#include <unicore/fdt.h>

#define MOST_PLACES 32
#define TRIGGER_LEVEL 0xcu /* of the third cell of interrupts: Linux, bindings/interrupt-controller/arm,gic.yaml */

uint64_t uc_bus_address(const void *memory)
{
	return (uintptr_t)memory;
}

volatile void *uc_bus_map(uint64_t physical, size_t bytes)
{
	uint64_t end = physical + bytes;
	if (bytes == 0 || end < physical || physical < KVM_DEVICES || end > KVM_MEMORY)
		return NULL;
	return (volatile void *)physical;
}

int uc_bus_message_attach(uc_bus_handler *handler, void *argument, struct uc_bus_message *message)
{
	(void)handler, (void)argument, (void)message;
	return -ENOSPC;
}

int uc_bus_wire_attach(unsigned wire, bool level, uc_bus_handler *handler, void *argument)
{
	unsigned long state = uc_plat_irq_save();
	int error = wire < KVM_SHARED ? -EINVAL : uc_kvm_gic_attach(wire, level, handler, argument);
	uc_plat_irq_restore(state);
	return error;
}

uint32_t uc_bus_pci_read(uint16_t function, unsigned offset, unsigned width)
{
	(void)function, (void)offset;
	return width == 4 ? UINT32_MAX : (1u << width * 8) - 1;
}

void uc_bus_pci_write(uint16_t function, unsigned offset, unsigned width, uint32_t value)
{
	(void)function, (void)offset, (void)width, (void)value;
}

unsigned uc_bus_pci_buses(void)
{
	return 0;
}

int uc_bus_pci_wire(uint16_t function, unsigned pin)
{
	(void)function, (void)pin;
	return -ENOENT;
}

int uc_bus_pci_window(unsigned index, uint64_t *start, uint64_t *bytes)
{
	(void)index, (void)start, (void)bytes;
	return -ENOENT;
}

static struct uc_bus_mmio places[MOST_PLACES];
static unsigned place_count;

static void find_places(void)
{
	int node = -1;
	while (place_count < MOST_PLACES && (node = uc_fdt_compatible(KVM_TREE, node, "virtio,mmio")) >= 0) {
		uint64_t start, bytes;
		uint32_t wire, trigger;
		if (uc_fdt_reg(KVM_TREE, node, 0, &start, &bytes) &&
		    uc_fdt_cell(KVM_TREE, node, "interrupts", 1, &wire) &&
		    uc_fdt_cell(KVM_TREE, node, "interrupts", 2, &trigger))
			places[place_count++] = (struct uc_bus_mmio){.physical = start,
								     .bytes = bytes,
								     .wire = KVM_SHARED + wire,
								     .level = (trigger & TRIGGER_LEVEL) != 0};
	}
}

/* QEMU fills them from the last one on: so devices come in the order of its arguments. */
int uc_bus_virtio_mmio(unsigned index, struct uc_bus_mmio *place)
{
	if (place_count == 0)
		find_places();
	if (index >= place_count)
		return -ENOENT;
	*place = places[place_count - 1 - index];
	return 0;
}
