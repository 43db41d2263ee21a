/* SPDX-License-Identifier: BSD-3-Clause */
/* How a command line becomes arguments. */
#include "../src/run.h"
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/string.h>
#include <unicore/test.h>

#define BUFFER_BYTES 128

static char buffer[BUFFER_BYTES];
static char *words[BUFFER_BYTES / 2];

static bool is(const char *word, const char *expected)
{
	return strlen(word) == strlen(expected) && memcmp(word, expected, strlen(expected)) == 0;
}

#define CHECK_SPLIT(line, ...)                                                                                       \
	do {                                                                                                         \
		static const char *const expected[] = {"", ##__VA_ARGS__};                                           \
		int count = uc_boot_split(line, buffer, words);                                                      \
		UC_CHECK_EQUAL(count, UC_ARRAY_LENGTH(expected) - 1);                                                \
		for (int n = 0; n < count && n + 1 < (int)UC_ARRAY_LENGTH(expected); n++)                            \
			if (!is(words[n], expected[n + 1]))                                                          \
				uc_test_fail(__FILE__, __LINE__, "\"%s\" is not \"%s\"", words[n], expected[n + 1]); \
	} while (0)

UC_TEST(blanks)
{
	CHECK_SPLIT("");
	CHECK_SPLIT(" \t\n ");
	CHECK_SPLIT("a", "a");
	CHECK_SPLIT("  a  bc\td\n", "a", "bc", "d");
}

UC_TEST(quotes)
{
	CHECK_SPLIT("'a b' \"c d\"", "a b", "c d");
	CHECK_SPLIT("a' b'c\" d\"", "a bc d");
	CHECK_SPLIT("'' \"\"", "", "");
	CHECK_SPLIT("'\"' \"'\"", "\"", "'");
}

UC_TEST(backslashes)
{
	CHECK_SPLIT("a\\ b", "a b");
	CHECK_SPLIT("\\\"a \\'b", "\"a", "'b");
	CHECK_SPLIT("\"a\\\"b\\\\c\\d\"", "a\"b\\c\\d");
	CHECK_SPLIT("'a\\b'", "a\\b");
	CHECK_SPLIT("a\\", "a\\");
}

UC_TEST(open_quotes)
{
	UC_CHECK_EQUAL(uc_boot_split("a 'b", buffer, words), -EINVAL);
	UC_CHECK_EQUAL(uc_boot_split("a \"b\\\"", buffer, words), -EINVAL);
}

UC_TEST(options_of_the_runner)
{
	CHECK_SPLIT("uc.memory=64M a uc.port=80:80 b", "a", "b");
	CHECK_SPLIT("'uc.memory=1' uca u", "uc.memory=1", "uca", "u");
}

/* Each word of one character: as many as can be in a line of this length. */
UC_TEST(room)
{
	char line[BUFFER_BYTES];
	for (int n = 0; n < BUFFER_BYTES; n++)
		line[n] = n % 2 ? ' ' : 'x';
	line[BUFFER_BYTES - 1] = '\0';
	UC_CHECK_EQUAL(uc_boot_split(line, buffer, words), BUFFER_BYTES / 2);
	UC_CHECK(is(words[BUFFER_BYTES / 2 - 1], "x"));
}
