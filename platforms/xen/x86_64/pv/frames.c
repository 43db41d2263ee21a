/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames of a PV domain that come and go: the grant table's, memory's, and all of them at a suspension. */
#include "pv/pv.h"
#include "pv/tables.h"

extern char uc_xen_pv_grant_windows[][UC_PAGE_BYTES] METAL_LINKED;
extern char uc_xen_pv_shared_window[] METAL_LINKED;

/* The windows are linked in where there are grants; a suspension has to know. */
static unsigned grant_frames;
static void (*map_grants)(bool map);

/** Maps the frames of the table that there are, or takes all of them out of our tables. */
static void map_grant_frames(bool map)
{
	uint64_t frames[XEN_GRANT_FRAMES];
	struct {
		uint16_t domain;
		uint32_t count;
		int16_t status;
		uint64_t *frames;
	} setup = {.domain = XEN_DOMAIN_SELF, .count = grant_frames, .frames = frames};
	if (map && (xen_call3(XEN_GRANT_TABLE_OP, XEN_GRANT_SETUP_TABLE, (uintptr_t)&setup, (void *)1) != 0 ||
		    setup.status != 0))
		grant_frames--;
	for (unsigned n = 0; n < grant_frames; n++)
		uc_xen_pv_window(uc_xen_pv_grant_windows[n], map ? frames[n] : 0);
}

struct xen_grant_entry *uc_xen_arch_grant_frame(unsigned index)
{
	map_grants = map_grant_frames;
	grant_frames = index + 1;
	map_grant_frames(true);
	return grant_frames == index + 1 ? (struct xen_grant_entry *)(void *)uc_xen_pv_grant_windows[index] : NULL;
}

uint64_t uc_xen_arch_leave(void *page)
{
	uint64_t frame = uc_xen_frame(page);
	uc_xen_pv_map_large((uintptr_t)page);
	uc_xen_pv_set(page, 0);
	xen_frames()[(uintptr_t)page / UC_PAGE_BYTES] = UINT64_MAX; /* none: what the toolstack expects, too */
	return frame;
}

void uc_xen_arch_arrive(void *page, uint64_t frame)
{
	xen_frames()[(uintptr_t)page / UC_PAGE_BYTES] = frame;
	uc_xen_pv_set(page, frame * UC_PAGE_BYTES | PRESENT | WRITABLE | NO_EXECUTE);
}

/**
 * The toolstack translates our page tables and start_info by the list of frames, so nothing that is not in the list may
 * be mapped, and the frames in start_info are pages of ours meanwhile (docs/specs/libxc-migration-stream.pandoc).
 */
long uc_xen_arch_suspend(void)
{
	struct xen_start_info *info = uc_xen_start_info;
	uint64_t store = info->store_frame, console = info->console_frame;
	info->store_frame = uc_xen_pv_address(store) / UC_PAGE_BYTES;
	info->console_frame = uc_xen_pv_address(console) / UC_PAGE_BYTES;
	if (map_grants != NULL)
		map_grants(false);
	uc_xen_pv_window(uc_xen_pv_shared_window, 0);
	uint32_t reason = XEN_SHUTDOWN_SUSPEND;
	long result = uc_xen_hypercall(XEN_SCHED_SHUTDOWN, (uintptr_t)&reason, uc_xen_frame(info), 0, 0, XEN_SCHED_OP);
	if (result == 0)
		return 0;
	info->store_frame = store;
	info->console_frame = console;
	uc_xen_pv_window(uc_xen_pv_shared_window, info->shared_info / UC_PAGE_BYTES);
	if (map_grants != NULL)
		map_grants(true);
	return result;
}
