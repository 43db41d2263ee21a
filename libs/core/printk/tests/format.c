/* SPDX-License-Identifier: BSD-3-Clause */
/* Every conversion, flag and length, at its limits; buffers that are too small. */
#include <stdint.h>
#include <unicore/printk.h>
#include <unicore/string.h>
#include <unicore/test.h>

/* Flags and lengths that have no effect, and NULL for a string, are tested too. */
#pragma GCC diagnostic ignored "-Wformat"
#pragma GCC diagnostic ignored "-Wformat-overflow"

/* Formats and compares, with a byte behind the buffer that must stay. */
#define CHECK_FORMAT(expected, ...)                                                               \
	do {                                                                                      \
		char text[80];                                                                    \
		size_t length = uc_format(text, sizeof(text), __VA_ARGS__);                       \
		if (length != strlen(expected) || memcmp(text, expected, length + 1) != 0)        \
			uc_test_fail(__FILE__, __LINE__, "\"%s\" is not \"%s\"", text, expected); \
	} while (0)

UC_TEST(plain_text)
{
	CHECK_FORMAT("", "%s", "");
	CHECK_FORMAT("no directive", "no directive");
	CHECK_FORMAT("100%", "%d%%", 100);
	CHECK_FORMAT("(null)", "%s", (const char *)NULL);
}

UC_TEST(decimal)
{
	CHECK_FORMAT("0", "%d", 0);
	CHECK_FORMAT("-2147483648", "%d", INT32_MIN);
	CHECK_FORMAT("2147483647", "%i", INT32_MAX);
	CHECK_FORMAT("4294967295", "%u", UINT32_MAX);
	CHECK_FORMAT("-9223372036854775808", "%ld", INT64_MIN);
	CHECK_FORMAT("18446744073709551615", "%llu", (unsigned long long)UINT64_MAX);
	CHECK_FORMAT("18446744073709551615", "%zu", SIZE_MAX);
}

UC_TEST(hexadecimal)
{
	CHECK_FORMAT("0", "%x", 0);
	CHECK_FORMAT("deadbeef DEADBEEF", "%x %X", 0xdeadbeefu, 0xdeadbeefu);
	CHECK_FORMAT("ffffffffffffffff", "%lx", UINT64_MAX);
	CHECK_FORMAT("0x1000", "%p", (void *)0x1000);
	CHECK_FORMAT("0x0", "%p", (void *)0);
}

UC_TEST(short_lengths)
{
	CHECK_FORMAT("-1", "%hhd", 0x1ff);
	CHECK_FORMAT("255", "%hhu", 0x1ff);
	CHECK_FORMAT("-1", "%hd", 0x1ffff);
	CHECK_FORMAT("ffff", "%hx", 0x1ffff);
}

UC_TEST(width_and_flags)
{
	CHECK_FORMAT("   42|", "%5d|", 42);
	CHECK_FORMAT("42   |", "%-5d|", 42);
	CHECK_FORMAT("00042|", "%05d|", 42);
	CHECK_FORMAT("-0042|", "%05d|", -42);
	CHECK_FORMAT("42   |", "%-05d|", 42);
	CHECK_FORMAT("123456", "%3d", 123456);
	CHECK_FORMAT("  x|y  |", "%3c|%-3c|", 'x', 'y');
	CHECK_FORMAT("   ab|ab   |", "%5s|%-5s|", "ab", "ab");
	CHECK_FORMAT("  7|7  |", "%*d|%*d|", 3, 7, -3, 7);
}

UC_TEST(precision_of_strings)
{
	static const char unterminated[3] = {'a', 'b', 'c'};
	CHECK_FORMAT("abc", "%.3s", unterminated);
	CHECK_FORMAT("ab", "%.*s", 2, "abc");
	CHECK_FORMAT("", "%.0s", "abc");
	CHECK_FORMAT("  ab", "%4.2s", "abc");
	CHECK_FORMAT("abc", "%.*s", -1, "abc");
}

UC_TEST(small_buffers)
{
	char text[4] = {'x', 'x', 'x', 'x'};
	UC_CHECK_EQUAL(uc_format(text, 3, "%d", 12345), 5);
	UC_CHECK(memcmp(text, "12\0x", 4) == 0);
	UC_CHECK_EQUAL(uc_format(text, 1, "%s", "abc"), 3);
	UC_CHECK_EQUAL(text[0], '\0');
	UC_CHECK_EQUAL(uc_format(NULL, 0, "%s", "abc"), 3);
}

UC_TEST(unfinished_directive)
{
	char text[8];
	UC_CHECK_EQUAL(uc_format(text, sizeof(text), "a%"), 1);
	UC_CHECK_EQUAL(uc_format(text, sizeof(text), "a%-5"), 1);
}
