/* SPDX-License-Identifier: BSD-3-Clause */
/* Random calls, with a book of what each block must hold. The volume is small enough for heaps that reuse little. */
#include <unicore/heap.h>
#include <unicore/string.h>
#include <unicore/test.h>

#define SLOTS 128
#define CALLS 8000
#define VOLUME (2u << 20)

static struct {
	unsigned char *block;
	size_t bytes;
	unsigned char byte;
} book[SLOTS];

static bool holds(unsigned slot, const unsigned char *block, size_t bytes)
{
	for (size_t n = 0; n < bytes; n++)
		if (block[n] != book[slot].byte)
			return false;
	return true;
}

static void enter(unsigned slot, unsigned char *block, size_t bytes)
{
	book[slot].block = block;
	book[slot].bytes = bytes;
	book[slot].byte = (unsigned char)uc_test_random();
	memset(block, book[slot].byte, bytes);
}

static unsigned char *any_alloc(size_t bytes)
{
	switch (uc_test_random() % 4) {
	case 0:
		return uc_heap_alloc_aligned((size_t)1 << uc_test_random() % 9, bytes);
	case 1:
		return uc_heap_alloc_zeroed(bytes, 1);
	default:
		return uc_heap_alloc(bytes);
	}
}

static void resize(unsigned slot, size_t bytes)
{
	size_t kept = bytes < book[slot].bytes ? bytes : book[slot].bytes;
	unsigned char *block = uc_heap_realloc(book[slot].block, bytes);
	UC_REQUIRE(block);
	UC_CHECK(holds(slot, block, kept));
	enter(slot, block, bytes);
}

static void step(size_t bytes)
{
	unsigned slot = uc_test_random() % SLOTS;
	if (!book[slot].block) {
		unsigned char *block = any_alloc(bytes);
		UC_REQUIRE(block);
		enter(slot, block, bytes);
		return;
	}
	UC_CHECK(holds(slot, book[slot].block, book[slot].bytes));
	if (uc_test_random() % 3 == 0) {
		resize(slot, bytes);
	} else {
		uc_heap_free(book[slot].block);
		book[slot].block = NULL;
	}
}

UC_TEST(random_calls_keep_every_byte)
{
	struct uc_heap_statistics before, after;
	uc_heap_statistics(&before);
	size_t volume = 0;
	for (unsigned n = 0; n < CALLS && volume < VOLUME; n++) {
		/* Many small ones, some large. */
		size_t bytes = uc_test_random() % (uc_test_random() % 16 == 0 ? 8000 : 200);
		step(bytes);
		volume += bytes;
	}
	for (unsigned slot = 0; slot < SLOTS; slot++) {
		if (book[slot].block)
			UC_CHECK(holds(slot, book[slot].block, book[slot].bytes));
		uc_heap_free(book[slot].block);
		book[slot].block = NULL;
	}
	uc_heap_statistics(&after);
	UC_CHECK_EQUAL(after.blocks, before.blocks);
}
