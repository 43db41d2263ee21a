/* SPDX-License-Identifier: BSD-3-Clause */
/* What lib-ranges promises beyond the contract: lowest address first, and that stray writes are seen. */
#include <unicore/pagealloc.h>
#include <unicore/sanitize.h>
#include <unicore/test.h>

#define HOLES 500

static char *pages[2 * HOLES];

UC_TEST(the_lowest_fit_comes_first)
{
	char *low = uc_pages_alloc(4), *between = uc_pages_alloc(1), *high = uc_pages_alloc(4);
	UC_REQUIRE(low && between && high);
	UC_CHECK(low < between && between < high);
	uc_pages_free(high, 4);
	uc_pages_free(low, 4);
	UC_CHECK(uc_pages_alloc(3) == low);
	uc_pages_free(low, 3);
	uc_pages_free(between, 1);
}

/* A tree of 500 ranges: each hole is found again by its address. */
UC_TEST(many_holes_are_found_again)
{
	size_t before = uc_pages_free_count();
	for (unsigned n = 0; n < 2 * HOLES; n++)
		UC_REQUIRE((pages[n] = uc_pages_alloc(1 + n % 2)));
	for (unsigned n = 0; n < 2 * HOLES; n += 2)
		uc_pages_free(pages[n], 1);
	for (unsigned n = 0; n < 2 * HOLES; n += 2)
		UC_CHECK_EQUAL(uc_pages_claim(pages[n], 1), 0);
	for (unsigned n = 0; n < 2 * HOLES; n++)
		uc_pages_free(pages[n], 1 + n % 2);
	UC_CHECK_EQUAL(uc_pages_free_count(), before);
}

/* Where no range is large enough for every alignment, the one that fits is found. */
UC_TEST(an_aligned_range_is_found_in_the_last_hole)
{
	char *block = uc_pages_alloc_aligned(16, 16 * UC_PAGE_BYTES);
	UC_REQUIRE(block);
	size_t count = 0;
	void **last = NULL, **page;
	while ((page = uc_pages_alloc(1))) {
		*page = last;
		last = page;
		count++;
	}
	uc_pages_free(block, 16);
	UC_CHECK(uc_pages_alloc_aligned(16, 16 * UC_PAGE_BYTES) == block);
	while (last) {
		page = *last;
		uc_pages_free(last, 1);
		last = page;
	}
	uc_pages_free(block, 16);
}

static UC_NO_SANITIZE void poke(volatile char *byte)
{
	*byte ^= 1;
}

UC_CRASH_TEST(free_page_written)
{
	volatile char *freed = uc_pages_alloc(2);
	void *kept = uc_pages_alloc(1);
	uc_pages_free((void *)freed, 2);
	poke(freed + 16);
	uc_pages_free(kept, 1);
	uc_pages_alloc(2);
}
