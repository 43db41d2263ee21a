/* SPDX-License-Identifier: BSD-3-Clause */
/* Lists of capabilities as devices should not have them. */
#include "../src/internal.h"
#include <unicore/string.h>
#include <unicore/test.h>

static uint8_t space[256];
static unsigned reads;

static uint32_t read_space(uint16_t function, unsigned offset, unsigned width)
{
	uint32_t value = 0;
	reads++;
	if (function != 7 || offset + width > sizeof(space))
		return UINT32_MAX >> (32 - 8 * width);
	memcpy(&value, space + offset, width);
	return value;
}

static void begin(uint8_t first)
{
	memset(space, 0, sizeof(space));
	space[PCI_STATUS] = PCI_STATUS_CAPABILITIES;
	space[PCI_CAPABILITIES] = first;
	reads = 0;
}

static void put(uint8_t at, uint8_t kind, uint8_t next)
{
	space[at] = kind;
	space[at + 1] = next;
}

UC_TEST(capabilities_one_after_the_other)
{
	begin(0x50);
	put(0x50, 9, 0xfc);
	put(0xfc, 9, 0x42); /* the two low bits are nobody's */
	put(0x40, 17, 0);
	UC_CHECK_EQUAL(uc_pci_walk(read_space, 7, 9, 0), 0x50);
	UC_CHECK_EQUAL(uc_pci_walk(read_space, 7, 9, 0x50), 0xfc);
	UC_CHECK_EQUAL(uc_pci_walk(read_space, 7, 9, 0xfc), 0);
	UC_CHECK_EQUAL(uc_pci_walk(read_space, 7, 17, 0), 0x40);
	UC_CHECK_EQUAL(uc_pci_walk(read_space, 7, 5, 0), 0);
	space[PCI_STATUS] = 0;
	UC_CHECK_EQUAL(uc_pci_walk(read_space, 7, 9, 0), 0);
}

UC_TEST(capabilities_do_not_begin_in_the_header)
{
	begin(0x3c);
	put(0x3c, 9, 0);
	UC_CHECK_EQUAL(uc_pci_walk(read_space, 7, 9, 0), 0);
}

/* Whatever the list, whoever goes through it comes to its end, and sees no capability twice. */
UC_TEST(a_list_that_loops_ends)
{
	for (unsigned round = 0; round < 20000; round++) {
		begin((uint8_t)uc_test_random());
		for (unsigned at = 0x40; at < sizeof(space); at += 4)
			put((uint8_t)at, uc_test_random() % 4 == 0 ? 9 : 1, (uint8_t)uc_test_random());
		uint64_t seen = 0;
		for (unsigned at = 0; (at = uc_pci_walk(read_space, 7, 9, at)) != 0;) {
			UC_REQUIRE(at >= 0x40 && at < sizeof(space) && space[at] == 9);
			UC_REQUIRE((seen & 1ull << at / 4) == 0);
			seen |= 1ull << at / 4;
		}
	}
	begin(0x40);
	put(0x40, 1, 0x80);
	put(0x80, 1, 0x40);
	UC_CHECK_EQUAL(uc_pci_walk(read_space, 7, 9, 0), 0);
	UC_CHECK(reads < 20);
}
