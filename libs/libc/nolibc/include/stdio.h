/* SPDX-License-Identifier: BSD-3-Clause */
/* What nolibc has of <stdio.h>: output to the console. No floating point, no input, no files. */
#ifndef _STDIO_H
#define _STDIO_H

#include <stdarg.h>
#include <stddef.h>

#define EOF (-1)

typedef struct nolibc_file FILE;
extern FILE *const stdout, *const stderr;

int printf(const char *__restrict format, ...) __attribute__((__format__(__printf__, 1, 2)));
int fprintf(FILE *__restrict file, const char *__restrict format, ...) __attribute__((__format__(__printf__, 2, 3)));
int snprintf(char *__restrict buffer, size_t bytes, const char *__restrict format, ...)
	__attribute__((__format__(__printf__, 3, 4)));
int vprintf(const char *__restrict format, va_list arguments);
int vfprintf(FILE *__restrict file, const char *__restrict format, va_list arguments);
int vsnprintf(char *__restrict buffer, size_t bytes, const char *__restrict format, va_list arguments);
size_t fwrite(const void *__restrict from, size_t bytes, size_t count, FILE *__restrict file);
int fputs(const char *__restrict text, FILE *__restrict file);
int fputc(int c, FILE *file);
int puts(const char *text);
int putchar(int c);
int fflush(FILE *file);

#endif
