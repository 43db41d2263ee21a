/* SPDX-License-Identifier: BSD-3-Clause */
/* Relocations of a pretended image: RELA, and RELR with addresses and bitmaps. */
#include <unicore/arch.h>
#include <unicore/compiler.h>
#include <unicore/string.h>
#include <unicore/test.h>

enum { DT_NULL = 0, DT_RELA = 7, DT_RELASZ = 8, DT_RELRSZ = 35, DT_RELR = 36, R_AARCH64_RELATIVE = 1027 };

static struct {
	uint64_t words[160];
	uint64_t rela[6];
	uint64_t relr[8];
	uint64_t dynamic[10];
} image;

#define OFFSET(member) offsetof(__typeof__(image), member)
#define WORD(n) (OFFSET(words) + (n)*8)

static uint64_t base;

static void relocate(size_t rela_count, size_t relr_count)
{
	uint64_t entries[] = {DT_RELA,      OFFSET(rela), DT_RELASZ,      rela_count * 24, DT_RELR,
			      OFFSET(relr), DT_RELRSZ,    relr_count * 8, DT_NULL,         0};
	base = (uint64_t)(uintptr_t)&image;
	memcpy(image.dynamic, entries, sizeof(entries));
	for (size_t n = 0; n < UC_ARRAY_LENGTH(image.words); n++)
		image.words[n] = n;
	uc_arch_relocate((uintptr_t)base, image.dynamic);
}

/* Those that are named moved by the base, all others not. */
static void check_moved(const uint8_t *moved, size_t count)
{
	for (size_t n = 0; n < UC_ARRAY_LENGTH(image.words); n++) {
		bool expected = false;
		for (size_t m = 0; m < count; m++)
			expected |= moved[m] == n;
		UC_CHECK_EQUAL(image.words[n], n + (expected ? base : 0));
	}
}

UC_TEST(relocations_none)
{
	relocate(0, 0);
	check_moved(NULL, 0);
}

UC_TEST(relocations_with_addends)
{
	uint64_t rela[] = {WORD(3), R_AARCH64_RELATIVE, 0x1234, WORD(5), R_AARCH64_RELATIVE, (uint64_t)-8};
	memcpy(image.rela, rela, sizeof(rela));
	relocate(2, 0);
	UC_CHECK_EQUAL(image.words[3], base + 0x1234);
	UC_CHECK_EQUAL(image.words[5], base - 8);
	UC_CHECK_EQUAL(image.words[4], 4);
}

UC_TEST(relocations_packed)
{
	/* An address; a bitmap for the 63 words behind it; a second bitmap; an address; a bitmap whose highest bit is
	 * set. */
	uint64_t relr[] = {WORD(2), 1 | 1ull << 1 | 1ull << 63, 1 | 1ull << 2, WORD(90), 1 | 1ull << 63};
	memcpy(image.relr, relr, sizeof(relr));
	relocate(0, UC_ARRAY_LENGTH(relr));
	static const uint8_t moved[] = {2, 3, 65, 67, 90, 153};
	check_moved(moved, UC_ARRAY_LENGTH(moved));
}
