/* SPDX-License-Identifier: BSD-3-Clause */
/* Exactly the allocation that was named fails, once. */
#include <unicore/heap.h>
#include <unicore/heapfault.h>
#include <unicore/pagealloc.h>
#include <unicore/test.h>

UC_TEST(the_nth_allocation_fails_once)
{
	for (unsigned long nth = 1; nth <= 5; nth++) {
		uc_heapfault_arm(nth);
		for (unsigned long i = 1; i <= 6; i++) {
			void *block = uc_heap_alloc(i);
			UC_CHECK((block == NULL) == (i == nth));
			UC_CHECK_EQUAL(uc_heapfault_fired(), i >= nth);
			uc_heap_free(block);
		}
	}
}

UC_TEST(every_way_to_allocate_counts)
{
	void *kept = uc_heap_alloc(1);
	UC_REQUIRE(kept);
	uc_heapfault_arm(1);
	UC_CHECK(!uc_heap_alloc_zeroed(1, 1));
	uc_heapfault_arm(1);
	UC_CHECK(!uc_heap_alloc_aligned(64, 1));
	uc_heapfault_arm(1);
	UC_CHECK(!uc_heap_realloc(kept, 100000));
	uc_heapfault_arm(1);
	UC_CHECK(!uc_pages_alloc(1));
	uc_heapfault_arm(1);
	UC_CHECK(!uc_pages_alloc_aligned(1, 8192));
	uc_heapfault_arm(0);
	unsigned long before = uc_heapfault_count();
	uc_heap_free(uc_heap_alloc(1));
	UC_CHECK_EQUAL(uc_heapfault_count(), before + 1);
	uc_heap_free(kept);
}
