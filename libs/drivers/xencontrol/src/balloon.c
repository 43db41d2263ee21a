/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memory: Xen's docs/misc/xenstore-paths.pandoc, ~/memory/target, in KiB. What it says at the beginning is what the
 * domain has; below that, free pages go to Xen, in pieces that are as large as free memory lets them be.
 */
#include "control.h"
#include <unicore/compiler.h>
#include <unicore/heap.h>
#include <unicore/list.h>
#include <unicore/pagealloc.h>
#include <unicore/printk.h>

#define KIB_OF_PAGE (UC_PAGE_BYTES / 1024)
#define MOST_PIECE 512

/** Pages that Xen has. */
struct piece {
	struct uc_list node;
	char *start;
	size_t pages;
};
static struct uc_list pieces = UC_LIST_INIT(pieces);
static size_t given, wanted;
static uint64_t first_kib;

static void target_changed(struct uc_xenbus_watch *watch)
{
	uint64_t kib;
	if (uc_xenbus_read_number(0, watch->path, &kib) != 0)
		return;
	if (first_kib == 0)
		first_kib = kib;
	wanted = kib < first_kib ? (first_kib - kib) / KIB_OF_PAGE : 0;
	control_wake();
}

/** How many pages can be had and spared. */
static size_t to_spare(size_t most)
{
	size_t free = uc_pages_free_count();
	size_t spare = free > CONFIG_XENCONTROL_KEEP ? free - CONFIG_XENCONTROL_KEEP : 0;
	return spare < most ? spare : most;
}

static struct piece *allocate(size_t pages)
{
	struct piece *piece = uc_heap_alloc(sizeof(*piece));
	if (piece == NULL)
		return NULL;
	for (piece->pages = pages; piece->pages > 0; piece->pages /= 2)
		if ((piece->start = uc_pages_alloc(piece->pages)) != NULL)
			return piece;
	uc_heap_free(piece);
	return NULL;
}

/** Gives a piece of at most so many pages. False: there is none to spare, or Xen does not take it. */
static bool give(size_t most)
{
	size_t pages = to_spare(most < MOST_PIECE ? most : MOST_PIECE);
	struct piece *piece = pages > 0 ? allocate(pages) : NULL;
	if (piece == NULL)
		return false;
	size_t gone = uc_xen_memory_give(piece->start, piece->pages);
	if (gone < piece->pages)
		uc_pages_free(piece->start + gone * UC_PAGE_BYTES, piece->pages - gone);
	piece->pages = gone;
	given += gone;
	if (gone > 0) {
		uc_list_add_before(&pieces, &piece->node);
		return true;
	}
	uc_heap_free(piece);
	return false;
}

/** Takes the front of the last piece back. False: Xen has not so much for us. */
static bool take(size_t most)
{
	struct piece *piece = UC_CONTAINER_OF(pieces.prev, struct piece, node);
	size_t pages = piece->pages < most ? piece->pages : most;
	size_t there = uc_xen_memory_take(piece->start, pages);
	uc_pages_free(piece->start, there);
	given -= there;
	piece->start += there * UC_PAGE_BYTES;
	piece->pages -= there;
	if (piece->pages == 0) {
		uc_list_remove(&piece->node);
		uc_heap_free(piece);
	}
	return there == pages;
}

bool control_balloon_is_due(void)
{
	return given != wanted;
}

bool control_balloon(void)
{
	bool good = true;
	while (given != wanted && good)
		good = given < wanted ? give(wanted - given) : take(given - wanted);
	return good;
}

void control_balloon_init(void)
{
	static struct uc_xenbus_watch watch = {.path = "memory/target", .changed = target_changed};
	int error = uc_xenbus_watch(&watch);
	if (error != 0)
		uc_printk("xen: the size of memory is not watched: error %d\n", -error);
}
