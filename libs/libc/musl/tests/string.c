/* SPDX-License-Identifier: BSD-3-Clause */
/* Strings and memory: sizes and alignments around the word and vector steps of the copies. */
#define _GNU_SOURCE /* memmem */
#include <string.h>
#include <strings.h>
#include <unicore/test.h>

static unsigned char source[4200], target[4200];

static unsigned char pattern(size_t i)
{
	return (unsigned char)(i * 7 + i / 251);
}

static void check_copy(size_t to, size_t from, size_t bytes)
{
	memset(target, 0xee, sizeof target);
	memcpy(target + to, source + from, bytes);
	size_t wrong = 0;
	for (size_t i = 0; i < sizeof target; i++)
		wrong += target[i] != (i >= to && i < to + bytes ? source[from + i - to] : 0xee);
	UC_CHECK_EQUAL(wrong, 0);
}

UC_TEST(memcpy_of_every_small_size_and_alignment)
{
	for (size_t i = 0; i < sizeof source; i++)
		source[i] = pattern(i);
	for (size_t bytes = 0; bytes <= 80; bytes++)
		for (size_t alignment = 0; alignment < 9; alignment++)
			check_copy(16 + alignment, 32 + (bytes + alignment) % 8, bytes);
	check_copy(1, 3, 4096);
}

UC_TEST(memmove_with_overlap_both_ways)
{
	for (size_t distance = 1; distance < 20; distance++) {
		for (size_t i = 0; i < 256; i++)
			target[i] = pattern(i);
		memmove(target + distance, target, 200);
		size_t wrong = 0;
		for (size_t i = 0; i < 200; i++)
			wrong += target[i + distance] != pattern(i);
		for (size_t i = 0; i < 256; i++)
			target[i] = pattern(i);
		memmove(target, target + distance, 200);
		for (size_t i = 0; i < 200; i++)
			wrong += target[i] != pattern(i + distance);
		UC_CHECK_EQUAL(wrong, 0);
	}
}

UC_TEST(memset_and_memcmp)
{
	for (size_t bytes = 0; bytes < 300; bytes += 1 + bytes / 40) {
		memset(target, 0, 512);
		memset(target + 3, 0x5a, bytes);
		UC_CHECK(target[2] == 0 && target[3 + bytes] == 0);
		memset(source, 0x5a, bytes);
		UC_CHECK(memcmp(target + 3, source, bytes) == 0);
		if (bytes > 0) {
			source[bytes - 1] = 0x5b;
			UC_CHECK(memcmp(target + 3, source, bytes) < 0);
			UC_CHECK(memcmp(source, target + 3, bytes) > 0);
		}
	}
}

UC_TEST(lengths_and_searches)
{
	char text[64];
	for (size_t at = 0; at < 40; at++) {
		memset(text, 'x', sizeof text);
		text[at] = 0;
		UC_CHECK_EQUAL(strlen(text), at);
		UC_CHECK(memchr(text, 0, sizeof text) == text + at);
	}
	UC_CHECK_EQUAL(strnlen("abcdef", 3), 3);
	UC_CHECK(strchr("abc", 'd') == NULL);
	UC_CHECK(strcmp(strrchr("a/b/c", '/'), "/c") == 0);
	UC_CHECK(strcmp(strstr("needle in a haystack", "in a hay"), "in a haystack") == 0);
	UC_CHECK(strstr("aaaaaaaaab", "aab") != NULL && strstr("abc", "abcd") == NULL);
	UC_CHECK(memmem("a\0b\0c", 5, "b\0c", 3) != NULL);
	UC_CHECK_EQUAL(strspn("aabbc", "ab"), 4);
	UC_CHECK_EQUAL(strcspn("aabbc", "c"), 4);
	UC_CHECK(strcasecmp("HeLLo", "hEllO") == 0 && strncasecmp("abX", "ABy", 2) == 0);
}

UC_TEST(tokens)
{
	char text[] = "GET  /index.html HTTP/1.1", *rest;
	UC_CHECK(strcmp(strtok_r(text, " ", &rest), "GET") == 0);
	UC_CHECK(strcmp(strtok_r(NULL, " ", &rest), "/index.html") == 0);
	UC_CHECK(strcmp(strtok_r(NULL, " ", &rest), "HTTP/1.1") == 0);
	UC_CHECK(strtok_r(NULL, " ", &rest) == NULL);
}
