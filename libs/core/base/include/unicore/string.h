/* SPDX-License-Identifier: BSD-3-Clause */
/* What every image has exactly once, from its libc: the primitives that compilers call by themselves too. Early, any context. */
#ifndef UNICORE_STRING_H
#define UNICORE_STRING_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *to, int byte, size_t bytes);
int memcmp(const void *a, const void *b, size_t bytes);
size_t strlen(const char *text);

#endif
