/* SPDX-License-Identifier: BSD-3-Clause */
/* Finds virtio devices among the functions of PCI, and their structures by capability: VIRTIO 1.2, 4.1.4. */
#include "pci.h"
#include <unicore/heap.h>
#include <unicore/printk.h>

/** Maps the first structure of a type that can be. Returns where its capability begins, or 0. */
static unsigned find_part(struct uc_pci_function *function, unsigned type, uint32_t least_bytes, struct pci_part *part)
{
	for (unsigned at = 0; (at = uc_pci_capability(function, CAPABILITY_VENDOR, at)) != 0;) {
		if (uc_pci_read(function, at + CAPABILITY_TYPE, 1) != type)
			continue;
		unsigned bar = uc_pci_read(function, at + CAPABILITY_BAR, 1);
		uint32_t offset = uc_pci_read(function, at + CAPABILITY_OFFSET, 4);
		uint32_t bytes = uc_pci_read(function, at + CAPABILITY_BYTES, 4);
		if (bar >= UC_PCI_BARS || bytes < least_bytes || offset % 4 != 0)
			continue;
		part->registers = uc_pci_map(function, bar, offset, bytes);
		part->bytes = part->registers ? bytes : 0;
		if (part->registers)
			return at;
	}
	return 0;
}

static bool find_parts(struct pci_device *pci)
{
	struct uc_pci_function *function = pci->function;
	unsigned notify = find_part(function, STRUCTURE_NOTIFY, 2, &pci->notify);
	if (notify == 0 || find_part(function, STRUCTURE_COMMON, COMMON_BYTES, &pci->common) == 0)
		return false;
	pci->notify_multiplier = uc_pci_read(function, notify + CAPABILITY_MULTIPLIER, 4);
	(void)find_part(function, STRUCTURE_INTERRUPT, 1, &pci->interrupt);
	(void)find_part(function, STRUCTURE_CONFIG, 4, &pci->config);
	return true;
}

static void name(struct pci_device *pci)
{
	unsigned address = pci->function->address;
	uc_format(pci->name, sizeof(pci->name), "virtio-pci at %02x:%02x.%u", address >> 8, address >> 3 & 31,
		  address & 7);
	pci->virtio.place = pci->name;
}

static void found(struct uc_pci_function *function, void *argument)
{
	(void)argument;
	if (function->device < FIRST_TRANSITIONAL || function->device > LAST_MODERN)
		return;
	struct pci_device *pci = uc_heap_alloc_zeroed(1, sizeof(*pci));
	if (!pci) {
		uc_printk("virtio-pci: no memory for a device\n");
		return;
	}
	pci->function = function;
	name(pci);
	uc_pci_enable(function);
	if (!find_parts(pci)) {
		uc_printk("%s: it has no interface of version 1 (legacy only): left alone\n", pci->name);
		uc_heap_free(pci);
		return;
	}
	pci->virtio.transport = &uc_virtio_pci_transport;
	pci->virtio.type = function->device >= FIRST_MODERN ? function->device - FIRST_MODERN : function->subsystem;
	uc_virtio_add(&pci->virtio);
}

int uc_virtio_pci_init(void);
int uc_virtio_pci_init(void)
{
	uc_pci_for_each(VENDOR, UC_PCI_ANY, found, NULL);
	return 0;
}
