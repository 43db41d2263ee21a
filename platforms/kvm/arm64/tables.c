/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Page tables: every address is its own, each page has one right, page 0 is none. Three levels of 4 KiB tables; blocks
 * of 2 MiB where rights do not differ. Arm ARM (DDI 0487), D8.3. The first half runs with the MMU off: no unaligned
 * access.
 */
#include "kvm.h"
#include <unicore/pagealloc.h>
#include <unicore/string.h>

#define ENTRIES 512
#define LARGE (2ul << 20)
#define GIGABYTE (1ul << 30)

#define VALID 1ull
#define TABLE 2ull /* of a page's entry, too */
#define DEVICE (1ull << 2)
#define READ_ONLY (2ull << 6)
#define SHARED (3ull << 8)
#define ACCESSED (1ull << 10)
#define NO_EXECUTE (3ull << 53) /* at EL1 and at EL0 */
#define ADDRESS 0x0000fffffffff000ull

#define NORMAL (VALID | SHARED | ACCESSED)
#define READ (NORMAL | READ_ONLY | NO_EXECUTE)
#define EXECUTE (NORMAL | READ_ONLY)
#define WRITE (NORMAL | NO_EXECUTE)

static uint64_t *root;
static uintptr_t next;

uintptr_t uc_kvm_tables_end(void)
{
	return next;
}

static uint64_t *new_table(void)
{
	uint64_t *table = (uint64_t *)next;
	next += UC_PAGE_BYTES;
	for (unsigned n = 0; n < ENTRIES; n++)
		((volatile uint64_t *)table)[n] = 0;
	return table;
}

static uint64_t *table_of(uint64_t *entry)
{
	if (!(*entry & VALID))
		*entry = (uintptr_t)new_table() | VALID | TABLE;
	return (uint64_t *)(*entry & ADDRESS);
}

static uint64_t *large_entry(uintptr_t address)
{
	return table_of(&root[address / GIGABYTE]) + address / LARGE % ENTRIES;
}

static void map_large(uintptr_t start, uintptr_t end, uint64_t rights)
{
	for (uintptr_t at = UC_ALIGN_DOWN(start, LARGE); at < end; at += LARGE) {
		uint64_t *entry = large_entry(at);
		if (!(*entry & VALID))
			*entry = at | rights;
	}
}

static uint64_t rights_of(uintptr_t page)
{
	if (page < (uintptr_t)uc_image_start || page >= (uintptr_t)uc_kvm_data)
		return WRITE;
	if (page < (uintptr_t)uc_kvm_text)
		return READ;
	extern const char uc_relro_start[] KVM_LINKED;
	return page < (uintptr_t)uc_relro_start ? EXECUTE : READ;
}

extern char uc_kvm_trap_guard[] KVM_LINKED;

uintptr_t uc_kvm_tables_make(void)
{
	uintptr_t end = (uintptr_t)uc_image_end;
	next = end;
	root = new_table();
	for (uintptr_t at = UC_ALIGN_DOWN((uintptr_t)uc_image_start, LARGE); at < end; at += LARGE) {
		uint64_t *pages = table_of(large_entry(at));
		for (unsigned n = 0; n < ENTRIES; n++)
			pages[n] = (at + n * UC_PAGE_BYTES) | rights_of(at + n * UC_PAGE_BYTES) | TABLE;
		if ((uintptr_t)uc_kvm_boot_guard - at < LARGE)
			pages[((uintptr_t)uc_kvm_boot_guard - at) / UC_PAGE_BYTES] &= ~VALID;
		if ((uintptr_t)uc_kvm_trap_guard - at < LARGE)
			pages[((uintptr_t)uc_kvm_trap_guard - at) / UC_PAGE_BYTES] &= ~VALID;
	}
	map_large(KVM_DEVICES, KVM_MEMORY, WRITE | DEVICE);
	/* The device tree, and room for further tables. */
	map_large(KVM_MEMORY, UC_ALIGN_UP(end, LARGE) + LARGE, WRITE);
	return (uintptr_t)root;
}

void uc_kvm_tables_map(uint64_t start, uint64_t end)
{
	map_large(UC_ALIGN_UP(start, LARGE), UC_ALIGN_DOWN(end, LARGE), WRITE);
	__asm__ volatile("dsb ishst; isb" : : : "memory");
}

/* The entry of a page, of whose block a table is made. NULL: no memory for it. */
static uint64_t *page_entry(uintptr_t page)
{
	uint64_t *entry = large_entry(page);
	if (!(*entry & TABLE)) {
		uint64_t *pages = uc_pages_alloc(1), block = *entry & ~(uint64_t)ADDRESS;
		if (pages == NULL)
			return NULL;
		for (unsigned n = 0; n < ENTRIES; n++)
			pages[n] = (UC_ALIGN_DOWN(page, LARGE) + n * UC_PAGE_BYTES) | block | TABLE;
		unsigned long state = uc_plat_irq_save();
		uc_kvm_exchange(entry, (uintptr_t)pages | VALID | TABLE, page);
		uc_plat_irq_restore(state);
	}
	return (uint64_t *)(*entry & ADDRESS) + page / UC_PAGE_BYTES % ENTRIES;
}

/* What was written as data is what is fetched: Arm ARM (DDI 0487), B2.4.4; a line has 16 bytes at least. */
static void clean(uintptr_t page)
{
	uint64_t type;
	__asm__("mrs %0, ctr_el0" : "=r"(type));
	size_t line = 4ul << (type >> 16 & 0xf);
	for (uintptr_t at = page; at < page + UC_PAGE_BYTES; at += line)
		__asm__ volatile("dc cvau, %0" : : "r"(at) : "memory");
}

int uc_plat_protect(void *start, size_t bytes, unsigned rights)
{
	if (((uintptr_t)start | bytes) % UC_PAGE_BYTES != 0)
		return -EINVAL;
	if ((rights & UC_RIGHT_WRITE) && (rights & UC_RIGHT_EXECUTE))
		return -EINVAL;
	uint64_t entry = rights == 0                 ? WRITE & ~VALID
			 : rights & UC_RIGHT_WRITE   ? WRITE
			 : rights & UC_RIGHT_EXECUTE ? EXECUTE
						     : READ;
	for (uintptr_t page = (uintptr_t)start; page < (uintptr_t)start + bytes; page += UC_PAGE_BYTES) {
		uint64_t *place = page_entry(page);
		if (place == NULL)
			return -ENOMEM;
		if ((rights & UC_RIGHT_EXECUTE) && (*place & VALID))
			clean(page);
		*place = page | entry | TABLE;
		__asm__ volatile("dsb ishst; tlbi vaae1is, %0" : : "r"(page >> 12) : "memory");
	}
	__asm__ volatile("dsb ish; ic iallu; dsb ish; isb" : : : "memory");
	return 0;
}
