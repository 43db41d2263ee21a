/* SPDX-License-Identifier: BSD-3-Clause */
/* What must be found, each in a start of its own, and what must not. */
#include <unicore/heap.h>
#include <unicore/pagealloc.h>
#include <unicore/string.h>
#include <unicore/test.h>

static volatile size_t one = 1;
static volatile unsigned char sink;

UC_TEST(right_uses_are_let_through)
{
	for (size_t bytes = 1; bytes < 200; bytes++) {
		volatile unsigned char *block = uc_heap_alloc(bytes);
		UC_REQUIRE(block);
		for (size_t i = 0; i < bytes; i++)
			block[i] = (unsigned char)i;
		UC_CHECK_EQUAL(block[bytes - 1], bytes - 1);
		uc_heap_free((void *)block);
	}
}

UC_CRASH_TEST(heap_overrun)
{
	volatile unsigned char *block = uc_heap_alloc(13);
	block[12 + one] = 1;
}

UC_CRASH_TEST(heap_underrun)
{
	volatile int *block = uc_heap_alloc(64);
	sink = (unsigned char)*(block - one);
}

UC_CRASH_TEST(use_after_free)
{
	volatile uint64_t *block = uc_heap_alloc(64);
	uc_heap_free((void *)block);
	sink = (unsigned char)block[one];
}

UC_CRASH_TEST(stack_overrun)
{
	volatile unsigned char local[21];
	local[20 + one] = 1;
	sink = local[0];
}

static unsigned char table[10];

UC_CRASH_TEST(global_overrun)
{
	sink = ((volatile unsigned char *)table)[9 + one];
}

UC_CRASH_TEST(memcpy_overrun)
{
	static const char from[64];
	char *block = uc_heap_alloc(39);
	memcpy(block, from, 39 + one);
}

UC_CRASH_TEST(pages_after_free)
{
	volatile unsigned char *page = uc_pages_alloc(2);
	uc_pages_free((void *)page, 2);
	page[4096] = 1;
}
