/* SPDX-License-Identifier: BSD-3-Clause */
/* Blocks with notes are blocks, and the notes are right. */
#include "../src/track.h"
#include <unicore/heap.h>
#include <unicore/string.h>
#include <unicore/test.h>

UC_TEST(blocks_are_what_they_are_without_notes)
{
	char *block = uc_heap_alloc(100);
	UC_REQUIRE(block != NULL);
	UC_CHECK_EQUAL((uintptr_t)block % 16, 0);
	memset(block, 7, 100);
	block = uc_heap_realloc(block, 3000);
	UC_CHECK(block[0] == 7 && block[99] == 7);
	block = uc_heap_realloc(block, 10);
	UC_CHECK(block[9] == 7);
	UC_CHECK_EQUAL(uc_heap_usable_bytes(block), 10);
	uc_heap_free(block);
	unsigned char *zeros = uc_heap_alloc_zeroed(10, 10);
	for (unsigned n = 0; n < 100; n++)
		UC_CHECK_EQUAL(zeros[n], 0);
	uc_heap_free(zeros);
	for (size_t alignment = 1; alignment <= 4096; alignment *= 2) {
		char *aligned = uc_heap_alloc_aligned(alignment, 50);
		UC_CHECK_EQUAL((uintptr_t)aligned % alignment, 0);
		memset(aligned, 1, 50);
		uc_heap_free(aligned);
	}
	UC_CHECK(uc_heap_alloc_aligned(3, 50) == NULL);
	UC_CHECK(uc_heap_alloc(SIZE_MAX - 16) == NULL);
	UC_CHECK(uc_heap_alloc_zeroed(SIZE_MAX / 2, 3) == NULL);
	uc_heap_free(NULL);
}

UC_TEST(what_is_in_use_is_counted)
{
	struct uc_heaptrack before = *uc_heaptrack();
	void *small = uc_heap_alloc(17), *large = uc_heap_alloc(5000);
	const struct uc_heaptrack *now = uc_heaptrack();
	UC_CHECK_EQUAL(now->blocks - before.blocks, 2);
	UC_CHECK_EQUAL(now->bytes - before.bytes, 5017);
	UC_CHECK(now->most_bytes >= now->bytes);
	UC_CHECK_EQUAL(now->classes[1].blocks - before.classes[1].blocks, 1);  /* 17 to 32 */
	UC_CHECK_EQUAL(now->classes[9].bytes - before.classes[9].bytes, 5000); /* to 8192 */
	size_t most = now->most_bytes;
	uc_heap_free(large);
	uc_heap_free(small);
	UC_CHECK_EQUAL(now->blocks, before.blocks);
	UC_CHECK_EQUAL(now->bytes, before.bytes);
	UC_CHECK_EQUAL(now->classes[9].bytes, before.classes[9].bytes);
	UC_CHECK_EQUAL(now->most_bytes, most);
	UC_CHECK_EQUAL(now->allocations - before.allocations, 2);
}

__attribute__((noinline)) static void *take(size_t bytes)
{
	void *block = uc_heap_alloc(bytes);
	__asm__ volatile("" : : : "memory"); /* no tail call */
	return block;
}

UC_TEST(a_chain_begins_with_who_called)
{
	void *block = take(20);
	const struct track *track = (const struct track *)block - 1;
	UC_CHECK(track->chain[0] - (uintptr_t)take < 64);
	UC_CHECK(track->chain[1] != 0 && track->chain[2] != 0);
	uc_heap_free(block);
}

__attribute__((noinline)) static void leak(size_t bytes)
{
	void *volatile block = uc_heap_alloc(bytes);
	(void)block;
}

UC_CRASH_TEST(leaks_are_named)
{
	uc_heaptrack_mark();
	for (volatile unsigned n = 0; n < 3; n++) /* one call, not three */
		leak(1000);
	void *volatile block = uc_heap_alloc(96);
	uc_heap_free(uc_heap_alloc(5000));
	uc_heaptrack_report();
	(void)block;
	__builtin_trap();
}
