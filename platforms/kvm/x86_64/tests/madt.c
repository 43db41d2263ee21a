/* SPDX-License-Identifier: BSD-3-Clause */
/* Tables of interrupt controllers, right and wrong. */
#include "../acpi.h"
#include <unicore/pagealloc.h>
#include <unicore/string.h>
#include <unicore/test.h>

#define HEADER_BYTES 44

static uint8_t table[HEADER_BYTES + 64];

static struct uc_kvm_bytes with(const uint8_t *entries, size_t bytes)
{
	memset(table, 0, sizeof(table));
	memcpy(table + HEADER_BYTES, entries, bytes);
	return (struct uc_kvm_bytes){.start = table, .count = HEADER_BYTES + bytes};
}
#define WITH(...) with((const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

UC_TEST(two_io_apics_among_others)
{
	/* A processor, QEMU's two I/O APICs of microvm, the wire of non-maskable interrupts. */
	struct uc_kvm_bytes madt = WITH(0, 8, 0, 0, 1, 0, 0, 0, 1, 12, 0, 0, 0, 0, 0xc0, 0xfe, 0, 0, 0, 0, 1, 12, 1, 0,
					0, 0, 0xc1, 0xfe, 24, 0, 0, 0, 4, 6, 0xff, 0, 0, 1);
	uint32_t address, first_wire;
	size_t at = 0;
	UC_REQUIRE(uc_kvm_madt_io_apic(&madt, &at, &address, &first_wire));
	UC_CHECK_EQUAL(address, 0xfec00000);
	UC_CHECK_EQUAL(first_wire, 0);
	UC_REQUIRE(uc_kvm_madt_io_apic(&madt, &at, &address, &first_wire));
	UC_CHECK_EQUAL(address, 0xfec10000);
	UC_CHECK_EQUAL(first_wire, 24);
	UC_CHECK(!uc_kvm_madt_io_apic(&madt, &at, &address, &first_wire));
	UC_CHECK(!uc_kvm_madt_io_apic(&madt, &at, &address, &first_wire));
}

static unsigned count(struct uc_kvm_bytes madt)
{
	uint32_t address, first_wire;
	unsigned found = 0;
	for (size_t at = 0; uc_kvm_madt_io_apic(&madt, &at, &address, &first_wire);)
		found++;
	return found;
}

UC_TEST(entries_of_wrong_lengths_end_the_table)
{
	UC_CHECK_EQUAL(count(WITH(1, 12, 0, 0, 0, 0, 0xc0, 0xfe, 0, 0, 0, 0)), 1);
	UC_CHECK_EQUAL(count(WITH(1, 0, 0, 0, 0, 0, 0xc0, 0xfe, 0, 0, 0, 0)), 0);
	UC_CHECK_EQUAL(count(WITH(1, 1, 1, 12, 0, 0, 0, 0, 0xc0, 0xfe, 0, 0, 0, 0)), 0);
	UC_CHECK_EQUAL(count(WITH(1, 13, 0, 0, 0, 0, 0xc0, 0xfe, 0, 0, 0, 0)), 0);
	UC_CHECK_EQUAL(count(WITH(1, 11, 0, 0, 0, 0, 0xc0, 0xfe, 0, 0, 0)), 0);
	UC_CHECK_EQUAL(count(WITH(1)), 0);
	UC_CHECK_EQUAL(count((struct uc_kvm_bytes){.start = table, .count = 3}), 0);
}

/* The table ends where memory does. */
UC_TEST(no_byte_is_read_behind_a_table)
{
	char *pages = uc_pages_alloc(2);
	UC_REQUIRE(pages != NULL && uc_plat_protect(pages + UC_PAGE_BYTES, UC_PAGE_BYTES, 0) == 0);
	for (unsigned round = 0; round < 20000; round++) {
		size_t bytes = HEADER_BYTES + uc_test_random() % 64;
		uint8_t *copy = (uint8_t *)pages + UC_PAGE_BYTES - bytes;
		for (size_t n = HEADER_BYTES; n < bytes; n++)
			copy[n] = (uint8_t)(uc_test_random() % 14);
		UC_REQUIRE(count((struct uc_kvm_bytes){.start = copy, .count = bytes}) <= 64 / 12);
	}
	uc_plat_protect(pages + UC_PAGE_BYTES, UC_PAGE_BYTES, UC_RIGHT_READ | UC_RIGHT_WRITE);
	uc_pages_free(pages, 2);
}
