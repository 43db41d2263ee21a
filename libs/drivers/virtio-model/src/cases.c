/* SPDX-License-Identifier: BSD-3-Clause */
/* Many cases of a test, which leave nothing behind. */
#include <unicore/heap.h>
#include <unicore/pagealloc.h>
#include <unicore/test.h>
#include <unicore/virtio-model.h>

void uc_model_cases(void (*one_case)(void), unsigned count)
{
	struct uc_heap_statistics before, after;
	one_case();
	size_t pages = uc_pages_free_count();
	uc_heap_statistics(&before);
	for (unsigned n = 0; n < count; n++)
		one_case();
	uc_heap_statistics(&after);
	UC_CHECK_EQUAL(uc_pages_free_count(), pages);
	UC_CHECK_EQUAL(after.used_bytes, before.used_bytes);
}
