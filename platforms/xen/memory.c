/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory that goes to Xen and comes back (memory.h: XENMEM_decrease_reservation, XENMEM_populate_physmap). */
#include "xen.h"

#define BATCH 64u

/** Calls Xen for pages from `start` on; how many of them it did. */
static size_t reserve(unsigned operation, char *start, size_t pages)
{
	uint64_t frames[BATCH];
	struct xen_reservation what = {.frames = frames, .domain = XEN_DOMAIN_SELF};
	size_t done = 0;
	while (done < pages) {
		what.count = pages - done < BATCH ? pages - done : BATCH;
		for (size_t n = 0; n < what.count; n++)
			frames[n] = uc_xen_frame(start + (done + n) * UC_PAGE_BYTES);
		long now = xen_call2(XEN_MEMORY_OP, operation, &what);
		done += now > 0 ? (size_t)now : 0;
		if (now != (long)what.count)
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
