/* SPDX-License-Identifier: BSD-3-Clause */
/* Devices in AML as QEMU writes it, and in AML that lies. */
#include "../acpi.h"
#include <unicore/pagealloc.h>
#include <unicore/string.h>
#include <unicore/test.h>

/* A bus, PNP0A08, that holds a link before its own data; a virtio-mmio device behind it. Opcodes: section 20.3. */
static const uint8_t table[] = {
	/* the scope \_SB_ */
	0x10,
	0x44,
	0x09,
	0x5f,
	0x53,
	0x42,
	0x5f,
	/* the bus */
	0x5b,
	0x82,
	0x4f,
	0x04,
	0x50,
	0x43,
	0x49,
	0x30,
	0x08,
	0x5f,
	0x48,
	0x49,
	0x44,
	0x0c,
	0x41,
	0xd0,
	0x0a,
	0x08,
	/* its link, with a _CRS of its own */
	0x5b,
	0x82,
	0x23,
	0x47,
	0x53,
	0x49,
	0x30,
	0x08,
	0x5f,
	0x48,
	0x49,
	0x44,
	0x0c,
	0x41,
	0xd0,
	0x0c,
	0x0f,
	0x08,
	0x5f,
	0x43,
	0x52,
	0x53,
	0x11,
	0x0e,
	0x0a,
	0x0b,
	0x89,
	0x06,
	0x00,
	0x01,
	0x01,
	0x10,
	0x00,
	0x00,
	0x00,
	0x79,
	0x00,
	/* its _CBA, _SEG and _BBN */
	0x14,
	0x0c,
	0x5f,
	0x43,
	0x42,
	0x41,
	0x00,
	0xa4,
	0x0c,
	0x00,
	0x00,
	0x00,
	0xe0,
	0x08,
	0x5f,
	0x53,
	0x45,
	0x47,
	0x00,
	0x08,
	0x5f,
	0x42,
	0x42,
	0x4e,
	0x0a,
	0x07,
	/* the device */
	0x5b,
	0x82,
	0x3b,
	0x56,
	0x52,
	0x32,
	0x33,
	0x08,
	0x5f,
	0x48,
	0x49,
	0x44,
	0x0d,
	0x4c,
	0x4e,
	0x52,
	0x4f,
	0x30,
	0x30,
	0x30,
	0x35,
	0x00,
	0x08,
	0x5f,
	0x55,
	0x49,
	0x44,
	0x0a,
	0x17,
	0x08,
	0x5f,
	0x43,
	0x52,
	0x53,
	0x11,
	0x1a,
	0x0a,
	0x17,
	0x86,
	0x09,
	0x00,
	0x01,
	0x00,
	0x2e,
	0xb0,
	0xfe,
	0x00,
	0x02,
	0x00,
	0x00,
	0x89,
	0x06,
	0x00,
	0x01,
	0x01,
	0x2f,
	0x00,
	0x00,
	0x00,
	0x79,
	0x00,
};
static const struct uc_kvm_bytes whole = {.start = table, .count = sizeof(table)};

UC_TEST(devices_by_text_and_by_number)
{
	struct uc_kvm_bytes device, resources;
	struct uc_kvm_resource resource;
	size_t at = 0, in = 0;
	UC_REQUIRE(uc_kvm_aml_device(&whole, "LNRO0005", &at, &device));
	UC_REQUIRE(uc_kvm_aml_buffer(&device, "_CRS", &resources));
	UC_REQUIRE(uc_kvm_resource_next(&resources, &in, &resource));
	UC_CHECK_EQUAL(resource.kind, UC_KVM_RESOURCE_MEMORY);
	UC_CHECK_EQUAL(resource.start, 0xfeb02e00);
	UC_CHECK_EQUAL(resource.bytes, 512);
	UC_REQUIRE(uc_kvm_resource_next(&resources, &in, &resource));
	UC_CHECK_EQUAL(resource.kind, UC_KVM_RESOURCE_INTERRUPT);
	UC_CHECK_EQUAL(resource.start, 47);
	UC_CHECK(resource.level);
	UC_CHECK(!uc_kvm_resource_next(&resources, &in, &resource));
	UC_CHECK(!uc_kvm_aml_device(&whole, "LNRO0005", &at, &device));
	at = 0;
	UC_CHECK(!uc_kvm_aml_device(&whole, "LNRO000", &at, &device));
	at = 0;
	UC_CHECK(uc_kvm_aml_device(&whole, "PNP0C0F", &at, &device));
}

UC_TEST(data_of_a_bus_is_not_that_of_what_it_holds)
{
	struct uc_kvm_bytes bus, resources;
	uint64_t number;
	size_t at = 0;
	UC_REQUIRE(uc_kvm_aml_device(&whole, "PNP0A08", &at, &bus));
	UC_CHECK(!uc_kvm_aml_buffer(&bus, "_CRS", &resources));
	UC_CHECK(uc_kvm_aml_number(&bus, "_CBA", &number) && number == 0xe0000000);
	UC_CHECK(uc_kvm_aml_number(&bus, "_SEG", &number) && number == 0);
	UC_CHECK(uc_kvm_aml_number(&bus, "_BBN", &number) && number == 7);
	UC_CHECK(!uc_kvm_aml_number(&bus, "_UID", &number));
}

UC_TEST(numbers_that_packages_begin_with)
{
	static const uint8_t states[] = {0x10, 0x2a, '\\', 0x00, 0x08, '_',  'S',  '5',  '_',  0x12, 0x07,
					 0x04, 0x0a, 0x05, 0x00, 0x00, 0x00, 0x08, '_',  'S',  '4',  '_',
					 0x12, 0x02, 0x00, 0x08, '_',  'S',  '3',  '_',  0x12, 0x03, 0x01,
					 0x01, 0x08, '_',  'S',  '1',  '_',  0x12, 0x7f, 0x04};
	const struct uc_kvm_bytes bytes = {.start = states, .count = sizeof(states)};
	uint64_t number = 99;
	UC_CHECK(uc_kvm_aml_first(&bytes, "_S5_", &number) && number == 5);
	UC_CHECK(uc_kvm_aml_first(&bytes, "_S3_", &number) && number == 1);
	UC_CHECK(!uc_kvm_aml_first(&bytes, "_S4_", &number));
	UC_CHECK(!uc_kvm_aml_first(&bytes, "_S1_", &number));
	UC_CHECK(!uc_kvm_aml_first(&bytes, "_S2_", &number));
}

UC_TEST(windows_of_a_bridge)
{
	static const uint8_t bytes[] = {
		/* buses 0 to 255 */
		0x88,
		0x0d,
		0x00,
		0x02,
		0x0c,
		0x01,
		0x00,
		0x00,
		0x00,
		0x00,
		0xff,
		0x00,
		0x00,
		0x00,
		0x00,
		0x01,
		/* memory of 32 bits */
		0x87,
		0x17,
		0x00,
		0x00,
		0x0c,
		0x01,
		0x00,
		0x00,
		0x00,
		0x00,
		0x00,
		0x00,
		0x00,
		0xc0,
		0xff,
		0xff,
		0xff,
		0xdf,
		0x00,
		0x00,
		0x00,
		0x00,
		0x00,
		0x00,
		0x00,
		0x20,
		/* ports */
		0x47,
		0x01,
		0x10,
		0x05,
		0x10,
		0x05,
		0x01,
		0x0c,
		/* memory of 64 bits */
		0x8a,
		0x2b,
		0x00,
		0x00,
		0x0c,
		0x01,
		0x00,
		0x00,
		0x00,
		0x00,
		0x00,
		0x00,
		0x00,
		0x00,
		0x00,
		0x00,
		0x00,
		0x00,
		0xc0,
		0x00,
		0x00,
		0x00,
		0xff,
		0xff,
		0xff,
		0xff,
		0xff,
		0x00,
		0x00,
		0x00,
		0x00,
		0x00,
		0x00,
		0x00,
		0x00,
		0x00,
		0x00,
		0x00,
		0x00,
		0x00,
		0x00,
		0x00,
		0x40,
		0x00,
		0x00,
		0x00,
		/* the end */
		0x79,
		0x00,
	};
	struct uc_kvm_bytes resources = {.start = bytes, .count = sizeof(bytes)};
	struct uc_kvm_resource resource;
	size_t at = 0;
	UC_REQUIRE(uc_kvm_resource_next(&resources, &at, &resource));
	UC_CHECK_EQUAL(resource.kind, UC_KVM_RESOURCE_WINDOW);
	UC_CHECK_EQUAL(resource.start, 0xc0000000);
	UC_CHECK_EQUAL(resource.bytes, 0x20000000);
	UC_REQUIRE(uc_kvm_resource_next(&resources, &at, &resource));
	UC_CHECK_EQUAL(resource.start, 0xc000000000);
	UC_CHECK_EQUAL(resource.bytes, 0x4000000000);
	UC_CHECK(!uc_kvm_resource_next(&resources, &at, &resource));
}

static void read_all(const struct uc_kvm_bytes *bytes)
{
	static const char *const hids[] = {"LNRO0005", "PNP0A08", "PNP0C0F"};
	static const char *const names[] = {"_CRS", "_CBA", "_UID"};
	for (size_t n = 0; n < 3; n++) {
		struct uc_kvm_bytes device, buffer;
		struct uc_kvm_resource resource;
		uint64_t number;
		uc_kvm_aml_first(bytes, names[n], &number);
		for (size_t at = 0; uc_kvm_aml_device(bytes, hids[n], &at, &device);)
			for (size_t name = 0; name < 3; name++) {
				uc_kvm_aml_number(&device, names[name], &number);
				if (!uc_kvm_aml_buffer(&device, names[name], &buffer))
					continue;
				for (size_t in = 0; uc_kvm_resource_next(&buffer, &in, &resource);)
					;
			}
	}
}

/* The table ends where memory does: a byte read beyond it is a fault. */
UC_TEST(no_byte_is_read_outside)
{
	char *pages = uc_pages_alloc(2);
	UC_REQUIRE(pages != NULL && uc_plat_protect(pages + UC_PAGE_BYTES, UC_PAGE_BYTES, 0) == 0);
	for (unsigned round = 0; round < 20000; round++) {
		size_t count = round < sizeof(table) ? sizeof(table) - round : sizeof(table);
		uint8_t *copy = (uint8_t *)pages + UC_PAGE_BYTES - count;
		memcpy(copy, table, count);
		for (uint64_t n = round < sizeof(table) ? 0 : 1 + uc_test_random() % 4; n > 0; n--)
			copy[uc_test_random() % count] = (uint8_t)uc_test_random();
		read_all(&(struct uc_kvm_bytes){.start = copy, .count = count});
	}
	uc_plat_protect(pages + UC_PAGE_BYTES, UC_PAGE_BYTES, UC_RIGHT_READ | UC_RIGHT_WRITE);
	uc_pages_free(pages, 2);
}
