/* SPDX-License-Identifier: BSD-3-Clause */
/* Devices on the command line, as Linux takes them: its Documentation/admin-guide/kernel-parameters.txt,
 * "virtio_mmio.device". */
#include "bus.h"
#include <unicore/string.h>

static const char KEY[] = "virtio_mmio.device=";

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/** Decimal, or with "0x". Returns what follows; NULL: no number, or too large a one. */
static const char *number(const char *text, uint64_t *value)
{
	int base = text[0] == '0' && (text[1] | 0x20) == 'x' ? 16 : 10, next;
	text += base == 16 ? 2 : 0;
	if ((next = digit(*text)) < 0 || next >= base)
		return NULL;
	for (*value = 0; (next = digit(*text)) >= 0 && next < base; text++)
		if (__builtin_mul_overflow(*value, (uint64_t)base, value) ||
		    __builtin_add_overflow(*value, (uint64_t)next, value))
			return NULL;
	return text;
}

static const char *unit(const char *text, uint64_t *bytes)
{
	unsigned shift = (*text | 0x20) == 'k' ? 10 : (*text | 0x20) == 'm' ? 20 : 0;
	if (*bytes > UINT64_MAX >> shift)
		return NULL;
	*bytes <<= shift;
	return shift != 0 ? text + 1 : text;
}

static bool parse(const char *text, struct uc_bus_mmio *place)
{
	uint64_t bytes, physical, wire;
	if ((text = number(text, &bytes)) == NULL || (text = unit(text, &bytes)) == NULL || *text++ != '@' ||
	    (text = number(text, &physical)) == NULL || *text++ != ':' || (text = number(text, &wire)) == NULL)
		return false;
	/* An identity may follow. */
	if ((*text != '\0' && *text != ' ' && *text != ':') || bytes == 0 || wire > UINT32_MAX)
		return false;
	*place = (struct uc_bus_mmio){.physical = physical, .bytes = bytes, .wire = (unsigned)wire, .level = true};
	return true;
}

bool uc_kvm_mmio_word(const char **line, struct uc_bus_mmio *place)
{
	for (const char *word = *line; *word != '\0';) {
		const char *end = word;
		while (*end != '\0' && *end != ' ')
			end++;
		*line = *end == ' ' ? end + 1 : end;
		size_t bytes = sizeof(KEY) - 1;
		if ((size_t)(end - word) > bytes && memcmp(word, KEY, bytes) == 0 && parse(word + bytes, place))
			return true;
		word = *line;
	}
	return false;
}
