/* SPDX-License-Identifier: BSD-3-Clause */
/* What loaders leave, in the form of each protocol. */
#include <metal/loader.h>
#include <unicore/printk.h>
#include <unicore/string.h>
#include <unicore/test.h>

#define STATUS_PLACE 23

static struct uc_metal_loader loader;
static struct uc_metal_area areas[4];

static void begin(uint32_t protocol)
{
	memset(&loader, 0, sizeof(loader));
	loader.protocol = protocol;
}

static void append(const void *bytes, size_t count)
{
	memcpy(loader.map + loader.map_bytes, bytes, count);
	loader.map_bytes += count;
}

struct __attribute__((packed)) multiboot_entry {
	uint32_t size;
	uint64_t start, bytes;
	uint32_t type, more;
};

struct pvh_entry {
	uint64_t start, bytes;
	uint32_t type, reserved;
};

UC_TEST(map_of_pvh)
{
	begin(METAL_PROTOCOL_PVH);
	struct pvh_entry entries[] = {{0x1000, 0x2000, 1, 0}, {0x100000000, 0x3000, 2, 0}};
	append(entries, sizeof(entries));
	UC_CHECK_EQUAL(uc_metal_loader_areas(&loader, areas, 4), 2);
	UC_CHECK_EQUAL(areas[0].start, 0x1000);
	UC_CHECK_EQUAL(areas[0].bytes, 0x2000);
	UC_CHECK(areas[0].ram);
	UC_CHECK_EQUAL(areas[1].start, 0x100000000);
	UC_CHECK(!areas[1].ram);
	/* A piece of an entry is none. */
	loader.map_bytes--;
	UC_CHECK_EQUAL(uc_metal_loader_areas(&loader, areas, 4), 1);
}

UC_TEST(map_of_multiboot_has_entries_of_any_size)
{
	begin(METAL_PROTOCOL_MULTIBOOT);
	struct multiboot_entry plain = {20, 0x1000, 0x2000, 1, 0}, longer = {24, 0x8000, 0x1000, 3, 7};
	append(&longer, 28);
	append(&plain, 24);
	UC_CHECK_EQUAL(uc_metal_loader_areas(&loader, areas, 4), 2);
	UC_CHECK_EQUAL(areas[0].start, 0x8000);
	UC_CHECK(!areas[0].ram);
	UC_CHECK_EQUAL(areas[1].start, 0x1000);
	UC_CHECK(areas[1].ram);
}

UC_TEST(map_of_multiboot_with_senseless_sizes_ends)
{
	static const uint32_t sizes[] = {0, 4, 19, 0x80000000, 0xfffffffc, UINT32_MAX};
	for (size_t n = 0; n < UC_ARRAY_LENGTH(sizes); n++) {
		begin(METAL_PROTOCOL_MULTIBOOT);
		struct multiboot_entry good = {20, 0x1000, 0x2000, 1, 0}, bad = {sizes[n], 0x8000, 0x1000, 1, 0};
		append(&good, 24);
		append(&bad, 24);
		append(&good, 24);
		UC_CHECK_EQUAL(uc_metal_loader_areas(&loader, areas, 4), 1);
	}
}

UC_TEST(a_longer_map_than_asked_for_is_cut)
{
	begin(METAL_PROTOCOL_PVH);
	for (unsigned n = 0; n < 6; n++)
		append(&(struct pvh_entry){n, 1, 1, 0}, sizeof(struct pvh_entry));
	UC_CHECK_EQUAL(uc_metal_loader_areas(&loader, areas, 4), 4);
}

UC_TEST(modules_of_both)
{
	uint64_t start, bytes;
	begin(METAL_PROTOCOL_PVH);
	UC_CHECK_EQUAL(uc_metal_loader_module(&loader, 0, &start, &bytes), -ENOENT);
	memcpy(loader.modules, (uint64_t[]){0x200000, 0x123, 0, 0, 0x400000, 5, 0, 0}, 64);
	loader.module_bytes = 64;
	UC_CHECK_EQUAL(uc_metal_loader_module(&loader, 1, &start, &bytes), 0);
	UC_CHECK_EQUAL(start, 0x400000);
	UC_CHECK_EQUAL(bytes, 5);
	UC_CHECK_EQUAL(uc_metal_loader_module(&loader, 2, &start, &bytes), -ENOENT);

	begin(METAL_PROTOCOL_MULTIBOOT);
	memcpy(loader.modules, (uint32_t[]){0x200000, 0x200123, 0, 0, 0x400000, 0x3fffff, 0, 0}, 32);
	loader.module_bytes = 32;
	UC_CHECK_EQUAL(uc_metal_loader_module(&loader, 0, &start, &bytes), 0);
	UC_CHECK_EQUAL(start, 0x200000);
	UC_CHECK_EQUAL(bytes, 0x123);
	UC_CHECK_EQUAL(uc_metal_loader_module(&loader, 1, &start, &bytes), 0);
	UC_CHECK_EQUAL(bytes, 0);
	UC_CHECK_EQUAL(uc_metal_loader_module(&loader, 2, &start, &bytes), -ENOENT);
}

static bool arguments_are(const char *line, const char *expected)
{
	const char *got = uc_metal_loader_arguments(&loader, line);
	return strlen(got) == strlen(expected) && memcmp(got, expected, strlen(expected)) == 0;
}

UC_TEST(qemus_path_is_no_argument)
{
	begin(METAL_PROTOCOL_MULTIBOOT);
	UC_CHECK(arguments_are("3 more", "3 more"));
	loader.name = 0x756d6571;
	UC_CHECK(arguments_are("/tmp/image 3 more", "3 more"));
	UC_CHECK(arguments_are("/tmp/image  3", " 3"));
	UC_CHECK(arguments_are("/tmp/image ", ""));
	UC_CHECK(arguments_are("/tmp/image", ""));
	UC_CHECK(arguments_are("", ""));
	loader.protocol = METAL_PROTOCOL_PVH;
	UC_CHECK(arguments_are("3 more", "3 more"));
}

extern const char uc_image_start[] __attribute__((visibility("hidden")));

/* For tests/e2e/kvm-kaslr.test.mjs. */
UC_CRASH_TEST(say_where_the_image_is)
{
	uc_printk("image at %p\n", (const void *)uc_image_start);
	uc_plat_exit(STATUS_PLACE);
}
