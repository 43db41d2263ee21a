/* SPDX-License-Identifier: BSD-3-Clause */
/* The checks that the compiler calls before each access, by the names of -fsanitize=kernel-address. */
#include "asan.h"
#include <unicore/crash.h>

static const char *kind_of(uint8_t shadow)
{
	if (shadow < GRANULE)
		return "the end of something smaller";
	switch (shadow) {
	case SHADOW_FREED:
		return "memory that is free";
	case SHADOW_GLOBAL:
		return "the space behind a global";
	case SHADOW_ALLOCA:
		return "the space around an alloca";
	case 0xf8:
		return "a variable out of scope";
	default:
		return shadow >= 0xf1 && shadow <= 0xf5 ? "the space around stack variables" : "poisoned memory";
	}
}

static bool may_touch(uintptr_t address)
{
	int8_t shadow = (int8_t)*shadow_of(address);
	return shadow == 0 || (int8_t)(address % GRANULE) < shadow;
}

static uintptr_t first_bad(uintptr_t address, size_t bytes)
{
	uintptr_t end = address + bytes;
	for (uintptr_t at = address; at < end; at = (at / GRANULE + 1) * GRANULE) {
		uintptr_t last = (at / GRANULE + 1) * GRANULE - 1;
		if (last >= end)
			last = end - 1;
		if (!may_touch(last))
			return may_touch(at) ? last : at;
	}
	return 0;
}

void asan_check(uintptr_t address, size_t bytes, bool write, uintptr_t caller)
{
	if (bytes == 0)
		return;
	uintptr_t bad = first_bad(address, bytes);
	if (UC_LIKELY(!bad))
		return;
	uc_crash("asan: %s of %zu byte%s at 0x%lx by 0x%lx touches %s at 0x%lx", write ? "write" : "read", bytes,
		 bytes == 1 ? "" : "s", (unsigned long)address, (unsigned long)caller, kind_of(*shadow_of(bad)),
		 (unsigned long)bad);
}

#define CALLER ((uintptr_t)__builtin_return_address(0))

#define FIXED(bytes)                                           \
	void __asan_load##bytes##_noabort(uintptr_t address);  \
	void __asan_store##bytes##_noabort(uintptr_t address); \
	void __asan_load##bytes##_noabort(uintptr_t address)   \
	{                                                      \
		asan_check(address, bytes, false, CALLER);     \
	}                                                      \
	void __asan_store##bytes##_noabort(uintptr_t address)  \
	{                                                      \
		asan_check(address, bytes, true, CALLER);      \
	}

FIXED(1)
FIXED(2)
FIXED(4)
FIXED(8)
FIXED(16)

void __asan_loadN_noabort(uintptr_t address, size_t bytes);
void __asan_storeN_noabort(uintptr_t address, size_t bytes);

void __asan_loadN_noabort(uintptr_t address, size_t bytes)
{
	asan_check(address, bytes, false, CALLER);
}

void __asan_storeN_noabort(uintptr_t address, size_t bytes)
{
	asan_check(address, bytes, true, CALLER);
}

/* The primitives are compiled without checks; the link brings their calls here (--wrap). */
void *__real_memcpy(void *to, const void *from, size_t bytes);
void *__real_memmove(void *to, const void *from, size_t bytes);
void *__real_memset(void *to, int byte, size_t bytes);
void *__wrap_memcpy(void *to, const void *from, size_t bytes);
void *__wrap_memmove(void *to, const void *from, size_t bytes);
void *__wrap_memset(void *to, int byte, size_t bytes);

void *__wrap_memcpy(void *to, const void *from, size_t bytes)
{
	asan_check((uintptr_t)from, bytes, false, CALLER);
	asan_check((uintptr_t)to, bytes, true, CALLER);
	return __real_memcpy(to, from, bytes);
}

void *__wrap_memmove(void *to, const void *from, size_t bytes)
{
	asan_check((uintptr_t)from, bytes, false, CALLER);
	asan_check((uintptr_t)to, bytes, true, CALLER);
	return __real_memmove(to, from, bytes);
}

void *__wrap_memset(void *to, int byte, size_t bytes)
{
	asan_check((uintptr_t)to, bytes, true, CALLER);
	return __real_memset(to, byte, bytes);
}
