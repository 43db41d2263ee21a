/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The primitives that compilers call by themselves, by words where there are some. Early: without stack protector; and
 * compiled so that a loop here does not become a call of itself.
 */
#include <stdint.h>
#include <unicore/string.h>

/* Here they are made. */
#undef memcpy
#undef memmove
#undef memset
#undef memcmp

/* A word at any address. */
struct word {
	uintptr_t bits;
} __attribute__((__packed__, __may_alias__));

#define WORD sizeof(struct word)

void *memcpy(void *restrict to, const void *restrict from, size_t bytes)
{
	char *t = to;
	const char *f = from;
	for (; bytes >= 4 * WORD; bytes -= 4 * WORD, t += 4 * WORD, f += 4 * WORD) {
		struct word *tw = (struct word *)t;
		const struct word *fw = (const struct word *)f;
		tw[0] = fw[0];
		tw[1] = fw[1];
		tw[2] = fw[2];
		tw[3] = fw[3];
	}
	for (; bytes >= WORD; bytes -= WORD, t += WORD, f += WORD)
		*(struct word *)t = *(const struct word *)f;
	while (bytes--)
		*t++ = *f++;
	return to;
}

void *memmove(void *to, const void *from, size_t bytes)
{
	char *t = to;
	const char *f = from;
	/* Forward is right unless `to` lies within the bytes that are still to be read. */
	if ((uintptr_t)t - (uintptr_t)f >= bytes) {
		for (; bytes >= WORD; bytes -= WORD, t += WORD, f += WORD)
			*(struct word *)t = *(const struct word *)f;
		while (bytes--)
			*t++ = *f++;
		return to;
	}
	for (; bytes >= WORD; bytes -= WORD)
		*(struct word *)(t + bytes - WORD) = *(const struct word *)(f + bytes - WORD);
	while (bytes--)
		t[bytes] = f[bytes];
	return to;
}

void *memset(void *to, int byte, size_t bytes)
{
	char *t = to;
	uintptr_t bits = (uintptr_t)-1 / 0xff * (unsigned char)byte;
	for (; bytes >= 4 * WORD; bytes -= 4 * WORD, t += 4 * WORD) {
		struct word *tw = (struct word *)t;
		tw[0].bits = tw[1].bits = tw[2].bits = tw[3].bits = bits;
	}
	for (; bytes >= WORD; bytes -= WORD, t += WORD)
		((struct word *)t)->bits = bits;
	while (bytes--)
		*t++ = (char)byte;
	return to;
}

int memcmp(const void *a, const void *b, size_t bytes)
{
	const unsigned char *x = a, *y = b;
	while (bytes >= WORD && ((const struct word *)x)->bits == ((const struct word *)y)->bits)
		x += WORD, y += WORD, bytes -= WORD;
	for (; bytes; x++, y++, bytes--)
		if (*x != *y)
			return *x - *y;
	return 0;
}

/* Whether a byte of the word is 0: Warren, Hacker's Delight, section 6-1. */
static int has_zero(uintptr_t bits)
{
	const uintptr_t ones = (uintptr_t)-1 / 0xff, highs = ones * 0x80;
	return ((bits - ones) & ~bits & highs) != 0;
}

size_t strlen(const char *text)
{
	const char *end = text;
	/* An aligned word never reaches into a page that the text does not. */
	for (; (uintptr_t)end % WORD; end++)
		if (!*end)
			return (size_t)(end - text);
	while (!has_zero(((const struct word *)end)->bits))
		end += WORD;
	while (*end)
		end++;
	return (size_t)(end - text);
}
