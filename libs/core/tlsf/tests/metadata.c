/* SPDX-License-Identifier: BSD-3-Clause */
/* What lib-tlsf sees of a program's mistakes: each ends the image with a report that says which. */
#include <unicore/heap.h>
#include <unicore/sanitize.h>
#include <unicore/test.h>

/* Unknown to the compiler, which would warn of the mistakes. */
static char *volatile block;
static void *kept;

static UC_NO_SANITIZE void poke(size_t offset)
{
	block[offset] ^= 0x41;
}

static void take(size_t bytes)
{
	block = uc_heap_alloc(bytes);
	kept = uc_heap_alloc(bytes);
}

UC_CRASH_TEST(freed_twice)
{
	take(100);
	uc_heap_free(block);
	uc_heap_free(block);
}

UC_CRASH_TEST(freed_twice_after_it_was_joined)
{
	take(100);
	char *second = uc_heap_alloc(100);
	uc_heap_free(block);
	uc_heap_free(kept);
	uc_heap_free(second);
	uc_heap_free(kept);
}

UC_CRASH_TEST(freed_inside)
{
	take(100);
	uc_heap_free(block + 32);
}

UC_CRASH_TEST(freed_unaligned)
{
	take(100);
	uc_heap_free(block + 3);
}

UC_CRASH_TEST(written_behind)
{
	take(104);
	poke(uc_heap_usable_bytes(block));
	uc_heap_free(block);
}

UC_CRASH_TEST(written_before)
{
	take(100);
	poke((size_t)-1);
	uc_heap_free(block);
}

UC_CRASH_TEST(written_after_free)
{
	take(100);
	void *third = uc_heap_alloc(100), *fourth = uc_heap_alloc(100);
	uc_heap_free(block);
	uc_heap_free(third);
	poke(0);
	poke(8);
	uc_heap_alloc(100);
	uc_heap_alloc(100);
	uc_heap_free(fourth);
}

UC_CRASH_TEST(resized_after_free)
{
	take(100);
	uc_heap_free(block);
	uc_heap_realloc(block, 10);
}
