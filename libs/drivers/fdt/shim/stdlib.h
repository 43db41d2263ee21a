/* SPDX-License-Identifier: BSD-3-Clause */
/* libfdt includes it, and uses of it only what libfdt/fdt_overlay.c does, which is not built. */
#ifndef FDT_SHIM_STDLIB_H
#define FDT_SHIM_STDLIB_H

static inline unsigned long strtoul(const char *text, char **end, int base)
{
	(void)base;
	*end = (char *)text;
	return 0;
}

#endif
