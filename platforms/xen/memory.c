/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory that goes to Xen and comes back (memory.h: XENMEM_decrease_reservation, XENMEM_populate_physmap). */
#include "xen.h"

#define BATCH 64u

/** Calls Xen for pages from `start` on; how many of them it did. */
static size_t reserve(unsigned operation, char *start, size_t pages)
{
	bool give = operation == XEN_MEMORY_DECREASE_RESERVATION;
	uint64_t frames[BATCH];
	struct xen_reservation what = {.frames = frames, .domain = XEN_DOMAIN_SELF};
	size_t done = 0;
	while (done < pages) {
		what.count = pages - done < BATCH ? pages - done : BATCH;
		for (size_t n = 0; n < what.count; n++) {
			char *page = start + (done + n) * UC_PAGE_BYTES;
			frames[n] = give ? uc_xen_arch_leave(page) : (uintptr_t)page / UC_PAGE_BYTES;
		}
		long now = xen_call2(XEN_MEMORY_OP, operation, &what);
		size_t good = now > 0 ? (size_t)now : 0;
		/* What Xen did not take is there as before; what it gave is there from now on. */
		for (size_t n = give ? good : 0; n < (give ? what.count : good); n++)
			uc_xen_arch_arrive(start + (done + n) * UC_PAGE_BYTES, frames[n]);
		done += good;
		if (good != what.count)
			break;
	}
	return done;
}

size_t uc_xen_memory_give(void *start, size_t pages)
{
	return reserve(XEN_MEMORY_DECREASE_RESERVATION, start, pages);
}

size_t uc_xen_memory_take(void *start, size_t pages)
{
	return reserve(XEN_MEMORY_POPULATE_PHYSMAP, start, pages);
}
