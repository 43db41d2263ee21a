/* SPDX-License-Identifier: BSD-3-Clause */
/* The str* family at its edges. Texts go through T, so that the compiler does not answer itself what they hold. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unicore/test.h>

static const char *T(const char *text)
{
	const char *volatile hidden = text;
	return hidden;
}

UC_TEST(comparisons_are_of_unsigned_bytes)
{
	UC_CHECK(strcmp(T(""), T("")) == 0 && strcmp(T("a"), T("a")) == 0);
	UC_CHECK(strcmp(T("a"), T("b")) < 0 && strcmp(T("b"), T("a")) > 0);
	UC_CHECK(strcmp(T("a"), T("ab")) < 0 && strcmp(T("ab"), T("a")) > 0);
	UC_CHECK(strcmp(T("\x7f"), T("\x80")) < 0);
	UC_CHECK(strncmp(T("abc"), T("abd"), 2) == 0 && strncmp(T("abc"), T("abd"), 3) < 0);
	UC_CHECK(strncmp(T("a"), T("b"), 0) == 0 && strncmp(T("ab"), T("ab"), 100) == 0);
	UC_CHECK(strcasecmp(T("HeLLo"), T("hEllO")) == 0 && strcasecmp(T("a"), T("B")) < 0);
	UC_CHECK(strcasecmp(T("["), T("{")) != 0);
}

UC_TEST(searches_find_the_right_place)
{
	const char *text = T("abcabc");
	UC_CHECK(strchr(text, 'b') == text + 1 && strrchr(text, 'b') == text + 4);
	UC_CHECK(strchr(text, 0) == text + 6 && strrchr(text, 0) == text + 6);
	UC_CHECK(!strchr(text, 'x') && !strrchr(text, 'x') && !strchr(T(""), 'a'));
	UC_CHECK(strstr(text, T("ca")) == text + 2 && strstr(text, T("")) == text);
	UC_CHECK(!strstr(text, T("cb")) && !strstr(text, T("abcabca")) && strstr(T(""), T("")));
	UC_CHECK(strstr(T("aab"), T("ab")) && !strstr(T(""), T("a")));
	UC_CHECK(memchr(text, 'c', 6) == text + 2 && !memchr(text, 'c', 2));
	UC_CHECK(strnlen(text, 3) == 3 && strnlen(text, 100) == 6);
}

UC_TEST(copies_end_where_they_should)
{
	char buffer[8];
	memset(buffer, 'x', sizeof buffer);
	UC_CHECK(strcpy(buffer, T("abc")) == buffer && memcmp(buffer, "abc\0xxxx", 8) == 0);
	UC_CHECK(strcat(buffer, T("de")) == buffer && memcmp(buffer, "abcde\0xx", 8) == 0);
	strncpy(buffer, T("ab"), 6);
	UC_CHECK(memcmp(buffer, "ab\0\0\0\0xx", 8) == 0);
	strncpy(buffer, T("xyzdef"), 3);
	UC_CHECK(memcmp(buffer, "xyz\0\0\0xx", 8) == 0);
	char *copy = strdup(T("hello"));
	UC_REQUIRE(copy);
	UC_CHECK(strcmp(copy, T("hello")) == 0);
	free(copy);
}

UC_TEST(characters_have_their_kinds)
{
	for (int c = 0; c < 256; c++) {
		bool digit = c >= '0' && c <= '9', upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z';
		UC_CHECK(!!isdigit(c) == digit && !!isupper(c) == upper && !!islower(c) == lower);
		UC_CHECK(!!isalpha(c) == (upper || lower) && !!isalnum(c) == (upper || lower || digit));
		UC_CHECK(!!isspace(c) == (c == ' ' || (c >= 9 && c <= 13)));
		UC_CHECK(!!isxdigit(c) == (digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')));
		UC_CHECK(!!isprint(c) == (c >= 32 && c < 127));
		UC_CHECK(tolower(c) == (upper ? c + 32 : c) && toupper(c) == (lower ? c - 32 : c));
	}
}
