/* SPDX-License-Identifier: BSD-3-Clause */
/* A heap without memory says so, loses nothing, and goes on when there is some again. */
#include <unicore/heap.h>
#include <unicore/heapfault.h>
#include <unicore/pagealloc.h>
#include <unicore/string.h>
#include <unicore/test.h>

#define PIECE 16384

/* Blocks until there are no more, each of which holds the one before. */
static void **take_all(size_t *count)
{
	void **last = NULL;
	for (*count = 0;; ++*count) {
		void **block = uc_heap_alloc(PIECE);
		if (!block)
			return last;
		*block = last;
		last = block;
	}
}

UC_TEST(all_memory_is_handed_out_and_taken_back)
{
	size_t pages = uc_pages_free_count(), count;
	void **last = take_all(&count);
	UC_CHECK(count * PIECE >= pages * UC_PAGE_BYTES / 2);
	UC_CHECK(!uc_heap_alloc(PIECE));
	for (; last; count--) {
		void **before = *last;
		uc_heap_free(last);
		last = before;
	}
	UC_CHECK_EQUAL(count, 0);
	void *block = uc_heap_alloc(PIECE);
	UC_CHECK(block);
	uc_heap_free(block);
}

/* Enough that the page allocator is asked `nth` times, which says no the last time. */
static void fail_at(unsigned long nth)
{
	struct uc_heap_statistics before, after;
	unsigned char *kept = uc_heap_alloc(100);
	UC_REQUIRE(kept);
	memset(kept, 0x3c, 100);
	uc_heap_statistics(&before);
	uc_heapfault_arm(nth);
	void **last = NULL, **block;
	while ((block = uc_heap_alloc_aligned(32, PIECE * 8))) {
		*block = last;
		last = block;
	}
	uc_heapfault_arm(0);
	unsigned char *grown = uc_heap_realloc(kept, 2 * PIECE);
	kept = grown ? grown : kept;
	for (unsigned n = 0; n < 100; n++)
		UC_CHECK_EQUAL(kept[n], 0x3c);
	while (last) {
		block = *last;
		uc_heap_free(last);
		last = block;
	}
	uc_heap_free(kept);
	uc_heap_statistics(&after);
	UC_CHECK_EQUAL(after.blocks, before.blocks - 1);
}

UC_TEST(the_nth_failure_loses_nothing)
{
	for (unsigned long nth = 1; nth <= 12; nth++)
		fail_at(nth);
}
