/* SPDX-License-Identifier: BSD-3-Clause */
/* Output: stdout and stderr are both the console, without a buffer. Formats are those of unicore/printk.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicore/platform.h>
#include <unicore/printk.h>

struct nolibc_file {
	int unused;
};

static struct nolibc_file console;
FILE *const stdout = &console;
FILE *const stderr = &console;

size_t fwrite(const void *restrict from, size_t bytes, size_t count, FILE *restrict file)
{
	(void)file;
	uc_plat_console_write(from, bytes * count);
	return count;
}

int vfprintf(FILE *restrict file, const char *restrict format, va_list arguments)
{
	char line[256], *text = line;
	va_list again;
	va_copy(again, arguments);
	size_t length = uc_vformat(line, sizeof line, format, arguments);
	if (length >= sizeof line) {
		text = malloc(length + 1);
		if (text)
			uc_vformat(text, length + 1, format, again);
	}
	va_end(again);
	if (!text)
		return -1;
	fwrite(text, 1, length, file);
	if (text != line)
		free(text);
	return (int)length;
}

int vprintf(const char *restrict format, va_list arguments)
{
	return vfprintf(stdout, format, arguments);
}

int printf(const char *restrict format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	int length = vfprintf(stdout, format, arguments);
	va_end(arguments);
	return length;
}

int fprintf(FILE *restrict file, const char *restrict format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	int length = vfprintf(file, format, arguments);
	va_end(arguments);
	return length;
}

int vsnprintf(char *restrict buffer, size_t bytes, const char *restrict format, va_list arguments)
{
	return (int)uc_vformat(buffer, bytes, format, arguments);
}

int snprintf(char *restrict buffer, size_t bytes, const char *restrict format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	int length = (int)uc_vformat(buffer, bytes, format, arguments);
	va_end(arguments);
	return length;
}

int fputs(const char *restrict text, FILE *restrict file)
{
	fwrite(text, 1, strlen(text), file);
	return 0;
}

int puts(const char *text)
{
	fputs(text, stdout);
	return putchar('\n') == EOF ? EOF : 0;
}

int fputc(int c, FILE *file)
{
	char byte = (char)c;
	fwrite(&byte, 1, 1, file);
	return (unsigned char)c;
}

int putchar(int c)
{
	return fputc(c, stdout);
}

int fflush(FILE *file)
{
	(void)file;
	return 0;
}
