/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The primitives that compilers call, against the plainest of loops: every length up to a few words, every alignment,
 * every distance of overlap, and that no byte beside the range is touched.
 */
#include <stdint.h>
#include <unicore/string.h>
#include <unicore/test.h>

/* The functions, not what the compiler makes of calls of a known size. */
#undef memcpy
#undef memmove
#undef memset
#undef memcmp

#define SIZE 160
#define MOST 80

static unsigned char from[SIZE], to[SIZE], expected[SIZE];

static void scribble(void)
{
	for (unsigned n = 0; n < SIZE; n++) {
		from[n] = (unsigned char)uc_test_random();
		expected[n] = to[n] = (unsigned char)(n * 7 + 1);
	}
}

static bool as_expected(void)
{
	for (unsigned n = 0; n < SIZE; n++)
		if (to[n] != expected[n])
			return false;
	return true;
}

UC_TEST(memcpy_copies_exactly)
{
	for (unsigned length = 0; length < MOST; length++)
		for (unsigned at = 0; at < 64; at++) {
			unsigned source = at % 8, target = 8 + at / 8;
			scribble();
			for (unsigned n = 0; n < length; n++)
				expected[target + n] = from[source + n];
			UC_REQUIRE(memcpy(to + target, from + source, length) == to + target);
			UC_REQUIRE(as_expected());
		}
}

UC_TEST(memmove_moves_over_itself)
{
	for (unsigned length = 0; length < MOST; length++)
		for (unsigned target = 0; target < 40; target++) {
			scribble();
			for (unsigned n = 0; n < length; n++)
				expected[target + n] = (unsigned char)((20 + n) * 7 + 1);
			UC_REQUIRE(memmove(to + target, to + 20, length) == to + target);
			UC_REQUIRE(as_expected());
		}
}

UC_TEST(memset_sets_exactly)
{
	for (unsigned length = 0; length < MOST; length++)
		for (unsigned target = 0; target < 16; target++) {
			scribble();
			for (unsigned n = 0; n < length; n++)
				expected[target + n] = 0xa7;
			/* Only the low byte counts. */
			UC_REQUIRE(memset(to + target, 0x1234a7, length) == to + target);
			UC_REQUIRE(as_expected());
		}
}

static int sign(int value)
{
	return (value > 0) - (value < 0);
}

UC_TEST(memcmp_finds_the_first_difference)
{
	for (unsigned length = 1; length < MOST; length++)
		for (unsigned at = 0; at < length; at++) {
			unsigned offset = length % 8;
			scribble();
			memcpy(to + offset, from, length);
			UC_REQUIRE(memcmp(to + offset, from, length) == 0);
			to[offset + at] ^= 0x80;
			if (at + 1 < length)
				to[offset + at + 1] ^= 0xff;
			int order = to[offset + at] > from[at] ? 1 : -1;
			UC_REQUIRE(sign(memcmp(to + offset, from, length)) == order);
			UC_REQUIRE(sign(memcmp(from, to + offset, length)) == -order);
			UC_REQUIRE(memcmp(to + offset, from, at) == 0);
		}
}

UC_TEST(strlen_ends_at_the_first_zero)
{
	static char text[SIZE] __attribute__((aligned(16)));
	for (unsigned at = 0; at < 16; at++)
		for (unsigned length = 0; length < MOST; length++) {
			memset(text, 0, SIZE);
			/* Bytes with the highest bit, and 1, are what tricks with words stumble over. */
			for (unsigned n = 0; n < length; n++)
				text[at + n] = n % 2 ? (char)0x80 : 1;
			UC_REQUIRE(strlen(text + at) == length);
			text[at + length + 1] = 'x';
			UC_REQUIRE(strlen(text + at) == length);
		}
}
