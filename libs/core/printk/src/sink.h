/* SPDX-License-Identifier: BSD-3-Clause */
/* Where formatted text goes: a buffer that is given to `flush` when it is full, or, without `flush`, the rest is
 * counted only. */
#ifndef PRINTK_SINK_H
#define PRINTK_SINK_H

#include <stdarg.h>
#include <stddef.h>

struct sink {
	char *buffer;
	size_t bytes; /* of the buffer */
	size_t used;
	size_t length; /* of all text so far */
	void (*flush)(const char *text, size_t bytes);
};

void uc_printk_format(struct sink *sink, const char *format, va_list arguments);

#endif
