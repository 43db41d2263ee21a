/* SPDX-License-Identifier: BSD-3-Clause */
/* What lib-region promises beyond the contract, and the mistakes that it sees. */
#include <stdint.h>
#include <unicore/heap.h>
#include <unicore/pagealloc.h>
#include <unicore/test.h>

static char *volatile block;

UC_TEST(the_last_block_is_used_again)
{
	char *first = uc_heap_alloc(100), *last = uc_heap_alloc(1000);
	UC_REQUIRE(first && last && last > first);
	uc_heap_free(last);
	UC_CHECK(uc_heap_alloc(500) == last);
	uc_heap_free(last);
	uc_heap_free(first);
}

UC_TEST(blocks_freed_in_any_order_are_all_used_again)
{
	char *blocks[20], *again;
	for (unsigned n = 0; n < 20; n++)
		UC_REQUIRE((blocks[n] = uc_heap_alloc(200)));
	for (unsigned n = 20; n > 0; n--) {
		unsigned which = uc_test_random() % n;
		char *freed = blocks[which];
		blocks[which] = blocks[n - 1];
		blocks[n - 1] = freed;
	}
	char *lowest = blocks[0];
	for (unsigned n = 0; n < 20; n++) {
		lowest = blocks[n] < lowest ? blocks[n] : lowest;
		uc_heap_free(blocks[n]);
	}
	UC_CHECK((again = uc_heap_alloc(10)) == lowest);
	uc_heap_free(again);
}

UC_TEST(the_last_block_is_resized_in_place)
{
	block = uc_heap_alloc(100);
	for (size_t bytes = 100; bytes < CONFIG_REGION_GROW_BYTES / 2; bytes *= 3)
		UC_CHECK(uc_heap_realloc(block, bytes) == block);
	UC_CHECK(uc_heap_realloc(block, 10) == block);
	uc_heap_free(block);
}

UC_TEST(empty_regions_go_back)
{
	void *blocks[10];
	blocks[0] = uc_heap_alloc(10);
	size_t pages = uc_pages_free_count();
	void *between = uc_pages_alloc(1);
	for (unsigned n = 1; n < 10; n++)
		UC_REQUIRE((blocks[n] = uc_heap_alloc(100000)));
	uc_pages_free(between, 1);
	for (unsigned n = 10; n-- > 0;)
		uc_heap_free(blocks[n]);
	/* What was claimed behind the first region stays with it. */
	UC_CHECK(uc_pages_free_count() + 32 >= pages);
}

UC_CRASH_TEST(freed_twice)
{
	block = uc_heap_alloc(100);
	void *volatile kept = uc_heap_alloc(100);
	uc_heap_free(block);
	uc_heap_free(block);
	(void)kept;
}

UC_CRASH_TEST(written_before)
{
	block = uc_heap_alloc(100);
	block[-32] ^= 1;
	uc_heap_free(block);
}
