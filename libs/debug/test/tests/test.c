/* SPDX-License-Identifier: BSD-3-Clause */
/* The test library itself: what can be seen from within. */
#include <unicore/test.h>

static uint64_t first_number;

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
	first_number = uc_test_random();
	UC_CHECK(first_number != uc_test_random());
}

UC_TEST(each_test_begins_with_the_seed)
{
	UC_CHECK_EQUAL(uc_test_random(), first_number);
}
