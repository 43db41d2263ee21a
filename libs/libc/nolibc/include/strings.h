/* SPDX-License-Identifier: BSD-3-Clause */
/* What nolibc has of <strings.h>. */
#ifndef _STRINGS_H
#define _STRINGS_H

int strcasecmp(const char *a, const char *b);

#endif
