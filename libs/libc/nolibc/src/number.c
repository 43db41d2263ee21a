/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers from text, as C11 section 7.22.1 says: blanks, a sign, a prefix, digits; ERANGE with the nearest value. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>

static int digit_of(char c)
{
	if (isdigit((unsigned char)c))
		return c - '0';
	return isalpha((unsigned char)c) ? tolower((unsigned char)c) - 'a' + 10 : INT_MAX;
}

static const char *skip_prefix(const char *text, int *base)
{
	bool hexadecimal = text[0] == '0' && (text[1] | 0x20) == 'x' && digit_of(text[2]) < 16;
	if (hexadecimal && (*base == 0 || *base == 16)) {
		*base = 16;
		return text + 2;
	}
	if (*base == 0)
		*base = text[0] == '0' ? 8 : 10;
	return text;
}

struct number {
	unsigned long long absolute; /* at most the limit */
	bool negative, overflow;
};

/* `limit` is the largest number; with `symmetric` false a negative one may be larger by one. */
static struct number parse(const char *text, char **end, int base, unsigned long long limit, bool symmetric)
{
	struct number number = {0};
	const char *start = text;
	bool any = false;
	while (isspace((unsigned char)*text))
		text++;
	number.negative = *text == '-';
	if (*text == '-' || *text == '+')
		text++;
	if (number.negative && !symmetric)
		limit++;
	text = skip_prefix(text, &base);
	for (; digit_of(*text) < base; text++, any = true)
		number.overflow |= __builtin_mul_overflow(number.absolute, (unsigned)base, &number.absolute) ||
				   __builtin_add_overflow(number.absolute, (unsigned)digit_of(*text), &number.absolute);
	if (end)
		*end = (char *)(any ? text : start);
	if (number.overflow || number.absolute > limit) {
		errno = ERANGE;
		number.overflow = true;
		number.absolute = limit;
	}
	return number;
}

unsigned long strtoul(const char *restrict text, char **restrict end, int base)
{
	struct number number = parse(text, end, base, ULONG_MAX, true);
	unsigned long value = (unsigned long)number.absolute;
	return number.negative && !number.overflow ? -value : value;
}

unsigned long long strtoull(const char *restrict text, char **restrict end, int base)
{
	return strtoul(text, end, base);
}

long strtol(const char *restrict text, char **restrict end, int base)
{
	struct number number = parse(text, end, base, LONG_MAX, false);
	unsigned long value = (unsigned long)number.absolute;
	return (long)(number.negative ? -value : value);
}

long long strtoll(const char *restrict text, char **restrict end, int base)
{
	return strtol(text, end, base);
}

int atoi(const char *text)
{
	return (int)strtol(text, NULL, 10);
}

long atol(const char *text)
{
	return strtol(text, NULL, 10);
}
