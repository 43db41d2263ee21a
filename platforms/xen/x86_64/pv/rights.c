/* SPDX-License-Identifier: BSD-3-Clause */
/* Rights of pages of a PV domain: the final ones of what the loader mapped, and uc_plat_protect. Without stack
 * protector. */
#include "pv/pv.h"
#include "pv/tables.h"
#include <unicore/crash.h>

extern const char uc_metal_text_start[] METAL_LINKED;
extern const char uc_metal_data_start[] METAL_LINKED;

uint64_t uc_xen_pv_pages, uc_xen_pv_mapped_at_first;

#define BATCH 128

struct batch {
	struct uc_xen_pv_update updates[BATCH];
	size_t count;
};

static void flush(struct batch *batch)
{
	if (!uc_xen_pv_write_entries(batch->updates, batch->count))
		uc_crash("xen: rights of pages are refused");
	batch->count = 0;
}

static void set(struct batch *batch, const uint64_t *entry, uint64_t value)
{
	if (*entry == value)
		return;
	batch->updates[batch->count++] = (struct uc_xen_pv_update){.entry = uc_xen_pv_machine(entry), .value = value};
	if (batch->count == BATCH)
		flush(batch);
}

/** The final entry of a page that the loader mapped. */
static uint64_t final(uintptr_t page, uint64_t entry)
{
	uintptr_t text = UC_ALIGN_DOWN((uintptr_t)uc_metal_text_start, UC_PAGE_BYTES);
	uintptr_t data = UC_ALIGN_DOWN((uintptr_t)uc_metal_data_start, UC_PAGE_BYTES);
	if (page == 0 || page == (uintptr_t)uc_metal_boot_guard)
		return 0;
	if (page >= text && page < data)
		return entry & ~WRITABLE;
	if (page >= (uintptr_t)uc_image_start && page < text)
		entry &= ~WRITABLE;
	return entry | NO_EXECUTE;
}

/** Large pieces without code are not executable as a whole; the others page by page. */
void uc_xen_pv_rights_init(void)
{
	struct batch batch = {.count = 0};
	uintptr_t at = 0;
	for (const uint64_t *large; (large = uc_xen_pv_entry(2, at)) != NULL && *large != 0; at += LARGE_BYTES) {
		if (at >= (uintptr_t)uc_image_end) {
			set(&batch, large, *large | NO_EXECUTE);
			continue;
		}
		for (size_t n = 0; n < ENTRIES; n++) {
			const uint64_t *entry = uc_xen_pv_entry(1, at + n * UC_PAGE_BYTES);
			set(&batch, entry, final(at + n * UC_PAGE_BYTES, *entry));
		}
	}
	flush(&batch);
	uc_xen_pv_flush();
	uc_xen_pv_mapped_at_first = at / LARGE_BYTES;
	uc_xen_pv_pages = uc_xen_start_info->pages;
	if (uc_xen_pv_pages > XEN_PV_MOST_PAGES)
		uc_xen_pv_pages = XEN_PV_MOST_PAGES;
}

uint64_t uc_xen_pv_table_pages(void)
{
	uint64_t large = (uc_xen_pv_pages + ENTRIES - 1) / ENTRIES;
	return large > uc_xen_pv_mapped_at_first ? large - uc_xen_pv_mapped_at_first : 0;
}

/** Lets single pages of a large piece be executable that is not as a whole. */
static void spread(uintptr_t address)
{
	const uint64_t *large = uc_xen_pv_entry(2, address);
	if ((*large & NO_EXECUTE) == 0)
		return;
	struct batch batch = {.count = 0};
	uintptr_t start = UC_ALIGN_DOWN(address, LARGE_BYTES);
	for (size_t n = 0; n < ENTRIES; n++) {
		const uint64_t *entry = uc_xen_pv_entry(1, start + n * UC_PAGE_BYTES);
		set(&batch, entry, *entry == 0 ? 0 : *entry | NO_EXECUTE);
	}
	set(&batch, large, *large & ~NO_EXECUTE);
	flush(&batch);
	uc_xen_pv_flush();
}

int uc_plat_protect(void *start_page, size_t bytes, unsigned rights)
{
	uintptr_t start = (uintptr_t)start_page, end = start + bytes;
	if ((start | bytes) % UC_PAGE_BYTES != 0 || end < start)
		return -EINVAL;
	if ((rights & UC_RIGHT_WRITE) && (rights & UC_RIGHT_EXECUTE))
		return -EINVAL;
	/* First all that may fail. */
	for (uintptr_t at = UC_ALIGN_DOWN(start, LARGE_BYTES); at < end; at += LARGE_BYTES) {
		if (!uc_xen_pv_map_large(at))
			return -ENOMEM;
		if (rights & UC_RIGHT_EXECUTE)
			spread(at);
	}
	uint64_t bits =
		PRESENT | (rights & UC_RIGHT_WRITE ? WRITABLE : 0) | (rights & UC_RIGHT_EXECUTE ? 0 : NO_EXECUTE);
	for (uintptr_t at = start; at < end; at += UC_PAGE_BYTES)
		if (!uc_xen_pv_set((void *)at, rights == 0 ? 0 : uc_xen_pv_machine((void *)at) | bits))
			return -ENOMEM;
	return 0;
}
