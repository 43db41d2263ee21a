/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Physical addresses that are no memory, or not known to be, at virtual ones where no memory can be: the second 512
 * GiB. So a register may lie in the 2 MiB page of memory. Intel SDM volume 3, 4.5.
 */
#include "bus.h"
#include "kvm.h"
#include <metal/cpu.h>
#include <unicore/pagealloc.h>
#include <unicore/string.h>

#define PRESENT 1ul
#define WRITABLE 2ul
#define WRITE_THROUGH (1ul << 3)
#define UNCACHED (1ul << 4)
#define ACCESSED_DIRTY (3ul << 5)
#define LARGE (1ul << 7)
#define NO_EXECUTE (1ul << 63)
#define ADDRESS 0x000ffffffffff000ul

#define ENTRIES 512
#define LARGE_BYTES (UC_PAGE_BYTES * ENTRIES)
#define WINDOWS (1ul << 39)
#define WINDOWS_BYTES (LARGE_BYTES * ENTRIES)

#define CPUID_ADDRESS_BITS 0x80000008

extern uint64_t uc_metal_tables[][ENTRIES] __attribute__((visibility("hidden")));

/* Of the 2 MiB pages or tables of the first gigabyte of windows. */
static uint64_t *directory;
static size_t used_bytes;

static uint64_t *new_table(void)
{
	uint64_t *table = uc_pages_alloc(1);
	if (table != NULL)
		memset(table, 0, UC_PAGE_BYTES);
	return table;
}

static bool begin(void)
{
	if (directory != NULL)
		return true;
	uint64_t *gigabytes = new_table(), *first = new_table();
	if (gigabytes == NULL || first == NULL) {
		if (gigabytes != NULL)
			uc_pages_free(gigabytes, 1);
		return false;
	}
	gigabytes[0] = (uintptr_t)first | WRITABLE | PRESENT;
	uc_metal_tables[0][WINDOWS >> 39] = (uintptr_t)gigabytes | WRITABLE | PRESENT;
	directory = first;
	return true;
}

/** The 4 KiB entry of an offset; NULL: a large page is there, or nothing, and `make` is not given or cannot be done. */
static uint64_t *entry_at(size_t offset, bool make)
{
	uint64_t *large = &directory[offset / LARGE_BYTES];
	if (*large == 0 && make) {
		uint64_t *table = new_table();
		if (table != NULL)
			*large = (uintptr_t)table | WRITABLE | PRESENT;
	}
	if (*large == 0 || (*large & LARGE))
		return NULL;
	return (uint64_t *)(*large & ADDRESS) + offset / UC_PAGE_BYTES % ENTRIES;
}

/** Pages that were shown before, one after the other; WINDOWS_BYTES when there are none. */
static size_t find(uint64_t entry, size_t bytes)
{
	size_t have = 0;
	for (size_t at = 0; at < used_bytes;) {
		const uint64_t *there = entry_at(at, false);
		if (there == NULL) {
			at = UC_ALIGN_DOWN(at, LARGE_BYTES) + LARGE_BYTES;
			have = 0;
			continue;
		}
		at += UC_PAGE_BYTES;
		if ((*there & ~ACCESSED_DIRTY) == entry + have)
			have += UC_PAGE_BYTES;
		else
			have = (*there & ~ACCESSED_DIRTY) == entry ? UC_PAGE_BYTES : 0;
		if (have == bytes)
			return at - bytes;
	}
	return WINDOWS_BYTES;
}

static bool fill(size_t offset, uint64_t entry, size_t bytes)
{
	if (entry & LARGE) {
		for (size_t at = 0; at < bytes; at += LARGE_BYTES)
			directory[(offset + at) / LARGE_BYTES] = entry + at;
		return true;
	}
	for (size_t at = 0; at < bytes; at += UC_PAGE_BYTES) {
		uint64_t *there = entry_at(offset + at, true);
		if (there == NULL)
			return false;
		*there = entry + at;
	}
	return true;
}

/** Whole pages. Returns their offset, or WINDOWS_BYTES. */
static size_t show(uint64_t entry, size_t bytes)
{
	if (!begin())
		return WINDOWS_BYTES;
	size_t offset = find(entry, bytes);
	if (offset != WINDOWS_BYTES)
		return offset;
	bool large = bytes % LARGE_BYTES == 0 && (entry & ADDRESS) % LARGE_BYTES == 0;
	offset = large ? UC_ALIGN_UP(used_bytes, LARGE_BYTES) : used_bytes;
	if (bytes > WINDOWS_BYTES || offset > WINDOWS_BYTES - bytes)
		return WINDOWS_BYTES;
	used_bytes = offset + bytes;
	return fill(offset, entry | (large ? LARGE : 0), bytes) ? offset : WINDOWS_BYTES;
}

void *uc_kvm_window(uint64_t physical, size_t bytes, enum uc_kvm_window_use use)
{
	uint64_t limit = 1ull << (cpu_id(CPUID_ADDRESS_BITS).eax & 0x3f);
	if (bytes == 0 || physical >= limit || bytes > limit - physical || bytes > WINDOWS_BYTES)
		return NULL;
	uint64_t start = UC_ALIGN_DOWN(physical, UC_PAGE_BYTES);
	uint64_t entry = start | PRESENT | NO_EXECUTE;
	if (use == UC_KVM_WINDOW_DEVICE)
		entry |= UNCACHED | WRITE_THROUGH | WRITABLE;
	/* Nobody else may look for a place meanwhile. */
	unsigned long state = uc_plat_irq_save();
	size_t offset = show(entry, UC_ALIGN_UP(physical + bytes, UC_PAGE_BYTES) - start);
	uc_plat_irq_restore(state);
	return offset == WINDOWS_BYTES ? NULL : (void *)(WINDOWS + offset + (physical - start));
}
