/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory that is mapped when it is touched, and rights of parts of large pages. */
#include <metal/loader.h>
#include <unicore/pagealloc.h>
#include <unicore/test.h>
#include <unicore/trap.h>

extern const char uc_image_start[] __attribute__((visibility("hidden")));

#define LARGE_BYTES (512 * UC_PAGE_BYTES)

UC_TEST(every_range_can_be_touched)
{
	const struct uc_memory_range *ranges;
	size_t count = uc_plat_memory(&ranges);
	for (size_t n = 0; n < count; n++) {
		volatile char *last = (volatile char *)(ranges[n].start + ranges[n].bytes - 1);
		char kept = *last;
		*last = (char)(kept + 1);
		UC_CHECK_EQUAL(*last, (char)(kept + 1));
		*last = kept;
	}
}

static unsigned faults;
static uintptr_t fault_address;

/* Goes on behind the access, which is the three-byte instruction of `touch`. */
static bool count(struct uc_trap *trap)
{
	faults++;
	fault_address = uc_trap_fault_address(trap);
	trap->rip += 3;
	return true;
}

static bool faults_at(const char *address)
{
	faults = 0;
	uc_plat_on_trap(count);
	const char *scratch = address;
	__asm__ volatile(".byte 0x8a, 0x40, 0x00" /* mov 0(%rax), %al */ : "+a"(scratch) : : "memory");
	uc_plat_on_trap(NULL);
	return faults == 1 && fault_address == (uintptr_t)address;
}

UC_TEST(rights_of_parts_of_large_pages)
{
	char *pages = uc_pages_alloc_aligned(3 * 512, LARGE_BYTES);
	UC_REQUIRE(pages != NULL);
	/* From the last page of the first one, over the whole second one, to the first page of the third; all
	 * untouched. */
	char *start = pages + LARGE_BYTES - UC_PAGE_BYTES, *end = pages + 2 * LARGE_BYTES + UC_PAGE_BYTES;
	UC_CHECK_EQUAL(uc_plat_protect(start, (size_t)(end - start), 0), 0);
	UC_CHECK(!faults_at(pages));
	UC_CHECK(!faults_at(start - 1));
	UC_CHECK(faults_at(start));
	UC_CHECK(faults_at(pages + LARGE_BYTES));
	UC_CHECK(faults_at(pages + 2 * LARGE_BYTES - 1));
	UC_CHECK(faults_at(end - 1));
	UC_CHECK(!faults_at(end));
	/* One page of the second, which is still a large one without rights. */
	char *middle = pages + LARGE_BYTES + 7 * UC_PAGE_BYTES;
	UC_CHECK_EQUAL(uc_plat_protect(middle, UC_PAGE_BYTES, UC_RIGHT_READ | UC_RIGHT_WRITE), 0);
	UC_CHECK(!faults_at(middle));
	UC_CHECK(faults_at(middle - 1));
	UC_CHECK(faults_at(middle + UC_PAGE_BYTES));
	UC_CHECK_EQUAL(uc_plat_protect(start, (size_t)(end - start), UC_RIGHT_READ | UC_RIGHT_WRITE), 0);
	for (char *at = start; at < end; at += UC_PAGE_BYTES)
		*at = 1;
	uc_pages_free(pages, 3 * 512);
}

UC_TEST(what_is_no_memory_is_not_mapped)
{
	const struct uc_memory_range *ranges;
	size_t range_count = uc_plat_memory(&ranges);
	uintptr_t end = ranges[range_count - 1].start + ranges[range_count - 1].bytes;
	UC_CHECK(faults_at((const char *)UC_ALIGN_UP(end, LARGE_BYTES) + LARGE_BYTES));
	UC_CHECK(faults_at((const char *)(end + (5ul << 30))));
	UC_CHECK(faults_at((const char *)(600ul << 30)));
	UC_CHECK(faults_at((const char *)8));
}

/* Not an address at all: a general protection fault, without an address. */
UC_TEST(no_canonical_address)
{
	UC_CHECK(!faults_at((const char *)(1ul << 47)));
	UC_CHECK_EQUAL(faults, 1);
	UC_CHECK_EQUAL(fault_address, 0);
}

UC_TEST(the_image_begins_where_it_was_loaded)
{
	const uint32_t *header = (const uint32_t *)(const void *)uc_image_start;
	UC_CHECK_EQUAL(header[0], 0x464c457f); /* \177ELF */
	UC_CHECK(uc_metal_is_memory((uintptr_t)uc_image_start));
}

UC_TEST(time_under_way_is_near_the_date)
{
	/* 2024-01-01: the tests' host is later, and its clock is the machine's. */
	UC_CHECK(uc_plat_realtime_ns() > 1704067200ull * 1000000000);
	uint64_t before = uc_plat_realtime_ns();
	UC_CHECK(uc_plat_realtime_ns() - before < 1000000000);
}
