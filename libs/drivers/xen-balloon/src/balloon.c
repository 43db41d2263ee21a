/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * xenstore's memory/target (docs/misc/xenstore-paths.pandoc, "memory/target"), in KiB: what the domain is to have. What
 * stands there at first is what it has. Free pages are given back in pieces, and the first given is the last to return.
 */
#include <unicore/heap.h>
#include <unicore/pagealloc.h>
#include <unicore/xenbus.h>

#define PIECE_PAGES 64u
#define KIB_PER_PAGE (UC_PAGE_BYTES / 1024)

/** Pages whose frames Xen has. */
struct piece {
	struct piece *next;
	uint8_t *start;
	size_t pages;
};

static struct piece *given;
static uint64_t has_kib; /* 0: not known yet */

/** Gives at most so many pages back. Returns how many. */
static size_t give(size_t pages)
{
	size_t free = uc_pages_free_count(), count = pages < PIECE_PAGES ? pages : PIECE_PAGES;
	if (free <= CONFIG_XEN_BALLOON_KEEP_PAGES)
		return 0;
	if (count > free - CONFIG_XEN_BALLOON_KEEP_PAGES)
		count = free - CONFIG_XEN_BALLOON_KEEP_PAGES;
	struct piece *piece = uc_heap_alloc(sizeof(*piece));
	uint8_t *start = NULL;
	while (piece && count > 0 && !(start = uc_pages_alloc(count)))
		count /= 2;
	if (!start) {
		uc_heap_free(piece);
		return 0;
	}
	size_t gone = uc_xen_memory_give(start, count);
	if (gone < count)
		uc_pages_free(start + gone * UC_PAGE_BYTES, count - gone);
	if (gone == 0) {
		uc_heap_free(piece);
		return 0;
	}
	*piece = (struct piece){.next = given, .start = start, .pages = gone};
	given = piece;
	return gone;
}

/** Takes at most so many pages again. Returns how many. */
static size_t take(size_t pages)
{
	struct piece *piece = given;
	if (!piece)
		return 0;
	/* From its end, so that the rest is one range. */
	size_t count = pages < piece->pages ? pages : piece->pages;
	uint8_t *start = piece->start + (piece->pages - count) * UC_PAGE_BYTES;
	size_t there = uc_xen_memory_take(start, count);
	if (there < count) {
		/* A hole would not be one range: what came goes back, and those who ask again get less. */
		(void)uc_xen_memory_give(start, there);
		return 0;
	}
	piece->pages -= there;
	uc_pages_free(start, there);
	if (piece->pages == 0) {
		given = piece->next;
		uc_heap_free(piece);
	}
	return there;
}

static void on_target(struct uc_xenbus_watch *watch)
{
	uint64_t target_kib;
	if (uc_xenbus_read_number(0, watch->path, &target_kib) < 0 || target_kib == 0)
		return;
	if (has_kib == 0)
		has_kib = target_kib;
	size_t done = 1;
	while (done > 0 && has_kib >= target_kib + KIB_PER_PAGE) {
		done = give((size_t)((has_kib - target_kib) / KIB_PER_PAGE));
		has_kib -= done * KIB_PER_PAGE;
	}
	while (done > 0 && target_kib >= has_kib + KIB_PER_PAGE) {
		done = take((size_t)((target_kib - has_kib) / KIB_PER_PAGE));
		has_kib += done * KIB_PER_PAGE;
	}
}

int uc_xen_balloon_init(void);
int uc_xen_balloon_init(void)
{
	static struct uc_xenbus_watch watch = {.path = "memory/target", .changed = on_target};
	/* Without xenstore nobody asks. */
	(void)uc_xenbus_watch(&watch);
	return 0;
}
