/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory maps as firmware should not write them. */
#include <metal/loader.h>
#include <unicore/string.h>
#include <unicore/test.h>

#define PAGE UC_PAGE_BYTES
#define NO_LIMIT (1ull << 39)

static struct uc_memory_range ranges[8];

static size_t from(const struct uc_metal_area *areas, size_t count)
{
	return uc_metal_ranges(areas, count, NULL, 0, NO_LIMIT, ranges, UC_ARRAY_LENGTH(ranges));
}
#define FROM(...) from((struct uc_metal_area[]){__VA_ARGS__}, UC_ARRAY_LENGTH(((struct uc_metal_area[]){__VA_ARGS__})))
#define RAM(first, end)                                        \
	{                                                      \
		(first) * PAGE, ((end) - (first)) * PAGE, true \
	}
#define RESERVED(first, end)                                    \
	{                                                       \
		(first) * PAGE, ((end) - (first)) * PAGE, false \
	}

static void is(size_t n, uint64_t first_page, uint64_t end_page, const char *file, int line)
{
	uint64_t end = ranges[n].start + ranges[n].bytes;
	if (ranges[n].start != first_page * PAGE || end != end_page * PAGE)
		uc_test_fail(file, line, "range %zu is 0x%lx to 0x%lx", n, (long)ranges[n].start, (long)end);
}
#define IS(n, first_page, end_page) is(n, first_page, end_page, __FILE__, __LINE__)

UC_TEST(no_map_is_no_memory)
{
	UC_CHECK_EQUAL(from(NULL, 0), 0);
	UC_CHECK_EQUAL(FROM(RESERVED(1, 100)), 0);
}

UC_TEST(page_zero_is_never_free)
{
	UC_CHECK_EQUAL(FROM(RAM(0, 4)), 1);
	IS(0, 1, 4);
	UC_CHECK_EQUAL(FROM(RAM(0, 1)), 0);
}

UC_TEST(areas_come_in_any_order_and_merge)
{
	UC_CHECK_EQUAL(FROM(RAM(20, 30), RAM(2, 5), RAM(5, 8), RAM(25, 40), RAM(22, 24)), 2);
	IS(0, 2, 8);
	IS(1, 20, 40);
}

UC_TEST(a_late_area_joins_two)
{
	UC_CHECK_EQUAL(FROM(RAM(2, 5), RAM(8, 10), RAM(20, 21), RAM(4, 9)), 2);
	IS(0, 2, 10);
	IS(1, 20, 21);
}

UC_TEST(what_is_reserved_wins_in_any_order)
{
	UC_CHECK_EQUAL(FROM(RESERVED(5, 6), RAM(2, 10)), 2);
	IS(0, 2, 5);
	IS(1, 6, 10);
	UC_CHECK_EQUAL(FROM(RAM(2, 10), RESERVED(0, 3), RESERVED(9, 20)), 1);
	IS(0, 3, 9);
	UC_CHECK_EQUAL(FROM(RAM(2, 10), RESERVED(2, 10)), 0);
	UC_CHECK_EQUAL(FROM(RAM(2, 4), RAM(6, 8), RAM(10, 12), RESERVED(3, 11)), 2);
	IS(0, 2, 3);
	IS(1, 11, 12);
}

UC_TEST(parts_of_pages_are_nobodys)
{
	UC_CHECK_EQUAL(FROM({2 * PAGE + 1, 3 * PAGE, true}), 1);
	IS(0, 3, 5);
	UC_CHECK_EQUAL(FROM({2 * PAGE + 1, PAGE, true}), 0);
	UC_CHECK_EQUAL(FROM(RAM(2, 6), {4 * PAGE + 100, 1, false}), 2);
	IS(0, 2, 4);
	IS(1, 5, 6);
	UC_CHECK_EQUAL(FROM(RAM(2, 6), {4 * PAGE, 0, false}), 1);
}

UC_TEST(ends_do_not_overflow)
{
	UC_CHECK_EQUAL(FROM({2 * PAGE, UINT64_MAX, true}), 1);
	IS(0, 2, NO_LIMIT / PAGE);
	UC_CHECK_EQUAL(FROM({UINT64_MAX, 1, true}, {UINT64_MAX - PAGE, UINT64_MAX, true}, {NO_LIMIT, PAGE, true}), 0);
	UC_CHECK_EQUAL(FROM(RAM(2, 6), {UINT64_MAX - PAGE, UINT64_MAX, false}, {4 * PAGE, UINT64_MAX, false}), 1);
	IS(0, 2, 4);
}

UC_TEST(holes_and_the_limit_cut)
{
	struct uc_metal_area areas[] = {RAM(1, 100)};
	struct uc_memory_range holes[] = {{.start = 10 * PAGE + 5, .bytes = 2},
					  {.start = 20 * PAGE, .bytes = 5 * PAGE}};
	size_t count = uc_metal_ranges(areas, 1, holes, 2, 50 * PAGE + 17, ranges, UC_ARRAY_LENGTH(ranges));
	UC_CHECK_EQUAL(count, 3);
	IS(0, 1, 10);
	IS(1, 11, 20);
	IS(2, 25, 50);
}

UC_TEST(more_than_fits_is_left_out)
{
	struct uc_metal_area areas[20];
	for (size_t n = 0; n < 20; n++)
		areas[n] = (struct uc_metal_area)RAM(2 * n + 2, 2 * n + 3);
	UC_CHECK_EQUAL(from(areas, 20), UC_ARRAY_LENGTH(ranges));
	/* And a hole in a full list does not give away what it covers. */
	UC_CHECK_EQUAL(FROM(RAM(2, 10), RAM(11, 12), RAM(13, 14), RAM(15, 16), RAM(17, 18), RAM(19, 20), RAM(21, 22),
			    RAM(23, 24), RESERVED(4, 6)),
		       UC_ARRAY_LENGTH(ranges));
	IS(0, 2, 4);
	IS(1, 11, 12);
}

/* Against a map with one flag per page. */
UC_TEST(random_maps_agree_with_a_bitmap)
{
	enum { PAGES = 48, AREAS = 6 };
	uint32_t random = 12345;
	struct uc_memory_range found[2 * AREAS];
	for (unsigned round = 0; round < 2000; round++) {
		struct uc_metal_area areas[AREAS];
		bool ram[PAGES] = {false}, reserved[PAGES] = {false};
		for (size_t n = 0; n < AREAS; n++) {
			random = random * 1664525 + 1013904223;
			size_t first = random >> 8 & 31, pages = random >> 16 & 15;
			areas[n] = (struct uc_metal_area)RAM(first, first + pages);
			areas[n].ram = random >> 30 != 0;
			for (size_t page = first; page < first + pages; page++)
				(areas[n].ram ? ram : reserved)[page] = true;
		}
		size_t count = uc_metal_ranges(areas, AREAS, NULL, 0, NO_LIMIT, found, UC_ARRAY_LENGTH(found));
		for (size_t page = 0; page < PAGES; page++) {
			bool is_free = false;
			for (size_t n = 0; n < count; n++)
				is_free |= page * PAGE - found[n].start < found[n].bytes;
			UC_REQUIRE(is_free == (page > 0 && ram[page] && !reserved[page]));
		}
		for (size_t n = 1; n < count; n++)
			UC_REQUIRE(found[n - 1].start + found[n - 1].bytes < found[n].start);
	}
}
