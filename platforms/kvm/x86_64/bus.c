/* SPDX-License-Identifier: BSD-3-Clause */
/* Addresses, device registers, and the places of virtio-mmio devices. */
#include "bus.h"
#include "acpi.h"
#include "kvm.h"
#include <unicore/string.h>

/* What machines of QEMU without ACPI have, and tell only those that boot Linux: hw/i386/microvm.c's layout. */
#define PLACES 0xfeb00000u
#define PLACE_BYTES 512
#define PLACE_COUNT 8
#define PLACE_FIRST_WIRE 5
/* Virtio 1.2, section 4.2.2. */
#define MAGIC 0x74726976
#define REGISTER_DEVICE 2 /* in words */

/* microvm has 24. */
#define MOST_PLACES 32

static struct uc_bus_mmio places[MOST_PLACES];
static unsigned place_count;

uint64_t uc_bus_address(const void *memory)
{
	return (uintptr_t)memory;
}

bool uc_kvm_has_memory(uint64_t start, uint64_t end)
{
	struct uc_metal_area areas[METAL_LOADER_MOST_MAP_BYTES / 24];
	size_t count = uc_metal_loader_areas(&uc_metal_loader, areas, UC_ARRAY_LENGTH(areas));
	for (size_t n = 0; n < count; n++)
		if (areas[n].ram && areas[n].start < end && areas[n].start + areas[n].bytes > start)
			return true;
	/* Without a map: what was found. */
	const struct uc_memory_range *ranges;
	count = uc_plat_memory(&ranges);
	for (size_t n = 0; n < count; n++)
		if (ranges[n].start < end && ranges[n].start + ranges[n].bytes > start)
			return true;
	return start < (uintptr_t)uc_image_end && end > (uintptr_t)uc_image_start;
}

volatile void *uc_bus_map(uint64_t physical, size_t bytes)
{
	uint64_t start = UC_ALIGN_DOWN(physical, UC_PAGE_BYTES), end = physical + bytes;
	if (bytes == 0 || end < physical || uc_kvm_has_memory(start, end))
		return NULL;
	return uc_kvm_window(physical, bytes, UC_KVM_WINDOW_DEVICE);
}

static bool add_place(const struct uc_bus_mmio *place)
{
	if (place_count == MOST_PLACES)
		return false;
	places[place_count++] = *place;
	return true;
}

static void add_device(const struct uc_kvm_bytes *device)
{
	struct uc_kvm_bytes resources;
	struct uc_kvm_resource resource;
	struct uc_bus_mmio place = {.bytes = 0};
	bool has_wire = false;
	if (!uc_kvm_aml_buffer(device, "_CRS", &resources))
		return;
	for (size_t at = 0; uc_kvm_resource_next(&resources, &at, &resource);) {
		if (resource.kind == UC_KVM_RESOURCE_MEMORY) {
			place.physical = resource.start;
			place.bytes = (size_t)resource.bytes;
		} else if (resource.kind == UC_KVM_RESOURCE_INTERRUPT) {
			place.wire = (unsigned)resource.start;
			place.level = resource.level;
			has_wire = true;
		}
	}
	if (place.bytes > 0 && has_wire)
		add_place(&place);
}

static void look_at_places(void)
{
	volatile uint32_t *registers = uc_bus_map(PLACES, (size_t)PLACE_COUNT * PLACE_BYTES);
	/* QEMU fills them from the last one on: so devices come in the order of its arguments, as they do with ACPI. */
	for (unsigned n = PLACE_COUNT; registers != NULL && n-- > 0;) {
		volatile uint32_t *here = registers + n * (PLACE_BYTES / 4);
		struct uc_bus_mmio place = {.physical = PLACES + n * PLACE_BYTES,
					    .bytes = PLACE_BYTES,
					    .wire = PLACE_FIRST_WIRE + n,
					    .level = true};
		if (here[0] == MAGIC && here[REGISTER_DEVICE] != 0)
			add_place(&place);
	}
}

static void find_places(void)
{
	struct uc_kvm_bytes dsdt, device;
	if (uc_kvm_acpi_table("DSDT", &dsdt)) {
		for (size_t at = UC_KVM_TABLE_HEADER_BYTES; uc_kvm_aml_device(&dsdt, "LNRO0005", &at, &device);)
			add_device(&device);
		return;
	}
	const char *line = uc_plat_command_line();
	struct uc_bus_mmio place;
	while (uc_kvm_mmio_word(&line, &place) && add_place(&place))
		;
	if (place_count == 0 && uc_bus_pci_buses() == 0)
		look_at_places();
}

int uc_bus_virtio_mmio(unsigned index, struct uc_bus_mmio *place)
{
	static bool found;
	if (!found)
		find_places();
	found = true;
	if (index >= place_count)
		return -ENOENT;
	*place = places[index];
	return 0;
}
