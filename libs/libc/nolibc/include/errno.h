/* SPDX-License-Identifier: BSD-3-Clause */
/* errno, one per thread, with Linux's numbers. */
#ifndef _ERRNO_H
#define _ERRNO_H

#include <unicore/errno.h>

int *__errno_location(void);
#define errno (*__errno_location())

#endif
