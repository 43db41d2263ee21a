/* SPDX-License-Identifier: BSD-3-Clause */
/* What libfdt uses of a libc's string.h beside the image's own memory functions. */
#ifndef FDT_SHIM_STRING_H
#define FDT_SHIM_STRING_H

#include <unicore/string.h>

static inline void *memchr(const void *memory, int value, size_t bytes)
{
	for (const unsigned char *at = memory; bytes > 0; at++, bytes--)
		if (*at == (unsigned char)value)
			return (void *)at;
	return NULL;
}

static inline char *strchr(const char *text, int c)
{
	return memchr(text, c, strlen(text) + 1);
}

static inline char *strrchr(const char *text, int c)
{
	const char *found = NULL;
	do {
		if (*text == (char)c)
			found = text;
	} while (*text++ != '\0');
	return (char *)found;
}

static inline size_t strnlen(const char *text, size_t most)
{
	const char *end = memchr(text, '\0', most);
	return end != NULL ? (size_t)(end - text) : most;
}

#endif
