/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The report. From "leaks:" to "end of leaks" it is for the runner, too (tools/machine/src/crash/report.ts): all
 * addresses are return addresses.
 */
#include "track.h"
#include <unicore/compiler.h>
#include <unicore/printk.h>
#include <unicore/string.h>

/* The runner holds a report of 256 lines. */
#define MOST_PLACES 24
#define BUCKETS 256

extern const char uc_image_start[] __attribute__((visibility("hidden")));

int uc_heaptrack_begin(void);
void uc_heaptrack_end(void);

static struct track *buckets[BUCKETS];
static size_t places, blocks, bytes;

static struct track **bucket_of(const struct track *track)
{
	uintptr_t hash = 0;
	for (unsigned n = 0; n < CHAIN; n++)
		hash = hash * 31 + track->chain[n];
	return &buckets[(hash ^ hash >> 8) % BUCKETS];
}

/* Adds the block to its place, whose first block stands for it. */
static void add(struct track *track)
{
	struct track **bucket = bucket_of(track), *place = *bucket;
	while (place && memcmp(place->chain, track->chain, sizeof track->chain) != 0)
		place = place->next;
	if (!place) {
		place = track;
		place->all_blocks = place->all_bytes = 0;
		place->next = *bucket;
		*bucket = place;
		places++;
	}
	place->all_blocks++;
	place->all_bytes += track->bytes;
	blocks++;
	bytes += track->bytes;
}

static void gather(void)
{
	memset(buckets, 0, sizeof buckets);
	places = blocks = bytes = 0;
	uc_list_for_each(node, &track_blocks)
	{
		struct track *track = UC_CONTAINER_OF(node, struct track, node);
		if (track->number > track_mark)
			add(track);
	}
}

/* Takes out the place with most bytes, or NULL. */
static struct track *take_largest(void)
{
	struct track **largest = NULL;
	for (unsigned n = 0; n < BUCKETS; n++)
		for (struct track **at = &buckets[n]; *at; at = &(*at)->next)
			if (!largest || (*at)->all_bytes > (*largest)->all_bytes)
				largest = at;
	struct track *place = largest ? *largest : NULL;
	if (place)
		*largest = place->next;
	return place;
}

static void print_place(const struct track *place)
{
	uc_printk("  %zu bytes in %zu blocks\n", place->all_bytes, place->all_blocks);
	for (unsigned n = 0; n < CHAIN && place->chain[n]; n++)
		uc_printk("  #%u %p\n", n + 1, (void *)place->chain[n]);
}

static void print_leaks(void)
{
	struct track *place;
	gather();
	uc_printk("leaks: %zu bytes in %zu blocks, taken at %zu places\n", bytes, blocks, places);
	uc_printk("  image %p\n", (const void *)uc_image_start);
	for (unsigned n = 0; n < MOST_PLACES && (place = take_largest()); n++)
		print_place(place);
	uc_printk("end of leaks\n");
}

static void print_use(void)
{
	const struct uc_heaptrack *heap = uc_heaptrack();
	uc_printk("heap: %zu bytes in %zu blocks are in use; at most %zu bytes were; %lu allocations\n", heap->bytes,
		  heap->blocks, heap->most_bytes, (unsigned long)heap->allocations);
	for (unsigned n = 0; n < UC_HEAPTRACK_CLASSES; n++)
		if (heap->classes[n].allocations > 0)
			uc_printk("  %s %zu bytes: %zu bytes in %zu blocks, %lu allocations\n",
				  n == UC_HEAPTRACK_CLASSES - 1 ? "more than" : "up to",
				  (size_t)16 << (n == UC_HEAPTRACK_CLASSES - 1 ? n - 1 : n), heap->classes[n].bytes,
				  heap->classes[n].blocks, (unsigned long)heap->classes[n].allocations);
}

void uc_heaptrack_report(void)
{
	print_use();
	print_leaks();
}

int uc_heaptrack_begin(void)
{
	uc_heaptrack_mark();
	return 0;
}

void uc_heaptrack_end(void)
{
	uc_heaptrack_report();
}
