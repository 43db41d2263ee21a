/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers from text, sorting, the malloc family's errno. */
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <unicore/sched.h>
#include <unicore/test.h>

static void check_long(const char *text, int base, long value, unsigned used, int error)
{
	char *end;
	errno = 0;
	UC_CHECK_EQUAL(strtol(text, &end, base), value);
	UC_CHECK_EQUAL(end - text, used);
	UC_CHECK_EQUAL(errno, error);
}

UC_TEST(long_from_text)
{
	check_long("42", 10, 42, 2, 0);
	check_long(" \t-42x", 10, -42, 5, 0);
	check_long("+7", 0, 7, 2, 0);
	check_long("0x1fg", 0, 31, 4, 0);
	check_long("0x", 0, 0, 1, 0);
	check_long("0xg", 16, 0, 1, 0);
	check_long("017", 0, 15, 3, 0);
	check_long("z", 36, 35, 1, 0);
	check_long("12", 2, 1, 1, 0);
	check_long("", 10, 0, 0, 0);
	check_long("-", 10, 0, 0, 0);
	check_long("9223372036854775807", 10, LONG_MAX, 19, 0);
	check_long("9223372036854775808", 10, LONG_MAX, 19, ERANGE);
	check_long("-9223372036854775808", 10, LONG_MIN, 20, 0);
	check_long("-9223372036854775809", 10, LONG_MIN, 20, ERANGE);
	check_long("99999999999999999999999", 10, LONG_MAX, 23, ERANGE);
}

UC_TEST(unsigned_long_from_text)
{
	char *end;
	errno = 0;
	UC_CHECK(strtoul("18446744073709551615", &end, 10) == ULONG_MAX && errno == 0 && !*end);
	UC_CHECK(strtoul("-1", NULL, 10) == ULONG_MAX && errno == 0);
	UC_CHECK(strtoul("18446744073709551616", NULL, 10) == ULONG_MAX && errno == ERANGE);
	UC_CHECK_EQUAL(atoi("-12abc"), -12);
}

static int ascending(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

UC_TEST(sorted_is_sorted_and_found)
{
	static uint32_t numbers[500];
	for (unsigned count = 0; count < 500; count += 1 + count / 4) {
		uint32_t sum = 0, after = 0;
		for (unsigned n = 0; n < count; n++)
			sum += numbers[n] = (uint32_t)(uc_test_random() % 300);
		qsort(numbers, count, sizeof *numbers, ascending);
		for (unsigned n = 0; n < count; n++) {
			UC_CHECK(n == 0 || numbers[n - 1] <= numbers[n]);
			uint32_t *found = bsearch(&numbers[n], numbers, count, sizeof *numbers, ascending);
			UC_CHECK(found && *found == numbers[n]);
			after += numbers[n];
		}
		UC_CHECK_EQUAL(after, sum);
		uint32_t absent = 1000;
		UC_CHECK(!bsearch(&absent, numbers, count, sizeof *numbers, ascending));
	}
}

UC_TEST(malloc_without_memory_sets_errno)
{
	volatile size_t huge = SIZE_MAX / 2;
	errno = 0;
	UC_CHECK(!malloc(huge) && errno == ENOMEM);
	errno = 0;
	UC_CHECK(!calloc(huge, 4) && errno == ENOMEM);
	void *block = malloc(10);
	errno = 0;
	void *moved = realloc(block, huge);
	UC_CHECK(!moved && errno == ENOMEM);
	if (!moved)
		free(block);
}

static void set_errno(void *seen)
{
	*(int *)seen = errno;
	errno = 5;
}

UC_TEST(errno_is_each_threads_own)
{
	struct uc_thread *thread;
	int seen = -1;
	errno = 33;
	UC_REQUIRE(uc_thread_create(&thread, NULL, set_errno, &seen) == 0);
	uc_thread_join(thread);
	UC_CHECK_EQUAL(seen, 0);
	UC_CHECK_EQUAL(errno, 33);
}
