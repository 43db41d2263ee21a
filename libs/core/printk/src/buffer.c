/* SPDX-License-Identifier: BSD-3-Clause */
/* Into a buffer, as snprintf does. */
#include "sink.h"
#include <unicore/printk.h>

size_t uc_vformat(char *buffer, size_t bytes, const char *format, va_list arguments)
{
	struct sink sink = {.buffer = buffer, .bytes = bytes > 0 ? bytes - 1 : 0};
	uc_printk_format(&sink, format, arguments);
	if (bytes > 0)
		buffer[sink.used] = '\0';
	return sink.length;
}

size_t uc_format(char *buffer, size_t bytes, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	size_t length = uc_vformat(buffer, bytes, format, arguments);
	va_end(arguments);
	return length;
}
