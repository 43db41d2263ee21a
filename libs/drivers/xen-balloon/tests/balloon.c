/* SPDX-License-Identifier: BSD-3-Clause */
/* The target goes down and up: pages leave and come back, all of them, and some always stay. */
#include <unicore/clock.h>
#include <unicore/heap.h>
#include <unicore/pagealloc.h>
#include <unicore/sched.h>
#include <unicore/test.h>
#include <unicore/xen-model.h>

static void target(const char *kib)
{
	uc_xen_model_write(UC_XEN_MODEL_HOME "memory/target", kib);
	uc_sleep_until(uc_clock_monotonic_ns() + 20 * UC_NS_PER_MS, false);
}

UC_TEST(memory_goes_and_comes_back)
{
	struct uc_heap_statistics before, after;
	target("65536");
	UC_CHECK_EQUAL(uc_xen_model.given_pages, 0);
	size_t pages = uc_pages_free_count();
	uc_heap_statistics(&before);
	target("64512");
	UC_CHECK_EQUAL(uc_xen_model.given_pages, 256);
	/* The heap may have taken a page for its own use. */
	UC_CHECK(uc_pages_free_count() <= pages - 256);
	target("64716");
	UC_CHECK_EQUAL(uc_xen_model.given_pages, 205);
	target("nonsense");
	target("0");
	UC_CHECK_EQUAL(uc_xen_model.given_pages, 205);
	target("65536");
	UC_CHECK_EQUAL(uc_xen_model.given_pages, 0);
	/* More than it ever had is not to be had. */
	target("99999999");
	UC_CHECK_EQUAL(uc_xen_model.given_pages, 0);
	target("4");
	UC_CHECK(uc_pages_free_count() >= CONFIG_XEN_BALLOON_KEEP_PAGES - 1 &&
		 uc_pages_free_count() <= CONFIG_XEN_BALLOON_KEEP_PAGES + 16);
	target("65536");
	uc_heap_statistics(&after);
	UC_CHECK_EQUAL(after.used_bytes, before.used_bytes);
	UC_CHECK_EQUAL(uc_xen_model.given_pages, 0);
	UC_CHECK_EQUAL(uc_xen_model.wrong, 0);
}
