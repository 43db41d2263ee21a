/* SPDX-License-Identifier: BSD-3-Clause */
/* What differs between CPUs of this architecture, or from others: unaligned accesses, atomics of both kinds. */
#include <unicore/test.h>

UC_TEST(unaligned_accesses)
{
	_Alignas(16) static unsigned char bytes[64];
	for (unsigned n = 0; n < sizeof(bytes); n++)
		bytes[n] = (unsigned char)n;
	for (unsigned offset = 0; offset < 16; offset++) {
		uint64_t word;
		uint32_t half;
		__asm__ volatile("ldr %0, [%1]" : "=r"(word) : "r"(bytes + offset) : "memory");
		__asm__ volatile("ldr %w0, [%1]" : "=r"(half) : "r"(bytes + offset) : "memory");
		UC_CHECK_EQUAL(word & 0xff, offset);
		UC_CHECK_EQUAL(word >> 56, offset + 7);
		UC_CHECK_EQUAL(half >> 24, offset + 3);
	}
	__asm__ volatile("str %0, [%1]" : : "r"(0x1122334455667788), "r"(bytes + 3) : "memory");
	UC_CHECK(bytes[3] == 0x88 && bytes[10] == 0x11 && bytes[2] == 2 && bytes[11] == 11);
}

static uint64_t value;

UC_TEST(atomics_by_exclusive_accesses)
{
	value = 5;
	UC_CHECK_EQUAL(__atomic_fetch_add(&value, 7, __ATOMIC_SEQ_CST), 5);
	uint64_t expected = 12;
	UC_CHECK(__atomic_compare_exchange_n(&value, &expected, 1ull << 40, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED));
	UC_CHECK(!__atomic_compare_exchange_n(&value, &expected, 3, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED));
	UC_CHECK_EQUAL(expected, 1ull << 40);
	UC_CHECK_EQUAL(__atomic_exchange_n(&value, 9, __ATOMIC_ACQ_REL), 1ull << 40);
}

/* ID_AA64ISAR0_EL1, Atomic: Arm ARM (DDI 0487), D13.2.64. Linux lets processes read it, too. */
static bool has_lse(void)
{
	uint64_t features;
	__asm__("mrs %0, id_aa64isar0_el1" : "=r"(features));
	return (features >> 20 & 0xf) >= 2;
}

__attribute__((target("+lse"), noinline)) static uint64_t add_lse(uint64_t *place, uint64_t by)
{
	return __atomic_fetch_add(place, by, __ATOMIC_SEQ_CST);
}

__attribute__((target("+lse"), noinline)) static bool exchange_lse(uint64_t *place, uint64_t *expected, uint64_t new)
{
	return __atomic_compare_exchange_n(place, expected, new, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
}

UC_TEST(atomics_of_one_instruction)
{
	if (!has_lse())
		return;
	value = 5;
	UC_CHECK_EQUAL(add_lse(&value, 7), 5);
	uint64_t expected = 12;
	UC_CHECK(exchange_lse(&value, &expected, 1ull << 40));
	UC_CHECK(!exchange_lse(&value, &expected, 3));
	UC_CHECK(expected == 1ull << 40 && value == 1ull << 40);
}
