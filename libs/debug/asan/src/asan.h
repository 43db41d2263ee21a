/* SPDX-License-Identifier: BSD-3-Clause */
/* The shadow: a byte per 8 bytes of memory. 0: all may be used; 1–7: that many from the first on; else none. */
#ifndef ASAN_H
#define ASAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** As in the compiler's -fasan-shadow-offset, and in plat-linuxu, which maps it. */
#define SHADOW_OFFSET 0x7fff8000UL
#define GRANULE 8UL

/** What our allocators write; the compiler's own values for stacks are 0xf1–0xf8. */
#define SHADOW_FREED 0xfd
#define SHADOW_GLOBAL 0xf9
#define SHADOW_ALLOCA 0xca

static inline uint8_t *shadow_of(uintptr_t address)
{
	return (uint8_t *)((address >> 3) + SHADOW_OFFSET);
}

/** Crashes when one of the bytes may not be touched. `caller` is where the access stands. */
void asan_check(uintptr_t address, size_t bytes, bool write, uintptr_t caller);

#endif
