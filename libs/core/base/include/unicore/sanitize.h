/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What allocators tell the address sanitizer (build.sanitize is 'address'; lib-asan). Nothing in other images.
 * Any context, once the platform has mapped the shadow.
 */
#ifndef UNICORE_SANITIZE_H
#define UNICORE_SANITIZE_H

#include <stddef.h>

/** Of a function whose accesses are not checked: tests of what allocators see make the mistakes on purpose. */
#define UC_NO_SANITIZE __attribute__((__no_sanitize__("kernel-address"), __noinline__))

#if CONFIG_BUILD_SANITIZE_ADDRESS
/** From now on every access of instrumented code to these bytes crashes. `start` and the end are multiples of 8. */
void uc_sanitize_poison(const void *start, size_t bytes);
/** The bytes may be used; a last part of less than 8 bytes is kept exactly. `start` is a multiple of 8. */
void uc_sanitize_unpoison(const void *start, size_t bytes);
#else
/** Nothing. */
static inline void uc_sanitize_poison(const void *start, size_t bytes)
{
	(void)start;
	(void)bytes;
}

/** Nothing. */
static inline void uc_sanitize_unpoison(const void *start, size_t bytes)
{
	(void)start;
	(void)bytes;
}
#endif

#endif
