/* SPDX-License-Identifier: BSD-3-Clause */
/* Each allocation fails once: mappings are refused, and their pages go back. */
#include "support.h"
#include <unicore/heap.h>
#include <unicore/heapfault.h>

/* A mapping that is split and moved; the first error, with everything given back. */
static long work(void)
{
	long start = UC_CALL(mmap, 0, 6 * PAGE, READ | WRITE, PRIVATE | ANONYMOUS, -1, 0);
	if (start < 0)
		return start;
	long result = protect((char *)start + 2 * PAGE, PAGE, READ);
	if (result == 0)
		result = UC_CALL(mremap, start, 2 * PAGE, 3 * PAGE, 1, 0);
	if (result > 0 && result != start)
		UC_CHECK_EQUAL(unmap((void *)result, 3 * PAGE), 0);
	long error = unmap((void *)start, 6 * PAGE);
	if (error) /* a split that had no memory: once more */
		UC_CHECK_EQUAL(unmap((void *)start, 6 * PAGE), 0);
	return error ? error : result > 0 ? 0 : result;
}

UC_TEST(mappings_survive_each_failing_allocation)
{
	struct uc_heap_statistics before, after;
	unsigned long failures = 0;
	UC_CHECK_EQUAL(work(), 0);
	uc_heap_statistics(&before);
	size_t pages = uc_pages_free_count();
	for (unsigned long nth = 1; nth < 100; nth++) {
		uc_heapfault_arm(nth);
		long result = work();
		bool fired = uc_heapfault_fired();
		uc_heapfault_arm(0);
		uc_heap_statistics(&after);
		UC_CHECK_EQUAL(after.blocks, before.blocks);
		UC_CHECK_EQUAL(uc_pages_free_count(), pages);
		UC_CHECK(result == 0 || result == -ENOMEM);
		if (!fired)
			break;
		failures++;
	}
	UC_CHECK(failures >= 4);
}
