/* SPDX-License-Identifier: BSD-3-Clause */
/* Tables of the firmware: ACPI 6.4, chapter 5 (tables), 6.4 (resources), 20 (AML). Nothing that they say is believed
 * before it is checked against the bytes that are there. */
#ifndef KVM_ACPI_H
#define KVM_ACPI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Bytes that somebody else wrote. */
struct uc_kvm_bytes {
	const uint8_t *start;
	size_t count;
};

/** Little-endian numbers anywhere; the caller has checked that they are there. Any context. */
static inline uint32_t uc_kvm_get16(const uint8_t *at)
{
	return (uint32_t)at[0] | (uint32_t)at[1] << 8;
}
static inline uint32_t uc_kvm_get32(const uint8_t *at)
{
	return uc_kvm_get16(at) | uc_kvm_get16(at + 2) << 16;
}
static inline uint64_t uc_kvm_get64(const uint8_t *at)
{
	return uc_kvm_get32(at) | (uint64_t)uc_kvm_get32(at + 4) << 32;
}

#define UC_KVM_TABLE_HEADER_BYTES 36

/**
 * The first table with this signature of four letters, header included, whole and with a right checksum; "DSDT" is the
 * one that the FADT names. Returns false when there is none. Thread context.
 */
bool uc_kvm_acpi_table(const char *signature, struct uc_kvm_bytes *table);

/** Whether the bytes' sum is zero. Any context. */
bool uc_kvm_acpi_sum_is_good(const uint8_t *start, size_t count);

/** The next I/O APIC that a MADT names, from `*at` on (0 at first): section 5.2.12.3. Any context. */
bool uc_kvm_madt_io_apic(const struct uc_kvm_bytes *madt, size_t *at, uint32_t *address, uint32_t *first_wire);

/* ---- AML, as far as it is data ---- */

/**
 * The next device of the table, from `*at` on (0 at first), whose _HID is `hid`, a text such as "LNRO0005" or an EISA
 * number such as "PNP0A08" in either of its forms. Returns false when there is none. Any context.
 */
bool uc_kvm_aml_device(const struct uc_kvm_bytes *table, const char *hid, size_t *at, struct uc_kvm_bytes *device);

/** What the device (not one inside it) has under a name of four letters: a buffer. Any context. */
bool uc_kvm_aml_buffer(const struct uc_kvm_bytes *device, const char *name, struct uc_kvm_bytes *buffer);

/** The same, a number: named, or what a method without arguments returns at once. Any context. */
bool uc_kvm_aml_number(const struct uc_kvm_bytes *device, const char *name, uint64_t *number);

/** The same, the number that a package begins with; also of what no device holds. Any context. */
bool uc_kvm_aml_first(const struct uc_kvm_bytes *device, const char *name, uint64_t *number);

enum uc_kvm_resource_kind {
	UC_KVM_RESOURCE_MEMORY,   /* start, bytes */
	UC_KVM_RESOURCE_WINDOW,   /* memory behind a bridge: start, bytes */
	UC_KVM_RESOURCE_INTERRUPT /* start, level */
};

struct uc_kvm_resource {
	enum uc_kvm_resource_kind kind;
	uint64_t start, bytes;
	bool level;
};

/** The next resource of a _CRS from `*at` on (0 at first), of those kinds. Any context. */
bool uc_kvm_resource_next(const struct uc_kvm_bytes *resources, size_t *at, struct uc_kvm_resource *resource);

#endif
