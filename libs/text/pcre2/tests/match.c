/* SPDX-License-Identifier: BSD-3-Clause */
/* Patterns with known answers: what matches, where, and what the groups hold; patterns and matches that must fail. */
#include <stdint.h>
#include <string.h>
#include <unicore/test.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

static int position, length;

/* Returns pcre2_match's value, or 1000 + the error of the pattern; the place of `group` is left in the globals. */
static int match(const char *pattern, uint32_t options, const char *subject, unsigned group)
{
	int error, result;
	PCRE2_SIZE offset;
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, options, &error, &offset, NULL);

	position = length = -1;
	if (!code)
		return 1000 + error;
	pcre2_match_data *data = pcre2_match_data_create_from_pattern(code, NULL);
	result = pcre2_match(code, (PCRE2_SPTR)subject, strlen(subject), 0, 0, data, NULL);
	if (result > (int)group) {
		PCRE2_SIZE *places = pcre2_get_ovector_pointer(data);
		position = (int)places[2 * group];
		length = (int)(places[2 * group + 1] - places[2 * group]);
	}
	pcre2_match_data_free(data);
	pcre2_code_free(code);
	return result;
}

UC_TEST(what_nginx_writes_in_locations)
{
	UC_CHECK(match("\\.php$", 0, "/a/index.php", 0) == 1);
	UC_CHECK(position == 8 && length == 4);
	UC_CHECK(match("\\.php$", 0, "/a/index.php5", 0) == PCRE2_ERROR_NOMATCH);
	UC_CHECK(match("\\.(gif|jpe?g|png)$", PCRE2_CASELESS, "/x/PHOTO.JPG", 1) == 2);
	UC_CHECK(position == 9 && length == 3);
	UC_CHECK(match("^/user/(?<name>[^/]+)/(\\d+)$", 0, "/user/ada/42", 2) == 3);
	UC_CHECK(position == 10 && length == 2);
}

UC_TEST(classes_repetition_and_greed)
{
	UC_CHECK(match("a{2,3}", 0, "baaaa", 0) == 1);
	UC_CHECK(position == 1 && length == 3);
	UC_CHECK(match("<.+?>", 0, "<a><b>", 0) == 1);
	UC_CHECK(length == 3);
	UC_CHECK(match("<.+>", 0, "<a><b>", 0) == 1);
	UC_CHECK(length == 6);
	UC_CHECK(match("[[:xdigit:]]+$", 0, "0xBEEF", 0) == 1);
	UC_CHECK(position == 2 && length == 4);
}

UC_TEST(looking_around_and_back)
{
	UC_CHECK(match("(?<=foo)bar", 0, "xfoobar", 0) == 1);
	UC_CHECK(position == 4);
	UC_CHECK(match("foo(?!bar)", 0, "foobar", 0) == PCRE2_ERROR_NOMATCH);
	UC_CHECK(match("(\\w)\\1", 0, "hello", 1) == 2);
	UC_CHECK(position == 2);
	UC_CHECK(match("^(\\((?:[^()]|(?1))*\\))$", 0, "(a(b)c(d(e)))", 0) == 2);
	UC_CHECK(match("^(\\((?:[^()]|(?1))*\\))$", 0, "(a(b)c(d(e))", 0) == PCRE2_ERROR_NOMATCH);
}

UC_TEST(lines)
{
	UC_CHECK(match("^b$", PCRE2_MULTILINE, "a\nb\nc", 0) == 1);
	UC_CHECK(position == 2);
	UC_CHECK(match("a.b", 0, "a\nb", 0) == PCRE2_ERROR_NOMATCH);
	UC_CHECK(match("a.b", PCRE2_DOTALL, "a\nb", 0) == 1);
}

UC_TEST(broken_patterns_name_their_error)
{
	UC_CHECK(match("(", 0, "", 0) == 1000 + PCRE2_ERROR_MISSING_CLOSING_PARENTHESIS);
	UC_CHECK(match("[a", 0, "", 0) == 1000 + PCRE2_ERROR_MISSING_SQUARE_BRACKET);
	UC_CHECK(match("a{3,2}", 0, "", 0) == 1000 + PCRE2_ERROR_QUANTIFIER_OUT_OF_ORDER);

	char text[64];
	UC_CHECK(pcre2_get_error_message(PCRE2_ERROR_MISSING_CLOSING_PARENTHESIS, (PCRE2_UCHAR *)text, sizeof(text)) >
		 0);
	UC_CHECK(strcmp(text, "missing closing parenthesis") == 0);
}

UC_TEST(a_match_that_takes_forever_gives_up)
{
	UC_CHECK(match("^(a+)+$", 0, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", 0) == PCRE2_ERROR_MATCHLIMIT);
}

UC_TEST(unicode_as_built)
{
	uint32_t unicode;

	UC_CHECK(pcre2_config(PCRE2_CONFIG_UNICODE, &unicode) == 0);
	UC_CHECK(unicode == CONFIG_PCRE2_UNICODE);
#if CONFIG_PCRE2_UNICODE
	UC_CHECK(match("^\\p{Lu}.$", PCRE2_UTF, "\xc3\x84\xe2\x82\xac", 0) == 1);
	UC_CHECK(length == 5);
	UC_CHECK(match("\xc3\xa4", PCRE2_UTF | PCRE2_CASELESS, "\xc3\x84", 0) == 1);
	UC_CHECK(match(".", PCRE2_UTF, "\xff", 0) < PCRE2_ERROR_PARTIAL);
#endif
}

UC_TEST(substitution)
{
	int error;
	PCRE2_SIZE offset, room = 64;
	char text[64];
	pcre2_code *code = pcre2_compile((PCRE2_SPTR) "(\\w+)@(\\w+)", PCRE2_ZERO_TERMINATED, 0, &error, &offset, NULL);

	UC_CHECK(code != NULL);
	UC_CHECK(pcre2_substitute(code, (PCRE2_SPTR) "ada@example bob@host", PCRE2_ZERO_TERMINATED, 0,
				  PCRE2_SUBSTITUTE_GLOBAL, NULL, NULL, (PCRE2_SPTR) "$2:$1", PCRE2_ZERO_TERMINATED,
				  (PCRE2_UCHAR *)text, &room) == 2);
	UC_CHECK(strcmp(text, "example:ada host:bob") == 0);
	pcre2_code_free(code);
}
