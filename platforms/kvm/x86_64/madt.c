/* SPDX-License-Identifier: BSD-3-Clause */
/* The table of interrupt controllers: ACPI 6.4, section 5.2.12. */
#include "acpi.h"

#define ENTRIES 44
#define ENTRY_HEADER_BYTES 2 /* kind, bytes of it all */
#define IO_APIC 1
#define IO_APIC_BYTES 12

bool uc_kvm_madt_io_apic(const struct uc_kvm_bytes *madt, size_t *at, uint32_t *address, uint32_t *first_wire)
{
	if (*at < ENTRIES)
		*at = ENTRIES;
	while (*at < madt->count && madt->count - *at >= ENTRY_HEADER_BYTES) {
		const uint8_t *entry = madt->start + *at;
		size_t bytes = entry[1];
		if (bytes < ENTRY_HEADER_BYTES || bytes > madt->count - *at)
			break;
		*at += bytes;
		if (entry[0] == IO_APIC && bytes >= IO_APIC_BYTES) {
			*address = uc_kvm_get32(entry + 4);
			*first_wire = uc_kvm_get32(entry + 8);
			return true;
		}
	}
	*at = madt->count;
	return false;
}
