/* SPDX-License-Identifier: BSD-3-Clause */
/* What nolibc has of <stdlib.h>. */
#ifndef _STDLIB_H
#define _STDLIB_H

#include <stddef.h>

#define EXIT_SUCCESS 0
#define EXIT_FAILURE 1

void *malloc(size_t bytes);
void *calloc(size_t count, size_t bytes);
void *realloc(void *block, size_t bytes);
void *aligned_alloc(size_t alignment, size_t bytes);
void free(void *block);

int atexit(void (*handler)(void));
_Noreturn void exit(int status);
_Noreturn void _Exit(int status);
_Noreturn void abort(void);

int atoi(const char *text);
long atol(const char *text);
long strtol(const char *__restrict text, char **__restrict end, int base);
long long strtoll(const char *__restrict text, char **__restrict end, int base);
unsigned long strtoul(const char *__restrict text, char **__restrict end, int base);
unsigned long long strtoull(const char *__restrict text, char **__restrict end, int base);

void qsort(void *base, size_t count, size_t bytes, int (*order)(const void *, const void *));
void *bsearch(const void *key, const void *base, size_t count, size_t bytes, int (*order)(const void *, const void *));

#endif
