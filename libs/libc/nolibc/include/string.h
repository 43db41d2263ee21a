/* SPDX-License-Identifier: BSD-3-Clause */
/* What nolibc has of <string.h>. */
#ifndef _STRING_H
#define _STRING_H

#include <stddef.h>
#include <unicore/string.h>

void *memchr(const void *from, int byte, size_t bytes);
size_t strnlen(const char *text, size_t most);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t most);
char *strcpy(char *__restrict to, const char *__restrict from);
char *strncpy(char *__restrict to, const char *__restrict from, size_t bytes);
char *strcat(char *__restrict to, const char *__restrict from);
char *strchr(const char *text, int byte);
char *strrchr(const char *text, int byte);
char *strstr(const char *text, const char *part);
char *strdup(const char *text);

#endif
