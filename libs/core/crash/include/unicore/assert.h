/* SPDX-License-Identifier: BSD-3-Clause */
/* Assertions. UC_ASSERT stays in every image; UC_DEBUG_ASSERT only where build.debug is on. */
#ifndef UNICORE_ASSERT_H
#define UNICORE_ASSERT_H

#include <unicore/crash.h>

#define UC_ASSERT(condition)                                                                 \
	do {                                                                                 \
		if (UC_UNLIKELY(!(condition)))                                               \
			uc_crash("%s:%d: %s does not hold", __FILE__, __LINE__, #condition); \
	} while (0)

#if CONFIG_BUILD_DEBUG
#define UC_DEBUG_ASSERT(condition) UC_ASSERT(condition)
#else
#define UC_DEBUG_ASSERT(condition) ((void)sizeof(condition))
#endif

#endif
