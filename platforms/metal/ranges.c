/* SPDX-License-Identifier: BSD-3-Clause */
/* From a memory map in any order, with overlaps, to ascending ranges of free pages. Without stack protector. */
#include <metal/metal.h>

struct list {
	struct uc_memory_range *ranges;
	size_t count, most;
};

static uintptr_t end_of(const struct uc_memory_range *range)
{
	return range->start + range->bytes;
}

static void remove_at(struct list *list, size_t at)
{
	list->count--;
	for (; at < list->count; at++)
		list->ranges[at] = list->ranges[at + 1];
}

/** Without room the range is left out. */
static void insert_at(struct list *list, size_t at, uintptr_t start, uintptr_t end)
{
	if (list->count == list->most)
		return;
	for (size_t n = list->count++; n > at; n--)
		list->ranges[n] = list->ranges[n - 1];
	list->ranges[at] = (struct uc_memory_range){.start = start, .bytes = end - start};
}

static void add(struct list *list, uintptr_t start, uintptr_t end)
{
	size_t at = 0;
	while (at < list->count && end_of(&list->ranges[at]) < start)
		at++;
	/* All that it overlaps with or touches becomes part of it. */
	while (at < list->count && list->ranges[at].start <= end) {
		if (list->ranges[at].start < start)
			start = list->ranges[at].start;
		if (end_of(&list->ranges[at]) > end)
			end = end_of(&list->ranges[at]);
		remove_at(list, at);
	}
	insert_at(list, at, start, end);
}

static void subtract(struct list *list, uintptr_t start, uintptr_t end)
{
	for (size_t at = 0; at < list->count && start < end;) {
		struct uc_memory_range *range = &list->ranges[at];
		uintptr_t range_end = end_of(range);
		if (range_end <= start || range->start >= end) {
			at++;
			continue;
		}
		if (range->start >= start && range_end <= end) {
			remove_at(list, at);
			continue;
		}
		if (range->start < start) {
			range->bytes = start - range->start;
			if (range_end > end)
				insert_at(list, at + 1, end, range_end);
		} else {
			range->start = end;
			range->bytes = range_end - end;
		}
		at++;
	}
}

/** The end of an area, cut at `limit`, also where the sum overflows. */
static uint64_t cut_end(uint64_t start, uint64_t bytes, uint64_t limit)
{
	uint64_t end = start + bytes;
	return end < start || end > limit ? limit : end;
}

size_t uc_metal_ranges(const struct uc_metal_area *areas, size_t count, const struct uc_memory_range *holes,
		       size_t hole_count, uint64_t limit, struct uc_memory_range *ranges, size_t most)
{
	struct list list = {.ranges = ranges, .most = most};
	for (size_t n = 0; n < count; n++) {
		/* Page 0 is never mapped. */
		uint64_t start = areas[n].start < UC_PAGE_BYTES ? UC_PAGE_BYTES : areas[n].start;
		uint64_t end = UC_ALIGN_DOWN(cut_end(areas[n].start, areas[n].bytes, limit), UC_PAGE_BYTES);
		if (areas[n].ram && start < end && UC_ALIGN_UP(start, UC_PAGE_BYTES) < end)
			add(&list, UC_ALIGN_UP(start, UC_PAGE_BYTES), end);
	}
	for (size_t n = 0; n < count; n++) {
		uint64_t start = areas[n].start, end = cut_end(start, areas[n].bytes, limit);
		if (!areas[n].ram && start < end)
			subtract(&list, UC_ALIGN_DOWN(start, UC_PAGE_BYTES), UC_ALIGN_UP(end, UC_PAGE_BYTES));
	}
	for (size_t n = 0; n < hole_count; n++)
		subtract(&list, UC_ALIGN_DOWN(holes[n].start, UC_PAGE_BYTES),
			 UC_ALIGN_UP(end_of(&holes[n]), UC_PAGE_BYTES));
	return list.count;
}
