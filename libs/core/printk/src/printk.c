/* SPDX-License-Identifier: BSD-3-Clause */
/* To the console, in pieces of a line's length, so that a message is one write. */
#include "sink.h"
#include <unicore/platform.h>
#include <unicore/printk.h>

void uc_vprintk(const char *format, va_list arguments)
{
	char line[160];
	struct sink sink = {.buffer = line, .bytes = sizeof(line), .flush = uc_plat_console_write};
	uc_printk_format(&sink, format, arguments);
	if (sink.used > 0)
		uc_plat_console_write(line, sink.used);
}

void uc_printk(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	uc_vprintk(format, arguments);
	va_end(arguments);
}
