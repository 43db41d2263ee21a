/* SPDX-License-Identifier: BSD-3-Clause */
/* What only full checks see: one byte too many, and writes into memory that is free. */
#include <unicore/heap.h>
#include <unicore/sanitize.h>
#include <unicore/test.h>

static char *volatile block;

static UC_NO_SANITIZE void clear(size_t offset)
{
	block[offset] = 0;
}

UC_TEST(the_usable_size_is_what_was_asked_for)
{
	for (size_t bytes = 0; bytes < 100; bytes++) {
		block = uc_heap_alloc(bytes);
		UC_CHECK_EQUAL(uc_heap_usable_bytes(block), bytes);
		uc_heap_free(block);
	}
}

UC_CRASH_TEST(one_byte_too_many)
{
	block = uc_heap_alloc(37);
	clear(37);
	uc_heap_free(block);
}

UC_CRASH_TEST(written_deep_after_free)
{
	block = uc_heap_alloc(200);
	void *volatile kept = uc_heap_alloc(200);
	uc_heap_free(block);
	clear(100);
	kept = uc_heap_alloc(200);
	(void)kept;
}
