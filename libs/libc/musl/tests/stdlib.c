/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers, sorting, environment, memory, jumps. */
#include <errno.h>
#include <limits.h>
#include <malloc.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unicore/test.h>

UC_TEST(numbers_from_text)
{
	char *end;
	errno = 0;
	UC_CHECK_EQUAL(strtol("  -0x7fz", &end, 0), -0x7f);
	UC_CHECK(*end == 'z');
	UC_CHECK(strtoull("18446744073709551615", NULL, 10) == UINT64_MAX && errno == 0);
	UC_CHECK(strtoull("18446744073709551616", NULL, 10) == UINT64_MAX && errno == ERANGE);
	UC_CHECK(strtod("1e-3x", &end) == 0.001 && *end == 'x');
	UC_CHECK_EQUAL(atoi("12abc"), 12);
}

static int by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

UC_TEST(qsort_and_bsearch)
{
	static uint32_t values[1000];
	uint32_t state = 12345, sum = 0;
	for (size_t i = 0; i < 1000; i++) {
		state = state * 1664525 + 1013904223;
		values[i] = state;
		sum += state;
	}
	qsort(values, 1000, sizeof *values, by_value);
	size_t wrong = 0;
	for (size_t i = 1; i < 1000; i++)
		wrong += values[i - 1] > values[i];
	for (size_t i = 0; i < 1000; i++)
		sum -= values[i];
	UC_CHECK_EQUAL(wrong, 0);
	UC_CHECK_EQUAL(sum, 0);
	uint32_t key = values[617];
	UC_CHECK(*(uint32_t *)bsearch(&key, values, 1000, sizeof *values, by_value) == key);
}

UC_TEST(environment)
{
	UC_CHECK(getenv("UC_TEST_NONE") == NULL);
	UC_CHECK(setenv("UC_TEST_ONE", "1", 1) == 0 && strcmp(getenv("UC_TEST_ONE"), "1") == 0);
	UC_CHECK(setenv("UC_TEST_ONE", "2", 0) == 0 && strcmp(getenv("UC_TEST_ONE"), "1") == 0);
	UC_CHECK(unsetenv("UC_TEST_ONE") == 0 && getenv("UC_TEST_ONE") == NULL);
}

UC_TEST(malloc_family)
{
	char *block = malloc(100);
	UC_REQUIRE(block);
	memset(block, 7, 100);
	block = realloc(block, 100000);
	UC_REQUIRE(block);
	UC_CHECK(block[0] == 7 && block[99] == 7 && malloc_usable_size(block) >= 100000);
	free(block);
	unsigned char *zeroed = calloc(1000, 3);
	UC_REQUIRE(zeroed);
	size_t wrong = 0;
	for (size_t i = 0; i < 3000; i++)
		wrong += zeroed[i];
	UC_CHECK_EQUAL(wrong, 0);
	free(zeroed);
	void *aligned = NULL;
	UC_CHECK(posix_memalign(&aligned, 4096, 10) == 0 && (uintptr_t)aligned % 4096 == 0);
	free(aligned);
	volatile size_t huge = SIZE_MAX / 2; /* no warning: it is to fail */
	errno = 0;
	UC_CHECK(calloc(huge, 3) == NULL && errno == ENOMEM);
	UC_CHECK(malloc(huge) == NULL);
}

static jmp_buf place;

static void __attribute__((noinline)) jump(int value)
{
	longjmp(place, value);
}

UC_TEST(setjmp_returns_twice)
{
	volatile int rounds = 0;
	int value = setjmp(place);
	rounds++;
	if (value < 3)
		jump(value + 1);
	UC_CHECK(value == 3 && rounds == 4);
}
