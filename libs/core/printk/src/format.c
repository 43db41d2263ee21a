/* SPDX-License-Identifier: BSD-3-Clause */
/* The conversions: a directive is parsed, its argument fetched and put with its padding. */
#include "sink.h"
#include <stdbool.h>
#include <stdint.h>
#include <unicore/string.h>

struct directive {
	bool left, zero;
	size_t width;
	size_t precision; /* SIZE_MAX: none */
	enum { SIZE_INT, SIZE_CHAR, SIZE_SHORT, SIZE_LONG, SIZE_LONG_LONG } size;
};

static void put(struct sink *sink, const char *text, size_t bytes)
{
	sink->length += bytes;
	for (; bytes > 0; text++, bytes--) {
		if (sink->used == sink->bytes) {
			if (sink->flush == NULL)
				return;
			sink->flush(sink->buffer, sink->used);
			sink->used = 0;
		}
		sink->buffer[sink->used++] = *text;
	}
}

static void pad(struct sink *sink, char with, size_t have, size_t width)
{
	for (; have < width; have++)
		put(sink, &with, 1);
}

/* `prefix` ("-", "0x") stands before zeros, and after blanks. */
static void put_padded(struct sink *sink, const struct directive *directive, const char *prefix, const char *text,
		       size_t bytes)
{
	size_t prefix_bytes = strlen(prefix), have = prefix_bytes + bytes;
	bool zeros = directive->zero && !directive->left;
	if (!directive->left && !zeros)
		pad(sink, ' ', have, directive->width);
	put(sink, prefix, prefix_bytes);
	if (zeros)
		pad(sink, '0', have, directive->width);
	put(sink, text, bytes);
	if (directive->left)
		pad(sink, ' ', have, directive->width);
}

static void put_number(struct sink *sink, const struct directive *directive, const char *prefix, uint64_t value,
		       unsigned base, const char *digits)
{
	char text[20]; /* UINT64_MAX has 20 decimal digits */
	char *first = text + sizeof(text);
	do {
		*--first = digits[value % base];
		value /= base;
	} while (value != 0);
	put_padded(sink, directive, prefix, first, (size_t)(text + sizeof(text) - first));
}

static int64_t signed_argument(const struct directive *directive, va_list *arguments)
{
	if (directive->size == SIZE_LONG)
		return va_arg(*arguments, long);
	if (directive->size == SIZE_LONG_LONG)
		return va_arg(*arguments, long long);
	int value = va_arg(*arguments, int);
	return directive->size == SIZE_CHAR ? (signed char)value : directive->size == SIZE_SHORT ? (short)value : value;
}

static uint64_t unsigned_argument(const struct directive *directive, va_list *arguments)
{
	if (directive->size == SIZE_LONG)
		return va_arg(*arguments, unsigned long);
	if (directive->size == SIZE_LONG_LONG)
		return va_arg(*arguments, unsigned long long);
	unsigned value = va_arg(*arguments, unsigned);
	return directive->size == SIZE_CHAR    ? (unsigned char)value
	       : directive->size == SIZE_SHORT ? (unsigned short)value
					       : value;
}

static void put_signed(struct sink *sink, const struct directive *directive, int64_t value)
{
	uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	put_number(sink, directive, value < 0 ? "-" : "", magnitude, 10, "0123456789");
}

static void put_string(struct sink *sink, struct directive *directive, const char *text)
{
	size_t bytes = 0;
	if (text == NULL)
		text = "(null)";
	while (bytes < directive->precision && text[bytes] != '\0')
		bytes++;
	directive->zero = false;
	put_padded(sink, directive, "", text, bytes);
}

/* A number, or "*" for an argument. A negative width means left; a negative precision is none. */
static size_t parse_count(const char **format, va_list *arguments, bool *negative)
{
	*negative = false;
	if (**format == '*') {
		int value = va_arg(*arguments, int);
		(*format)++;
		*negative = value < 0;
		return value < 0 ? (size_t)-value : (size_t)value;
	}
	size_t count = 0;
	for (; **format >= '0' && **format <= '9'; (*format)++)
		count = count * 10 + (size_t)(**format - '0');
	return count;
}

static struct directive parse(const char **format, va_list *arguments)
{
	struct directive directive = {.precision = SIZE_MAX};
	bool negative;
	for (; **format == '-' || **format == '0'; (*format)++) {
		directive.left |= **format == '-';
		directive.zero |= **format == '0';
	}
	directive.width = parse_count(format, arguments, &negative);
	directive.left |= negative;
	if (**format == '.') {
		(*format)++;
		directive.precision = parse_count(format, arguments, &negative);
		if (negative)
			directive.precision = SIZE_MAX;
	}
	for (;; (*format)++) {
		if (**format == 'l' || **format == 'z')
			directive.size =
				directive.size == SIZE_LONG ? SIZE_LONG_LONG : SIZE_LONG; /* size_t is a long */
		else if (**format == 'h')
			directive.size = directive.size == SIZE_SHORT ? SIZE_CHAR : SIZE_SHORT;
		else
			return directive;
	}
}

static void convert(struct sink *sink, struct directive *directive, char conversion, va_list *arguments)
{
	static const char lower[] = "0123456789abcdef", upper[] = "0123456789ABCDEF";
	switch (conversion) {
	case 'd':
	case 'i':
		put_signed(sink, directive, signed_argument(directive, arguments));
		break;
	case 'u':
		put_number(sink, directive, "", unsigned_argument(directive, arguments), 10, lower);
		break;
	case 'x':
		put_number(sink, directive, "", unsigned_argument(directive, arguments), 16, lower);
		break;
	case 'X':
		put_number(sink, directive, "", unsigned_argument(directive, arguments), 16, upper);
		break;
	case 'p':
		put_number(sink, directive, "0x", (uintptr_t)va_arg(*arguments, void *), 16, lower);
		break;
	case 's':
		put_string(sink, directive, va_arg(*arguments, const char *));
		break;
	case 'c': {
		char c = (char)va_arg(*arguments, int);
		directive->zero = false;
		put_padded(sink, directive, "", &c, 1);
		break;
	}
	default: /* "%%", and what is no conversion stands as it is written */
		put(sink, &conversion, 1);
	}
}

void uc_printk_format(struct sink *sink, const char *format, va_list arguments)
{
	va_list rest;
	va_copy(rest, arguments);
	while (*format != '\0') {
		size_t plain = 0;
		while (format[plain] != '\0' && format[plain] != '%')
			plain++;
		put(sink, format, plain);
		format += plain;
		if (*format == '\0' || *++format == '\0')
			break;
		struct directive directive = parse(&format, &rest);
		if (*format != '\0')
			convert(sink, &directive, *format++, &rest);
	}
	va_end(rest);
}
