/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames that go to Xen and come back, and the clock. */
#include <unicore/pagealloc.h>
#include <unicore/platform.h>
#include <unicore/string.h>
#include <unicore/test.h>
#include <unicore/xen.h>

#define PAGES 150

UC_TEST(frames_go_and_come_back)
{
	char *start = uc_pages_alloc(PAGES);
	UC_CHECK(start != NULL);
	memset(start, 1, PAGES * UC_PAGE_BYTES);
	UC_CHECK_EQUAL(uc_xen_memory_give(start, PAGES), PAGES);
	UC_CHECK_EQUAL(uc_xen_memory_take(start, PAGES), PAGES);
	for (size_t n = 0; n < PAGES; n++)
		start[n * UC_PAGE_BYTES] = (char)n;
	for (size_t n = 0; n < PAGES; n++)
		UC_CHECK_EQUAL(start[n * UC_PAGE_BYTES], (char)n);
	uc_pages_free(start, PAGES);
}

UC_TEST(pages_have_frames_of_their_own)
{
	char *start = uc_pages_alloc(2);
	uint64_t first = uc_xen_frame(start);
	UC_CHECK(first != 0);
	UC_CHECK(first != uc_xen_frame(start + UC_PAGE_BYTES));
	UC_CHECK_EQUAL(first, uc_xen_frame(start + 100));
	uc_pages_free(start, 2);
}

UC_TEST(date_and_clock)
{
	/* 2024-01-01 */
	UC_CHECK(uc_plat_realtime_ns() > 1704067200ull * 1000000000);
	uint64_t date_ns = uc_plat_realtime_ns(), clock_ns = uc_plat_monotonic_ns();
	unsigned long state = uc_plat_irq_save();
	while (uc_plat_monotonic_ns() < clock_ns + 20000000)
		uc_plat_idle(clock_ns + 20000000);
	uc_plat_irq_restore(state);
	uint64_t passed_ns = uc_plat_realtime_ns() - date_ns;
	UC_CHECK(passed_ns >= 20000000 && passed_ns < 5000000000ull);
}
