/* SPDX-License-Identifier: BSD-3-Clause */
/* Finds ACPI's tables: ACPI 6.4, section 5.2. PVH tells where the root pointer is, multiboot leaves it to be searched.
 */
#include "acpi.h"
#include "bus.h"
#include "kvm.h"
#include <unicore/string.h>

#define ROOT_BYTES 20
#define ROOT_BYTES_2 36
#define ROOT_CHECKED_WITH_LENGTH 2 /* revision */

/* Section 5.2.5.1: the first KiB of the extended BIOS data area, whose segment is in the BIOS' data, and the BIOS. */
#define BIOS_DATA_EXTENDED 0x40e
#define EXTENDED_BYTES 1024
#define BIOS_START 0xe0000
#define BIOS_END 0x100000

/* QEMU's largest, a DSDT, has 12 KB. */
#define MOST_TABLE_BYTES (1u << 20)

/* Offsets in the FADT. */
#define FADT_DSDT 40
#define FADT_DSDT_64 140

bool uc_kvm_acpi_sum_is_good(const uint8_t *start, size_t count)
{
	uint8_t sum = 0;
	for (size_t n = 0; n < count; n++)
		sum = (uint8_t)(sum + start[n]);
	return sum == 0;
}

static bool is_root(const uint8_t *root)
{
	return memcmp(root, "RSD PTR ", 8) == 0 && uc_kvm_acpi_sum_is_good(root, ROOT_BYTES);
}

static const uint8_t *search(uint64_t physical, size_t bytes)
{
	const uint8_t *start = uc_kvm_window(physical, bytes, UC_KVM_WINDOW_READ);
	for (size_t at = 0; start != NULL && at + ROOT_BYTES_2 <= bytes; at += 16)
		if (is_root(start + at))
			return start + at;
	return NULL;
}

static const uint8_t *find_root(void)
{
	if (uc_metal_loader.rsdp != 0) {
		const uint8_t *told = uc_kvm_window(uc_metal_loader.rsdp, ROOT_BYTES_2, UC_KVM_WINDOW_READ);
		if (told != NULL && is_root(told))
			return told;
	}
	const uint8_t *extended = uc_kvm_window(BIOS_DATA_EXTENDED, 2, UC_KVM_WINDOW_READ);
	const uint8_t *root = NULL;
	if (extended != NULL && uc_kvm_get16(extended) != 0)
		root = search((uint64_t)uc_kvm_get16(extended) << 4, EXTENDED_BYTES);
	return root != NULL ? root : search(BIOS_START, BIOS_END - BIOS_START);
}

static bool table_at(uint64_t physical, const char *signature, struct uc_kvm_bytes *table)
{
	const uint8_t *header = uc_kvm_window(physical, UC_KVM_TABLE_HEADER_BYTES, UC_KVM_WINDOW_READ);
	if (header == NULL || memcmp(header, signature, 4) != 0)
		return false;
	uint32_t bytes = uc_kvm_get32(header + 4);
	if (bytes < UC_KVM_TABLE_HEADER_BYTES || bytes > MOST_TABLE_BYTES)
		return false;
	const uint8_t *start = uc_kvm_window(physical, bytes, UC_KVM_WINDOW_READ);
	if (start == NULL || !uc_kvm_acpi_sum_is_good(start, bytes))
		return false;
	*table = (struct uc_kvm_bytes){.start = start, .count = bytes};
	return true;
}

/** The list of all tables, and the bytes of an address in it. */
static unsigned list_of_tables(struct uc_kvm_bytes *list)
{
	static const uint8_t *root;
	static bool searched;
	if (!searched)
		root = find_root();
	searched = true;
	if (root == NULL)
		return 0;
	if (root[15] >= ROOT_CHECKED_WITH_LENGTH && uc_kvm_acpi_sum_is_good(root, ROOT_BYTES_2) &&
	    table_at(uc_kvm_get64(root + 24), "XSDT", list))
		return 8;
	return table_at(uc_kvm_get32(root + 16), "RSDT", list) ? 4 : 0;
}

static bool find_dsdt(struct uc_kvm_bytes *table)
{
	struct uc_kvm_bytes fadt;
	if (!uc_kvm_acpi_table("FACP", &fadt))
		return false;
	if (fadt.count >= FADT_DSDT_64 + 8 && table_at(uc_kvm_get64(fadt.start + FADT_DSDT_64), "DSDT", table))
		return true;
	return fadt.count >= FADT_DSDT + 4 && table_at(uc_kvm_get32(fadt.start + FADT_DSDT), "DSDT", table);
}

bool uc_kvm_acpi_table(const char *signature, struct uc_kvm_bytes *table)
{
	if (memcmp(signature, "DSDT", 4) == 0)
		return find_dsdt(table);
	struct uc_kvm_bytes list;
	unsigned width = list_of_tables(&list);
	for (size_t at = UC_KVM_TABLE_HEADER_BYTES; width != 0 && at + width <= list.count; at += width) {
		const uint8_t *entry = list.start + at;
		if (table_at(width == 8 ? uc_kvm_get64(entry) : uc_kvm_get32(entry), signature, table))
			return true;
	}
	return false;
}
