/* SPDX-License-Identifier: BSD-3-Clause */
/* What lib-tlsf promises beyond the contract: memory is used again, grows in place, and goes back. */
#include <unicore/heap.h>
#include <unicore/pagealloc.h>
#include <unicore/string.h>
#include <unicore/test.h>

#define COUNT 1000

static size_t free_bytes(void)
{
	struct uc_heap_statistics statistics;
	uc_heap_statistics(&statistics);
	return statistics.free_bytes;
}

/* Takes all blocks of `bytes` that there are; each holds the one before. */
static void **take_all(void **last, size_t bytes)
{
	void **block;
	while ((block = uc_heap_alloc(bytes))) {
		*block = last;
		last = block;
	}
	return last;
}

/* All other memory is taken, so that the blocks follow each other, and only all of them joined have room for the whole.
 */
static void check_join(unsigned first, unsigned second)
{
	char *blocks[16];
	void *whole = uc_heap_alloc(16 * 1024);
	UC_REQUIRE(whole);
	void **last = take_all(take_all(NULL, 15 * 1000), 1000);
	uc_heap_free(whole);
	for (unsigned n = 0; n < 16; n++)
		UC_CHECK((blocks[n] = uc_heap_alloc(1000)));
	for (unsigned n = first; n < 16; n += 2)
		uc_heap_free(blocks[n]);
	for (unsigned n = second; n < 16; n += 2)
		uc_heap_free(blocks[n]);
	whole = uc_heap_alloc(15 * 1000);
	UC_CHECK(whole);
	uc_heap_free(whole);
	for (void **before; last; last = before) {
		before = *last;
		uc_heap_free(last);
	}
}

UC_TEST(neighbours_join)
{
	check_join(0, 1);
	check_join(1, 0);
}

UC_TEST(a_large_block_goes_back_to_the_page_allocator)
{
	size_t pages = uc_pages_free_count();
	void *block = uc_heap_alloc(1 << 20);
	UC_REQUIRE(block);
	UC_CHECK(uc_pages_free_count() <= pages - 256);
	uc_heap_free(block);
	UC_CHECK(uc_pages_free_count() + CONFIG_TLSF_KEEP_BYTES / UC_PAGE_BYTES + 2 >= pages);
}

/* The free middle of a region goes back although both its ends are in use. */
UC_TEST(the_middle_goes_back_too)
{
	void *low = uc_heap_alloc(100), *middle = uc_heap_alloc(1 << 20), *high = uc_heap_alloc(100);
	UC_REQUIRE(low && middle && high);
	size_t with = uc_pages_free_count();
	uc_heap_free(middle);
	UC_CHECK(uc_pages_free_count() >= with + 200);
	UC_CHECK(free_bytes() <= CONFIG_TLSF_KEEP_BYTES + 3 * UC_PAGE_BYTES);
	memset(low, 1, 100);
	memset(high, 1, 100);
	uc_heap_free(high);
	uc_heap_free(low);
}

UC_TEST(the_last_block_grows_in_place)
{
	char *block = uc_heap_alloc(1 << 20);
	UC_REQUIRE(block);
	for (size_t bytes = 1 << 20; bytes < 3 << 20; bytes += 100000)
		UC_CHECK(uc_heap_realloc(block, bytes) == block);
	UC_CHECK(uc_heap_realloc(block, 1000) == block);
	uc_heap_free(block);
}

UC_TEST(a_block_grows_into_a_free_neighbour)
{
	char *block = uc_heap_alloc(1000), *neighbour = uc_heap_alloc(1000), *end = uc_heap_alloc(1000);
	UC_REQUIRE(block && neighbour && end);
	if (neighbour < block) { /* taken from older holes: nothing to see */
		uc_test_skip("the blocks do not follow each other");
	} else {
		memset(block, 6, 1000);
		uc_heap_free(neighbour);
		UC_CHECK(uc_heap_realloc(block, 1900) == block);
		UC_CHECK_EQUAL(block[999], 6);
	}
	uc_heap_free(block);
	uc_heap_free(end);
}

/* Of blocks of one size, freed at random, nothing is lost: the second round takes no page more. */
UC_TEST(the_same_work_again_needs_no_more_memory)
{
	static void *blocks[COUNT];
	size_t least[2];
	for (unsigned round = 0; round < 2; round++) {
		for (unsigned n = 0; n < COUNT; n++)
			UC_REQUIRE((blocks[n] = uc_heap_alloc(48)));
		least[round] = uc_pages_free_count();
		for (unsigned n = COUNT; n > 0; n--) {
			unsigned which = uc_test_random() % n;
			uc_heap_free(blocks[which]);
			blocks[which] = blocks[n - 1];
		}
	}
	UC_CHECK(least[1] >= least[0]);
}

/*
 * Sizes between the classes: the one block that is free fits, and its class also holds smaller ones. Larger blocks may
 * go back to the page allocator, which hands out whole pages only.
 */
UC_TEST(what_was_freed_is_had_again_when_all_else_is_taken)
{
	for (size_t bytes = 3000; bytes < 4 * UC_PAGE_BYTES - 64; bytes = bytes * 5 / 4 + 16) {
		void **last = take_all(NULL, bytes);
		UC_REQUIRE(last && *last);
		/* Its neighbours stay in use. */
		void **block = *last;
		*last = *block;
		uc_heap_free(block);
		block = uc_heap_alloc(bytes);
		UC_CHECK(block);
		uc_heap_free(block);
		while (last) {
			block = *last;
			uc_heap_free(last);
			last = block;
		}
	}
}

/* Also when its neighbours are free; what is too large is joined with them instead. */
UC_TEST(the_last_block_of_a_size_is_had_again_as_it_was)
{
	if (CONFIG_TLSF_QUICK_BYTES == 0) {
		uc_test_skip("nothing is kept at hand");
		return;
	}
	char *before = uc_heap_alloc(1000), *block = uc_heap_alloc(777), *after = uc_heap_alloc(1000);
	UC_REQUIRE(before && block && after);
	size_t kept = free_bytes();
	uc_heap_free(before);
	uc_heap_free(after);
	uc_heap_free(block);
	UC_CHECK(free_bytes() >= kept + 2777);
	char *smaller = uc_heap_alloc(600);
	UC_CHECK(smaller && smaller != block);
	UC_CHECK(uc_heap_alloc(777) == block);
	uc_heap_free(block);
	uc_heap_free(smaller);
}
