/* SPDX-License-Identifier: BSD-3-Clause */
/* malloc and its kin on the one heap of the image, under the names that programs and musl itself use. */
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <unicore/heap.h>
#include <unicore/preempt.h>

#define SAME_AS(name) __attribute__((__alias__(#name)))
#define HIDDEN __attribute__((__visibility__("hidden")))

/* The heap has no lock: nobody else may use it meanwhile. */
#define IN_SECTION(call)                           \
	({                                         \
		uc_preempt_off();                  \
		__typeof__(call) result_ = (call); \
		uc_preempt_on();                   \
		result_;                           \
	})

static void *or_enomem(void *block)
{
	if (!block)
		errno = ENOMEM;
	return block;
}

void *malloc(size_t bytes)
{
	return or_enomem(IN_SECTION(uc_heap_alloc(bytes)));
}

void *calloc(size_t count, size_t bytes)
{
	return or_enomem(IN_SECTION(uc_heap_alloc_zeroed(count, bytes)));
}

void *realloc(void *block, size_t bytes)
{
	return or_enomem(IN_SECTION(uc_heap_realloc(block, bytes)));
}

void *aligned_alloc(size_t alignment, size_t bytes)
{
	if (alignment & (alignment - 1)) {
		errno = EINVAL;
		return NULL;
	}
	return or_enomem(IN_SECTION(uc_heap_alloc_aligned(alignment, bytes)));
}

void free(void *block)
{
	uc_preempt_off();
	uc_heap_free(block);
	uc_preempt_on();
}

size_t malloc_usable_size(void *block)
{
	return block ? IN_SECTION(uc_heap_usable_bytes(block)) : 0;
}

HIDDEN void *__libc_malloc(size_t) SAME_AS(malloc);
HIDDEN void *__libc_malloc_impl(size_t) SAME_AS(malloc);
HIDDEN void *__libc_calloc(size_t, size_t) SAME_AS(calloc);
HIDDEN void *__libc_realloc(void *, size_t) SAME_AS(realloc);
HIDDEN void __libc_free(void *) SAME_AS(free);
