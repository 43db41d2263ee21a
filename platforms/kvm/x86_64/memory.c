/* SPDX-License-Identifier: BSD-3-Clause */
/* The memory map of a PC: the loader's, or what is found by trying. Without stack protector. */
#include "kvm.h"

/* Where firmware keeps its own data below the video window, at the latest. */
#define LOW_LIMIT 0x9f000ul

/** Whether a page keeps what is written to it. Its contents stay. */
static bool is_ram(uintptr_t page)
{
	volatile uint64_t *word = (volatile uint64_t *)page;
	uint64_t kept = *word;
	*word = ~kept;
	bool good = *word == ~kept;
	*word = kept;
	return good;
}

/**
 * Without a map (microvm's firmware gives none below 640 KiB, and its word for the size is wrong) memory reaches from 0
 * to the last page that is one.
 */
static uint64_t low_end(void)
{
	uintptr_t good = UC_PAGE_BYTES, bad = LOW_LIMIT;
	if ((uintptr_t)uc_image_end < LOW_LIMIT)
		good = UC_ALIGN_DOWN((uintptr_t)uc_image_end - 1, UC_PAGE_BYTES);
	while (bad - good > UC_PAGE_BYTES) {
		uintptr_t middle = UC_ALIGN_DOWN(good + (bad - good) / 2, UC_PAGE_BYTES);
		if (is_ram(middle))
			good = middle;
		else
			bad = middle;
	}
	return bad;
}

size_t uc_metal_areas(struct uc_metal_area *areas, size_t most)
{
	size_t count = uc_metal_loader_areas(&uc_metal_loader, areas, most);
	if (count == 0)
		areas[count++] = (struct uc_metal_area){.start = 0, .bytes = low_end(), .ram = true};
	return count;
}
