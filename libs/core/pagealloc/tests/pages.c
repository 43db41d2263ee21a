/* SPDX-License-Identifier: BSD-3-Clause */
/* What every page allocator owes. */
#include <unicore/pagealloc.h>
#include <unicore/string.h>
#include <unicore/test.h>

UC_TEST(pages_are_counted)
{
	size_t before = uc_pages_free_count();
	UC_CHECK(before > 0 && before <= uc_pages_total());
	void *pages = uc_pages_alloc(3);
	UC_REQUIRE(pages);
	UC_CHECK_EQUAL((uintptr_t)pages % UC_PAGE_BYTES, 0);
	UC_CHECK_EQUAL(uc_pages_free_count(), before - 3);
	memset(pages, 0xff, 3 * UC_PAGE_BYTES);
	uc_pages_free(pages, 3);
	UC_CHECK_EQUAL(uc_pages_free_count(), before);
}

UC_TEST(what_cannot_be_is_refused)
{
	size_t before = uc_pages_free_count();
	UC_CHECK(!uc_pages_alloc(0));
	UC_CHECK(!uc_pages_alloc(uc_pages_total() + 1));
	UC_CHECK(!uc_pages_alloc(SIZE_MAX));
	UC_CHECK(!uc_pages_alloc_aligned(SIZE_MAX, 8192));
	UC_CHECK(!uc_pages_alloc_aligned(1, (size_t)1 << (sizeof(size_t) * 8 - 1)));
	UC_CHECK_EQUAL(uc_pages_free_count(), before);
}

UC_TEST(every_power_of_two_is_an_alignment)
{
	size_t before = uc_pages_free_count();
	for (size_t alignment = UC_PAGE_BYTES; alignment <= 65536; alignment *= 2) {
		void *one = uc_pages_alloc(1), *pages = uc_pages_alloc_aligned(2, alignment);
		UC_REQUIRE(one && pages);
		UC_CHECK_EQUAL((uintptr_t)pages % alignment, 0);
		uc_pages_free(one, 1);
		uc_pages_free(pages, 2);
	}
	UC_CHECK_EQUAL(uc_pages_free_count(), before);
}

UC_TEST(a_part_goes_back_and_is_claimed_again)
{
	char *pages = uc_pages_alloc(8);
	UC_REQUIRE(pages);
	size_t before = uc_pages_free_count();
	UC_CHECK(uc_pages_claim(pages, 1) != 0);
	uc_pages_free(pages + 2 * UC_PAGE_BYTES, 4);
	UC_CHECK_EQUAL(uc_pages_free_count(), before + 4);
	UC_CHECK(uc_pages_claim(pages + UC_PAGE_BYTES, 2) != 0);
	UC_CHECK(uc_pages_claim(pages + 5 * UC_PAGE_BYTES, 2) != 0);
	UC_CHECK_EQUAL(uc_pages_claim(pages + 3 * UC_PAGE_BYTES, 2), 0);
	UC_CHECK(uc_pages_claim(pages + 3 * UC_PAGE_BYTES, 1) != 0);
	UC_CHECK_EQUAL(uc_pages_claim(pages + 2 * UC_PAGE_BYTES, 1), 0);
	UC_CHECK_EQUAL(uc_pages_claim(pages + 5 * UC_PAGE_BYTES, 1), 0);
	UC_CHECK_EQUAL(uc_pages_free_count(), before);
	uc_pages_free(pages, 8);
}

UC_TEST(neighbours_join)
{
	char *pages = uc_pages_alloc(16);
	UC_REQUIRE(pages);
	for (unsigned n = 0; n < 16; n += 2)
		uc_pages_free(pages + n * UC_PAGE_BYTES, 1);
	for (unsigned n = 1; n < 16; n += 2)
		uc_pages_free(pages + n * UC_PAGE_BYTES, 1);
	UC_CHECK_EQUAL(uc_pages_claim(pages, 16), 0);
	uc_pages_free(pages, 16);
}

UC_TEST(a_large_range_is_found_behind_small_holes)
{
	static char *pages[128];
	size_t before = uc_pages_free_count();
	for (unsigned n = 0; n < 128; n++)
		UC_REQUIRE((pages[n] = uc_pages_alloc(1)));
	for (unsigned n = 0; n < 128; n += 2)
		uc_pages_free(pages[n], 1);
	void *large = uc_pages_alloc(64), *aligned = uc_pages_alloc_aligned(32, 8 * UC_PAGE_BYTES);
	UC_CHECK(large && aligned);
	uc_pages_free(large, large ? 64 : 0);
	uc_pages_free(aligned, aligned ? 32 : 0);
	for (unsigned n = 1; n < 128; n += 2)
		uc_pages_free(pages[n], 1);
	UC_CHECK_EQUAL(uc_pages_free_count(), before);
}

UC_TEST(all_memory_is_handed_out_and_taken_back)
{
	size_t before = uc_pages_free_count(), count = 0;
	void **last = NULL, **page;
	while ((page = uc_pages_alloc(1))) {
		*page = last;
		last = page;
		count++;
	}
	UC_CHECK_EQUAL(count, before);
	UC_CHECK_EQUAL(uc_pages_free_count(), 0);
	while (last) {
		page = *last;
		uc_pages_free(last, 1);
		last = page;
	}
	UC_CHECK_EQUAL(uc_pages_free_count(), before);
}

UC_CRASH_TEST(pages_freed_twice)
{
	void *pages = uc_pages_alloc(4);
	uc_pages_free(pages, 4);
	uc_pages_free((char *)pages + UC_PAGE_BYTES, 1);
}

UC_CRASH_TEST(pages_never_given)
{
	static char mine[2 * UC_PAGE_BYTES];
	uc_pages_free((void *)(((uintptr_t)mine + UC_PAGE_BYTES - 1) & ~(UC_PAGE_BYTES - 1)), 1);
}
