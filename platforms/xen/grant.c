/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The grant table: grant_table.h, entries of version 1. Free entries make a list by their frame words, which nobody
 * reads while the flags are 0. The table grows by a page of 512 entries when the list is empty.
 */
#include "xen.h"

#define ENTRIES_OF_FRAME (UC_PAGE_BYTES / sizeof(struct xen_grant_entry))
#define IN_USE (XEN_GRANT_READING | XEN_GRANT_WRITING)

static struct xen_grant_entry *entries;
static unsigned frames, most_frames, free_count;
static uint32_t first_free = UC_XEN_NO_GRANT;

static bool grow(void)
{
	struct xen_grant_entry *frame = uc_xen_arch_grant_frame(frames);
	if (frame == NULL)
		return false;
	if (frames == 0)
		entries = frame;
	/* The lowest first. */
	unsigned start = frames == 0 ? XEN_GRANT_RESERVED : 0;
	for (unsigned n = ENTRIES_OF_FRAME; n-- > start;) {
		frame[n] = (struct xen_grant_entry){.frame = first_free};
		first_free = frames * ENTRIES_OF_FRAME + n;
		free_count++;
	}
	frames++;
	return true;
}

/** How far the table may grow: GNTTABOP_query_size, max_nr_frames, and what the platform can map. */
static unsigned limit(void)
{
	struct {
		uint16_t domain;
		uint32_t frames, most_frames;
		int16_t status;
	} size = {.domain = XEN_DOMAIN_SELF};
	if (most_frames == 0) {
		if (xen_call3(XEN_GRANT_TABLE_OP, XEN_GRANT_QUERY_SIZE, (uintptr_t)&size, (void *)1) != 0)
			return 0;
		most_frames = size.most_frames < XEN_GRANT_FRAMES ? size.most_frames : XEN_GRANT_FRAMES;
	}
	return most_frames;
}

int uc_xen_grant_access(uc_xen_domain remote, const void *page, bool read_only, uc_xen_grant *grant)
{
	unsigned long state = uc_plat_irq_save();
	if (first_free == UC_XEN_NO_GRANT && (frames >= limit() || !grow())) {
		uc_plat_irq_restore(state);
		return -ENOSPC;
	}
	uint32_t reference = first_free;
	struct xen_grant_entry *entry = &entries[reference];
	first_free = entry->frame;
	free_count--;
	entry->domain = remote;
	entry->frame = (uint32_t)uc_xen_frame(page);
	/* The entry counts as soon as it has flags. */
	__atomic_store_n(&entry->flags, XEN_GRANT_PERMIT_ACCESS | (read_only ? XEN_GRANT_READ_ONLY : 0),
			 __ATOMIC_SEQ_CST);
	uc_plat_irq_restore(state);
	*grant = reference;
	return 0;
}

bool uc_xen_grant_is_busy(uc_xen_grant grant)
{
	return (__atomic_load_n(&entries[grant].flags, __ATOMIC_SEQ_CST) & IN_USE) != 0;
}

int uc_xen_grant_end(uc_xen_grant grant)
{
	struct xen_grant_entry *entry = &entries[grant];
	uint16_t flags = __atomic_load_n(&entry->flags, __ATOMIC_SEQ_CST);
	do {
		if (flags & IN_USE)
			return -EBUSY;
	} while (!__atomic_compare_exchange_n(&entry->flags, &flags, 0, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
	unsigned long state = uc_plat_irq_save();
	entry->frame = first_free;
	first_free = grant;
	free_count++;
	uc_plat_irq_restore(state);
	return 0;
}

unsigned uc_xen_grant_free_count(void)
{
	unsigned more = limit() - frames;
	return free_count + more * (unsigned)ENTRIES_OF_FRAME - (frames == 0 && more > 0 ? XEN_GRANT_RESERVED : 0);
}

void uc_xen_grants_resume(void)
{
	unsigned before = frames;
	frames = free_count = most_frames = 0;
	first_free = UC_XEN_NO_GRANT;
	while (frames < before && grow())
		;
}
