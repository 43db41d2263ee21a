/* SPDX-License-Identifier: BSD-3-Clause */
/* What every heap owes: alignment, size, clearing, and the cases in which there is no block. */
#include <stdint.h>
#include <unicore/heap.h>
#include <unicore/string.h>
#include <unicore/test.h>

#define HUGE (SIZE_MAX / 2)

static bool filled(const unsigned char *block, unsigned char byte, size_t bytes)
{
	for (size_t n = 0; n < bytes; n++)
		if (block[n] != byte)
			return false;
	return true;
}

UC_TEST(blocks_are_aligned_and_apart)
{
	static unsigned char *blocks[300];
	for (size_t n = 0; n < 300; n++) {
		blocks[n] = uc_heap_alloc(n);
		UC_REQUIRE(blocks[n]);
		UC_CHECK_EQUAL((uintptr_t)blocks[n] % 16, 0);
		UC_CHECK(uc_heap_usable_bytes(blocks[n]) >= n);
		memset(blocks[n], (int)n, uc_heap_usable_bytes(blocks[n]));
	}
	for (size_t n = 0; n < 300; n++)
		UC_CHECK(filled(blocks[n], (unsigned char)n, uc_heap_usable_bytes(blocks[n])));
	for (size_t n = 300; n-- > 0;)
		uc_heap_free(blocks[n]);
}

UC_TEST(no_bytes_are_a_block_too)
{
	void *a = uc_heap_alloc(0), *b = uc_heap_alloc(0);
	UC_CHECK(a && b && a != b);
	uc_heap_free(b);
	uc_heap_free(a);
	uc_heap_free(NULL);
}

UC_TEST(zeroed_is_zero_where_others_wrote)
{
	unsigned char *block = uc_heap_alloc(5000);
	UC_REQUIRE(block);
	memset(block, 0xff, 5000);
	uc_heap_free(block);
	block = uc_heap_alloc_zeroed(50, 100);
	UC_REQUIRE(block);
	UC_CHECK(filled(block, 0, 5000));
	uc_heap_free(block);
}

UC_TEST(a_product_that_overflows_is_refused)
{
	UC_CHECK(!uc_heap_alloc_zeroed(SIZE_MAX / 4, 8));
	UC_CHECK(!uc_heap_alloc_zeroed(SIZE_MAX, SIZE_MAX));
}

UC_TEST(every_power_of_two_is_an_alignment)
{
	for (size_t alignment = 1; alignment <= 65536; alignment *= 2) {
		void *before = uc_heap_alloc(24);
		unsigned char *block = uc_heap_alloc_aligned(alignment, 100);
		UC_REQUIRE(before && block);
		UC_CHECK_EQUAL((uintptr_t)block % alignment, 0);
		UC_CHECK_EQUAL((uintptr_t)block % 16, 0);
		memset(block, 1, 100);
		uc_heap_free(block);
		uc_heap_free(before);
	}
}

UC_TEST(other_alignments_are_refused)
{
	UC_CHECK(!uc_heap_alloc_aligned(0, 1));
	UC_CHECK(!uc_heap_alloc_aligned(3, 1));
	UC_CHECK(!uc_heap_alloc_aligned(48, 1));
}

UC_TEST(what_cannot_be_is_refused)
{
	static const size_t sizes[] = {HUGE, SIZE_MAX - 64, SIZE_MAX - 16, SIZE_MAX - 1, SIZE_MAX};
	for (size_t n = 0; n < sizeof sizes / sizeof *sizes; n++) {
		UC_CHECK(!uc_heap_alloc(sizes[n]));
		UC_CHECK(!uc_heap_alloc_aligned(64, sizes[n]));
		UC_CHECK(!uc_heap_alloc_aligned(4096, sizes[n]));
		UC_CHECK(!uc_heap_realloc(NULL, sizes[n]));
	}
	UC_CHECK(!uc_heap_alloc_aligned(HUGE + 1, 1));
}

UC_TEST(realloc_keeps_the_contents)
{
	unsigned char *block = uc_heap_realloc(NULL, 10);
	UC_REQUIRE(block);
	memset(block, 7, 10);
	for (size_t bytes = 10; bytes < 100000; bytes = bytes * 3 / 2) {
		unsigned char *larger = uc_heap_realloc(block, bytes * 3 / 2);
		UC_REQUIRE(larger);
		UC_CHECK(filled(larger, 7, bytes));
		block = larger;
		memset(block, 7, bytes * 3 / 2);
	}
	block = uc_heap_realloc(block, 33);
	UC_REQUIRE(block);
	UC_CHECK(filled(block, 7, 33));
	UC_CHECK(!uc_heap_realloc(block, HUGE));
	UC_CHECK(filled(block, 7, 33));
	uc_heap_free(block);
}

UC_TEST(statistics_count_live_blocks)
{
	struct uc_heap_statistics before, with, after;
	uc_heap_statistics(&before);
	void *small = uc_heap_alloc(100), *large = uc_heap_alloc(10000);
	UC_REQUIRE(small && large);
	uc_heap_statistics(&with);
	UC_CHECK_EQUAL(with.blocks, before.blocks + 2);
	UC_CHECK(with.used_bytes >= before.used_bytes + 10100);
	uc_heap_free(large);
	uc_heap_free(small);
	uc_heap_statistics(&after);
	UC_CHECK_EQUAL(after.blocks, before.blocks);
	UC_CHECK_EQUAL(after.used_bytes, before.used_bytes);
}
