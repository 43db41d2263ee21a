/* SPDX-License-Identifier: BSD-3-Clause */
/* Who may touch what: told by allocators, by the compiler for globals and for stacks that are left. */
#include "asan.h"
#include <unicore/arch.h>
#include <unicore/compiler.h>
#include <unicore/sanitize.h>

void *__real_memset(void *to, int byte, size_t bytes);

static void set(uintptr_t start, size_t bytes, int value)
{
	__real_memset(shadow_of(start), value, (bytes + GRANULE - 1) / GRANULE);
}

void uc_sanitize_poison(const void *start, size_t bytes)
{
	set((uintptr_t)start, bytes, SHADOW_FREED);
}

void uc_sanitize_unpoison(const void *start, size_t bytes)
{
	set((uintptr_t)start, UC_ALIGN_DOWN(bytes, GRANULE), 0);
	if (bytes % GRANULE)
		*shadow_of((uintptr_t)start + bytes) = bytes % GRANULE;
}

/* GCC's libsanitizer ABI version 8, which the compiler's constructors follow. */
struct global {
	uintptr_t start;
	size_t bytes;
	size_t bytes_with_space;
	const char *name, *module;
	size_t has_dynamic_init;
	void *location, *indicator;
};

void __asan_register_globals(const struct global *globals, size_t count);
void __asan_unregister_globals(const struct global *globals, size_t count);

void __asan_register_globals(const struct global *globals, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uintptr_t used = UC_ALIGN_DOWN(globals[i].bytes, GRANULE);
		set(globals[i].start + used, globals[i].bytes_with_space - used, SHADOW_GLOBAL);
		if (globals[i].bytes % GRANULE)
			*shadow_of(globals[i].start + used) = globals[i].bytes % GRANULE;
	}
}

void __asan_unregister_globals(const struct global *globals, size_t count)
{
	for (size_t i = 0; i < count; i++)
		set(globals[i].start, globals[i].bytes_with_space, 0);
}

void __asan_poison_stack_memory(uintptr_t start, size_t bytes);
void __asan_unpoison_stack_memory(uintptr_t start, size_t bytes);
void __asan_alloca_poison(uintptr_t start, size_t bytes);
void __asan_allocas_unpoison(uintptr_t top, uintptr_t bottom);
void __asan_handle_no_return(void);

void __asan_poison_stack_memory(uintptr_t start, size_t bytes)
{
	set(start, bytes, 0xf8);
}

void __asan_unpoison_stack_memory(uintptr_t start, size_t bytes)
{
	uc_sanitize_unpoison((void *)start, bytes);
}

#define ALLOCA_SPACE 32UL

void __asan_alloca_poison(uintptr_t start, size_t bytes)
{
	size_t used = UC_ALIGN_UP(bytes, ALLOCA_SPACE);
	set(start - ALLOCA_SPACE, ALLOCA_SPACE, SHADOW_ALLOCA);
	set(start + UC_ALIGN_DOWN(bytes, GRANULE), used - UC_ALIGN_DOWN(bytes, GRANULE) + ALLOCA_SPACE, SHADOW_ALLOCA);
	if (bytes % GRANULE)
		*shadow_of(start + bytes) = bytes % GRANULE;
}

void __asan_allocas_unpoison(uintptr_t top, uintptr_t bottom)
{
	if (top && top <= bottom)
		set(top, bottom - top, 0);
}

/* Called before what does not return (longjmp, the end of a thread): the frames above are given up. */
#define ABOVE_BYTES (64UL << 10)

void __asan_handle_no_return(void)
{
	set(UC_ALIGN_DOWN(uc_arch_frame_pointer(), GRANULE), ABOVE_BYTES, 0);
}
