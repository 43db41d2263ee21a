/* SPDX-License-Identifier: BSD-3-Clause */
/* <string.h> beside the primitives, and the one function of <strings.h> that needs more than a loop of its own. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void *memchr(const void *from, int byte, size_t bytes)
{
	const unsigned char *b = from;
	for (; bytes; b++, bytes--)
		if (*b == (unsigned char)byte)
			return (void *)b;
	return NULL;
}

size_t strnlen(const char *text, size_t most)
{
	const char *end = memchr(text, 0, most);
	return end ? (size_t)(end - text) : most;
}

int strcmp(const char *a, const char *b)
{
	for (; *a && *a == *b; a++, b++)
		;
	return (unsigned char)*a - (unsigned char)*b;
}

int strncmp(const char *a, const char *b, size_t most)
{
	for (; most && *a && *a == *b; a++, b++, most--)
		;
	return most ? (unsigned char)*a - (unsigned char)*b : 0;
}

int strcasecmp(const char *a, const char *b)
{
	for (; *a && tolower((unsigned char)*a) == tolower((unsigned char)*b); a++, b++)
		;
	return tolower((unsigned char)*a) - tolower((unsigned char)*b);
}

char *strcpy(char *restrict to, const char *restrict from)
{
	return memcpy(to, from, strlen(from) + 1);
}

char *strncpy(char *restrict to, const char *restrict from, size_t bytes)
{
	size_t length = strnlen(from, bytes);
	memcpy(to, from, length);
	memset(to + length, 0, bytes - length);
	return to;
}

char *strcat(char *restrict to, const char *restrict from)
{
	strcpy(to + strlen(to), from);
	return to;
}

char *strchr(const char *text, int byte)
{
	for (; *text != (char)byte; text++)
		if (!*text)
			return NULL;
	return (char *)text;
}

char *strrchr(const char *text, int byte)
{
	const char *end = text + strlen(text);
	for (;; end--) {
		if (*end == (char)byte)
			return (char *)end;
		if (end == text)
			return NULL;
	}
}

char *strstr(const char *text, const char *part)
{
	size_t length = strlen(part);
	for (; strncmp(text, part, length) != 0; text++)
		if (!*text)
			return NULL;
	return (char *)text;
}

char *strdup(const char *text)
{
	size_t bytes = strlen(text) + 1;
	char *copy = malloc(bytes);
	return copy ? memcpy(copy, text, bytes) : NULL;
}
