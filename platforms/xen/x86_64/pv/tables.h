/* SPDX-License-Identifier: BSD-3-Clause */
/* Page tables of a PV domain. Entries: Intel SDM volume 3, section 4.5, with the machine's addresses. */
#ifndef XEN_PV_TABLES_H
#define XEN_PV_TABLES_H

#include "pv/pv.h"

#define PRESENT 1ul
#define WRITABLE 2ul
#define USER 4ul
#define ACCESSED (1ul << 5)
#define NO_EXECUTE (1ul << 63)
#define ADDRESS 0x000ffffffffff000ul
#define TABLE (PRESENT | WRITABLE | USER | ACCESSED)

#define ENTRIES 512
#define LARGE_BYTES (UC_PAGE_BYTES * ENTRIES)

/** xen.h: struct mmu_update; `entry` is a machine address, whose low bits are the command: 0, a page table's entry. */
struct uc_xen_pv_update {
	uint64_t entry, value;
};

/** Pages of memory that are used. */
extern uint64_t uc_xen_pv_pages METAL_LINKED;
/** How many times 2 MiB the loader has mapped. */
extern uint64_t uc_xen_pv_mapped_at_first METAL_LINKED;

/** The entry of `address` in the table of a level (1: pages … 4: root); NULL: a table above it is missing. Of level 1
 * only where the loader mapped. */
uint64_t *uc_xen_pv_entry(unsigned level, uintptr_t address);
/** The machine's address. */
uint64_t uc_xen_pv_machine(const void *address);
/** Writes entries of tables; false when Xen refuses one. */
bool uc_xen_pv_write_entries(const struct uc_xen_pv_update *updates, size_t count);
/** Sets the entry of a page of which the table is there. */
bool uc_xen_pv_set(const void *page, uint64_t entry);
/** Maps the 2 MiB around `address`, if they are not. False: Xen refuses, or there is no directory left. */
bool uc_xen_pv_map_large(uintptr_t address);
/** Rights that were changed in tables hold from now on. */
void uc_xen_pv_flush(void);

#endif
