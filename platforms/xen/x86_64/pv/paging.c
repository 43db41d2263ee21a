/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Page tables of a PV domain: Xen checks each entry that is written, and no table may be mapped for writing (xen.h:
 * HYPERVISOR_mmu_update, HYPERVISOR_update_va_mapping). Virtual addresses are the domain's own physical ones. The
 * loader maps some MiB; the rest is mapped 2 MiB at a time when it is touched, by tables that are the last pages of
 * memory. Without stack protector.
 */
#include "pv/pv.h"
#include "pv/tables.h"
#include <unicore/string.h>

/* xen.h, UVMF_INVLPG; MMUEXT_TLB_FLUSH_LOCAL. */
#define INVALIDATE_PAGE 2
#define FLUSH_LOCAL 6

/* arch-x86/xen-x86_64.h, MACH2PHYS_VIRT_START: our page of each of the machine's frames. */
#define MACHINE_TO_PAGE ((const uint64_t *)0xffff800000000000ul)

extern char uc_xen_pv_scratch_window[] METAL_LINKED;

uintptr_t uc_xen_pv_address(uint64_t frame)
{
	return MACHINE_TO_PAGE[frame] * UC_PAGE_BYTES;
}

uint64_t *uc_xen_pv_entry(unsigned level, uintptr_t address)
{
	uint64_t *table = (uint64_t *)uc_xen_start_info->tables;
	for (unsigned at = 4;; at--) {
		uint64_t *entry = &table[address >> (12 + 9 * (at - 1)) & (ENTRIES - 1)];
		if (at == level)
			return entry;
		if ((*entry & PRESENT) == 0)
			return NULL;
		table = (uint64_t *)uc_xen_pv_address((*entry & ADDRESS) / UC_PAGE_BYTES);
	}
}

uint64_t uc_xen_frame(const void *page)
{
	return xen_frames()[(uintptr_t)page / UC_PAGE_BYTES];
}

uint64_t uc_xen_pv_machine(const void *address)
{
	return uc_xen_frame(address) * UC_PAGE_BYTES + (uintptr_t)address % UC_PAGE_BYTES;
}

bool uc_xen_pv_write_entries(const struct uc_xen_pv_update *updates, size_t count)
{
	return uc_xen_hypercall((uintptr_t)updates, count, 0, XEN_DOMAIN_SELF, 0, XEN_MMU_UPDATE) == 0;
}

static bool write_entry(const uint64_t *entry, uint64_t value)
{
	struct uc_xen_pv_update update = {.entry = uc_xen_pv_machine(entry), .value = value};
	return uc_xen_pv_write_entries(&update, 1);
}

bool uc_xen_pv_set(const void *page, uint64_t entry)
{
	return uc_xen_hypercall((uintptr_t)page, entry, INVALIDATE_PAGE, 0, 0, XEN_UPDATE_VA_MAPPING) == 0;
}

void uc_xen_pv_flush(void)
{
	struct {
		uint32_t operation;
		uint64_t first, second;
	} flush = {.operation = FLUSH_LOCAL};
	uc_xen_hypercall((uintptr_t)&flush, 1, 0, XEN_DOMAIN_SELF, 0, XEN_MMUEXT_OP);
}

void uc_xen_pv_window(void *window, uint64_t frame)
{
	uc_xen_pv_set(window, frame == 0 ? 0 : frame * UC_PAGE_BYTES | PRESENT | WRITABLE | NO_EXECUTE);
}

/** A table for the 2 MiB at `start`, with all their pages that are memory. */
static bool fill_table(uint64_t table_page, uintptr_t start)
{
	uint64_t *entries = (uint64_t *)(void *)uc_xen_pv_scratch_window;
	uint64_t page = start / UC_PAGE_BYTES, end = uc_xen_pv_pages - uc_xen_pv_table_pages();
	uc_xen_pv_window(entries, xen_frames()[table_page]);
	for (size_t n = 0; n < ENTRIES; n++, page++)
		entries[n] = page < end ? xen_frames()[page] * UC_PAGE_BYTES | PRESENT | WRITABLE | NO_EXECUTE : 0;
	return uc_xen_pv_set(entries, 0);
}

static bool make_directory(uintptr_t address)
{
	uintptr_t page = uc_metal_directory_page();
	if (page == 0 || !uc_xen_pv_map_large(page))
		return false;
	memset((void *)page, 0, UC_PAGE_BYTES);
	uint64_t machine = uc_xen_pv_machine((void *)page);
	return uc_xen_pv_set((void *)page, machine | PRESENT | NO_EXECUTE) &&
	       write_entry(uc_xen_pv_entry(3, address), machine | TABLE);
}

bool uc_xen_pv_map_large(uintptr_t address)
{
	uintptr_t start = UC_ALIGN_DOWN(address, LARGE_BYTES);
	uint64_t *entry = uc_xen_pv_entry(2, start);
	if (entry == NULL) {
		if (!make_directory(start))
			return false;
		entry = uc_xen_pv_entry(2, start);
	}
	if (*entry != 0)
		return true;
	uint64_t table_page =
		uc_xen_pv_pages - uc_xen_pv_table_pages() + start / LARGE_BYTES - uc_xen_pv_mapped_at_first;
	return fill_table(table_page, start) && write_entry(entry, xen_frames()[table_page] * UC_PAGE_BYTES | TABLE);
}

bool uc_metal_map(uintptr_t address)
{
	if (!uc_metal_is_memory(address))
		return false;
	const uint64_t *entry = uc_xen_pv_entry(2, address);
	/* Not empty: a guard page, or a right that was taken away. */
	return (entry == NULL || *entry == 0) && uc_xen_pv_map_large(address);
}
