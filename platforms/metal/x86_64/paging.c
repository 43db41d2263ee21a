/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Page tables after the entry code's: 2 MiB pages of memory, made when one is first touched, so that a boot costs the
 * same whatever the size of memory; and rights of 4 KiB pages. Virtual addresses are physical ones. Intel SDM volume
 * 3, 4.5.
 */
#include <metal/cpu.h>
#include <metal/metal.h>
#include <unicore/pagealloc.h>
#include <unicore/string.h>

#define PRESENT 1ul
#define WRITABLE 2ul
#define LARGE (1ul << 7)
#define NO_EXECUTE (1ul << 63)
#define ADDRESS 0x000ffffffffff000ul

#define ENTRIES 512
#define LARGE_BYTES (UC_PAGE_BYTES * ENTRIES)

/** Root, directory of gigabytes, directory of the first gigabyte, tables of the image's pages. */
extern uint64_t uc_metal_tables[][ENTRIES] __attribute__((visibility("hidden")));
#define GIGABYTES uc_metal_tables[1]
#define FIRST_DIRECTORY uc_metal_tables[2]
#define FIRST_TABLE uc_metal_tables[3]

/** The entry of the 2 MiB around `address`; NULL when there is no directory, and none is to be made. */
static uint64_t *directory_entry(uintptr_t address, bool make)
{
	uint64_t *gigabyte = &GIGABYTES[address >> 30 & (ENTRIES - 1)];
	if (*gigabyte == 0) {
		uintptr_t page = make ? uc_metal_directory_page() : 0;
		if (page == 0)
			return NULL;
		/* It lies in the first gigabyte and may itself be touched for the first time. */
		uint64_t *own = &FIRST_DIRECTORY[page / LARGE_BYTES];
		if (*own == 0)
			*own = UC_ALIGN_DOWN(page, LARGE_BYTES) | LARGE | WRITABLE | PRESENT | NO_EXECUTE;
		memset((void *)page, 0, UC_PAGE_BYTES);
		*gigabyte = page | WRITABLE | PRESENT;
	}
	return (uint64_t *)(*gigabyte & ADDRESS) + (address / LARGE_BYTES & (ENTRIES - 1));
}

bool uc_metal_map(uintptr_t address)
{
	if (!uc_metal_is_memory(address))
		return false;
	uint64_t *entry = directory_entry(address, true);
	/* Not empty: a guard page, or a right that was taken away. */
	if (entry == NULL || *entry != 0)
		return false;
	*entry = UC_ALIGN_DOWN(address, LARGE_BYTES) | LARGE | WRITABLE | PRESENT | NO_EXECUTE;
	return true;
}

void uc_metal_map_large(uintptr_t address, uint64_t *directory)
{
	uint64_t *gigabyte = &GIGABYTES[address >> 30 & (ENTRIES - 1)];
	if (*gigabyte == 0)
		*gigabyte = (uintptr_t)directory | WRITABLE | PRESENT;
	*directory_entry(address, false) = address | LARGE | WRITABLE | PRESENT | NO_EXECUTE;
}

void uc_metal_map_window(uintptr_t window, uintptr_t entry)
{
	FIRST_TABLE[window / UC_PAGE_BYTES] = entry | WRITABLE | PRESENT | NO_EXECUTE;
	cpu_invalidate_page(window);
}

/** Makes sure that `address` has a 4 KiB entry, unless its large page lies within [`start`, `end`). */
static int split(uintptr_t address, uintptr_t start, uintptr_t end)
{
	uint64_t *entry = directory_entry(address, true);
	uintptr_t large = UC_ALIGN_DOWN(address, LARGE_BYTES);
	if (entry == NULL)
		return -ENOMEM;
	if (*entry == 0)
		*entry = large | LARGE | WRITABLE | PRESENT | NO_EXECUTE;
	if ((*entry & LARGE) == 0 || (large >= start && large + LARGE_BYTES <= end))
		return 0;
	uint64_t *table = uc_pages_alloc(1);
	if (table == NULL)
		return -ENOMEM;
	uint64_t page = *entry & ~LARGE;
	for (size_t n = 0; n < ENTRIES; n++, page += UC_PAGE_BYTES)
		table[n] = page;
	*entry = (uintptr_t)table | WRITABLE | PRESENT;
	cpu_invalidate_page(address);
	return 0;
}

static uint64_t entry_bits(unsigned rights)
{
	return (rights != 0 ? PRESENT : 0) | (rights & UC_RIGHT_WRITE ? WRITABLE : 0) |
	       (rights & UC_RIGHT_EXECUTE ? 0 : NO_EXECUTE);
}

int uc_plat_protect(void *start_page, size_t bytes, unsigned rights)
{
	uintptr_t start = (uintptr_t)start_page, end = start + bytes;
	if ((start | bytes) % UC_PAGE_BYTES != 0 || end < start)
		return -EINVAL;
	if ((rights & UC_RIGHT_WRITE) && (rights & UC_RIGHT_EXECUTE))
		return -EINVAL;
	if (bytes == 0)
		return 0;
	/* Only the large pages at both ends can need a table: first all that may fail. */
	int error = split(start, start, end);
	if (error == 0)
		error = split(end - 1, start, end);
	if (error != 0)
		return error;
	uint64_t bits = entry_bits(rights);
	for (uintptr_t at = start; at < end;) {
		uint64_t *entry = directory_entry(at, true);
		if (entry == NULL)
			return -ENOMEM;
		if (*entry == 0 || (*entry & LARGE)) {
			*entry = at | LARGE | bits;
			cpu_invalidate_page(at);
			at += LARGE_BYTES;
			continue;
		}
		uint64_t *table = (uint64_t *)(*entry & ADDRESS);
		do {
			table[at / UC_PAGE_BYTES % ENTRIES] = at | bits;
			cpu_invalidate_page(at);
			at += UC_PAGE_BYTES;
		} while (at < end && at % LARGE_BYTES != 0);
	}
	return 0;
}
