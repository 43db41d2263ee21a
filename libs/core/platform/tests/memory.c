/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory ranges and rights. What a fault does without a handler is tested by lib-crash's crash tests. */
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/pagealloc.h>
#include <unicore/platform.h>
#include <unicore/string.h>
#include <unicore/test.h>
#include <unicore/trap.h>

extern const char uc_image_start[] __attribute__((visibility("hidden")));
extern const char uc_image_end[] __attribute__((visibility("hidden")));

UC_TEST(ranges_ascend_and_avoid_the_image)
{
	const struct uc_memory_range *ranges;
	size_t count = uc_plat_memory(&ranges);
	uintptr_t last_end = UC_PAGE_BYTES; /* no page at zero */
	UC_CHECK(count >= 1);
	for (size_t n = 0; n < count; n++) {
		uintptr_t start = ranges[n].start, end = start + ranges[n].bytes;
		UC_CHECK_EQUAL(start % UC_PAGE_BYTES, 0);
		UC_CHECK_EQUAL(end % UC_PAGE_BYTES, 0);
		UC_CHECK(start < end);
		UC_CHECK(start >= last_end);
		UC_CHECK(end <= (uintptr_t)uc_image_start || start >= (uintptr_t)uc_image_end);
		last_end = end;
	}
}

UC_TEST(ranges_avoid_modules)
{
	const struct uc_memory_range *ranges;
	size_t count = uc_plat_memory(&ranges), bytes;
	const void *start;
	for (unsigned index = 0; uc_plat_module(index, &start, &bytes) == 0; index++)
		for (size_t n = 0; n < count; n++)
			UC_CHECK((uintptr_t)start + bytes <= ranges[n].start ||
				 (uintptr_t)start >= ranges[n].start + ranges[n].bytes);
	UC_CHECK_EQUAL(uc_plat_module(1000, &start, &bytes), -ENOENT);
}

UC_TEST(protect_refuses)
{
	char *page = uc_pages_alloc(1);
	UC_REQUIRE(page != NULL);
	UC_CHECK_EQUAL(uc_plat_protect(page + 1, UC_PAGE_BYTES, UC_RIGHT_READ), -EINVAL);
	UC_CHECK_EQUAL(uc_plat_protect(page, 1, UC_RIGHT_READ), -EINVAL);
	UC_CHECK_EQUAL(uc_plat_protect(page, UC_PAGE_BYTES, UC_RIGHT_WRITE | UC_RIGHT_EXECUTE), -EINVAL);
	page[0] = 1; /* still what it was */
	uc_pages_free(page, 1);
}

static char *pages;
/* Changed by a trap, which the compiler cannot see coming. */
static volatile unsigned faults;
static volatile uintptr_t fault_address;

/* Gives back the right that is missing, so that the instruction succeeds when it is tried again. */
static bool allow(struct uc_trap *trap)
{
	faults++;
	fault_address = uc_trap_fault_address(trap);
	return uc_plat_protect(pages + UC_PAGE_BYTES, UC_PAGE_BYTES, UC_RIGHT_READ | UC_RIGHT_WRITE) == 0;
}

UC_TEST(rights_hold_and_come_back)
{
	pages = uc_pages_alloc(3);
	UC_REQUIRE(pages != NULL);
	memset(pages, 7, 3 * UC_PAGE_BYTES);
	volatile char *middle = pages + UC_PAGE_BYTES;
	uc_plat_on_trap(allow);

	UC_CHECK_EQUAL(uc_plat_protect(pages + UC_PAGE_BYTES, UC_PAGE_BYTES, 0), 0);
	middle[-1] = middle[UC_PAGE_BYTES] = 8; /* the neighbours keep theirs */
	UC_CHECK_EQUAL(faults, 0);
	UC_CHECK_EQUAL(middle[5], 7);
	UC_CHECK_EQUAL(faults, 1);
	UC_CHECK_EQUAL(fault_address, (uintptr_t)middle + 5);

	UC_CHECK_EQUAL(uc_plat_protect(pages + UC_PAGE_BYTES, UC_PAGE_BYTES, UC_RIGHT_READ), 0);
	UC_CHECK_EQUAL(middle[6], 7);
	UC_CHECK_EQUAL(faults, 1);
	middle[UC_PAGE_BYTES - 1] = 9;
	UC_CHECK_EQUAL(faults, 2);
	UC_CHECK_EQUAL(fault_address, (uintptr_t)middle + UC_PAGE_BYTES - 1);
	UC_CHECK_EQUAL(middle[UC_PAGE_BYTES - 1], 9);

	uc_plat_on_trap(NULL);
	uc_pages_free(pages, 3);
}
