/* SPDX-License-Identifier: BSD-3-Clause */
/* assert, as C11 section 7.2 says: NDEBUG decides anew at each inclusion. */
#undef assert
#ifdef NDEBUG
#define assert(condition) ((void)0)
#else
#include <unicore/crash.h>
#define assert(condition) \
	((condition) ? (void)0 : uc_crash("%s:%d: assertion %s failed", __FILE__, __LINE__, #condition))
#endif
