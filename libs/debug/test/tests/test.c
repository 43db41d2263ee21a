/* SPDX-License-Identifier: BSD-3-Clause */
/* The test library itself: what can be seen from within. */
#include <unicore/test.h>

UC_TEST(equal_values_pass)
{
	UC_CHECK(true);
	UC_CHECK_EQUAL(6 * 7, 42);
	UC_REQUIRE(1);
}

UC_TEST(skipping_is_no_failure)
{
	uc_test_skip("shows how");
}

UC_TEST(random_numbers_differ)
{
	uint64_t number = uc_test_random();
	UC_CHECK(number != uc_test_random());
}

/* The two run in any order; the one that runs last compares. */
static void compare_first_number(void)
{
	static uint64_t first;
	uint64_t number = uc_test_random();
	if (first)
		UC_CHECK_EQUAL(number, first);
	first = number;
}

UC_TEST(a_test_begins_with_the_seed)
{
	compare_first_number();
}

UC_TEST(another_test_begins_with_the_seed_too)
{
	compare_first_number();
}
