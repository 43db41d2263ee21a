/* SPDX-License-Identifier: BSD-3-Clause */
/* What every image has exactly once, from its libc: the primitives that compilers call by themselves too. Early, any
 * context. */
#ifndef UNICORE_STRING_H
#define UNICORE_STRING_H

#include <stddef.h>

/** Copies `bytes`; the two do not overlap. Returns `to`. */
void *memcpy(void *restrict to, const void *restrict from, size_t bytes);
/** Copies `bytes`; the two may overlap. Returns `to`. */
void *memmove(void *to, const void *from, size_t bytes);
/** Sets `bytes` to the low byte of `byte`. Returns `to`. */
void *memset(void *to, int byte, size_t bytes);
/** Less than, equal to or more than 0, as the first unsigned byte that differs is. */
int memcmp(const void *a, const void *b, size_t bytes);
/** The bytes before the first 0. */
size_t strlen(const char *text);

/*
 * A compiler that is told that there is no libc (-ffreestanding) makes a call of the smallest copy; by these names a
 * few instructions when the size is known and small. Others stay calls: optimising for size, it would write bytes one
 * by one.
 */
#define UC_IS_SMALL(bytes) (__builtin_constant_p(bytes) && (bytes) <= 64)
#define UC_ALWAYS_INLINE static inline __attribute__((__always_inline__))

/** memcpy. Any context. */
UC_ALWAYS_INLINE void *uc_memcpy(void *to, const void *from, size_t bytes)
{
	return UC_IS_SMALL(bytes) ? __builtin_memcpy(to, from, bytes) : memcpy(to, from, bytes);
}
/** memmove. Any context. */
UC_ALWAYS_INLINE void *uc_memmove(void *to, const void *from, size_t bytes)
{
	return UC_IS_SMALL(bytes) ? __builtin_memmove(to, from, bytes) : memmove(to, from, bytes);
}
/** memset. Any context. */
UC_ALWAYS_INLINE void *uc_memset(void *to, int byte, size_t bytes)
{
	return UC_IS_SMALL(bytes) ? __builtin_memset(to, byte, bytes) : memset(to, byte, bytes);
}
/** memcmp. Any context. */
UC_ALWAYS_INLINE int uc_memcmp(const void *a, const void *b, size_t bytes)
{
	return UC_IS_SMALL(bytes) ? __builtin_memcmp(a, b, bytes) : memcmp(a, b, bytes);
}

#define memcpy(...) uc_memcpy(__VA_ARGS__)
#define memmove(...) uc_memmove(__VA_ARGS__)
#define memset(...) uc_memset(__VA_ARGS__)
#define memcmp(...) uc_memcmp(__VA_ARGS__)

#endif
