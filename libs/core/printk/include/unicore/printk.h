/* SPDX-License-Identifier: BSD-3-Clause */
/* Messages of the system itself on the console, not of the application. */
#ifndef UNICORE_PRINTK_H
#define UNICORE_PRINTK_H

#include <stdarg.h>
#include <stddef.h>
#include <unicore/compiler.h>

/**
 * Formats %d %i %u %x %X %p %c %s %% with the flags 0 and -, a width, a precision of %s, and the lengths l, ll, z, h,
 * hh. Writes straight to uc_plat_console_write, without a heap. Early, any context.
 */
void uc_printk(const char *format, ...) UC_PRINTF(1, 2);
void uc_vprintk(const char *format, va_list arguments);

/** The same into a buffer, always terminated when `bytes` > 0. Returns the length that the whole text has. Early, any
 * context. */
size_t uc_format(char *buffer, size_t bytes, const char *format, ...) UC_PRINTF(3, 4);
size_t uc_vformat(char *buffer, size_t bytes, const char *format, va_list arguments);

#endif
