/* SPDX-License-Identifier: BSD-3-Clause */
/* Wires, device registers, places of devices, and code that was written as data. */
#include <unicore/bus.h>
#include <unicore/errno.h>
#include <unicore/pagealloc.h>
#include <unicore/platform.h>
#include <unicore/test.h>

static void never(void *unused)
{
	(void)unused;
}

UC_TEST(wires_that_are_none_or_taken)
{
	UC_CHECK_EQUAL(uc_bus_wire_attach(31, true, never, NULL), -EINVAL);
	UC_CHECK_EQUAL(uc_bus_wire_attach(5000, true, never, NULL), -EINVAL);
	UC_CHECK_EQUAL(uc_bus_wire_attach(287, true, never, NULL), 0);
	UC_CHECK_EQUAL(uc_bus_wire_attach(287, true, never, NULL), -EBUSY);
}

UC_TEST(registers_are_no_memory)
{
	UC_CHECK(uc_bus_map(0, 4096) == NULL);
	UC_CHECK(uc_bus_map(0x40000000, 4096) == NULL);
	UC_CHECK(uc_bus_map(0x3ffff000, 8192) == NULL);
	UC_CHECK(uc_bus_map(UINT64_MAX, 2) == NULL);
	/* The PL011's identification: Arm DDI 0183, section 3.3.15. */
	volatile uint32_t *port = uc_bus_map(0x09000000, 4096);
	UC_REQUIRE(port != NULL);
	UC_CHECK_EQUAL(port[0xfe0 / 4] & 0xff, 0x11);
}

UC_TEST(places_of_devices)
{
	struct uc_bus_mmio first, second;
	UC_REQUIRE(uc_bus_virtio_mmio(0, &first) == 0 && uc_bus_virtio_mmio(1, &second) == 0);
	UC_CHECK(first.physical > second.physical && first.wire == second.wire + 1 && !first.level);
	UC_CHECK_EQUAL(uc_bus_virtio_mmio(32, &first), -ENOENT);
	volatile uint32_t *registers = uc_bus_map(second.physical, second.bytes);
	UC_REQUIRE(registers != NULL);
	UC_CHECK_EQUAL(registers[0], 0x74726976); /* "virt" */
}

/* Each time the page is written as data, and then fetched: the caches must not keep what was there. */
UC_TEST(code_is_what_was_written)
{
	uint32_t *code = uc_pages_alloc(1);
	UC_REQUIRE(code != NULL);
	for (uint32_t n = 0; n < 20; n++) {
		UC_REQUIRE(uc_plat_protect(code, UC_PAGE_BYTES, UC_RIGHT_READ | UC_RIGHT_WRITE) == 0);
		code[0] = 0x52800000 | n << 5; /* mov w0, #n */
		code[1] = 0xd65f03c0;          /* ret */
		UC_REQUIRE(uc_plat_protect(code, UC_PAGE_BYTES, UC_RIGHT_READ | UC_RIGHT_EXECUTE) == 0);
		UC_CHECK_EQUAL(((uint32_t(*)(void))(uintptr_t)code)(), n);
	}
	UC_REQUIRE(uc_plat_protect(code, UC_PAGE_BYTES, UC_RIGHT_READ | UC_RIGHT_WRITE) == 0);
	uc_pages_free(code, 1);
}
