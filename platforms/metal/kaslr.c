/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * metal.kaslr: as soon as free memory is known, the image is copied to a random page of it, and the way up begins anew
 * in the copy: with relocations for its place, and with rights for its pages. Where it was first is free memory then.
 * Without stack protector.
 */
#include <metal/metal.h>
#include <unicore/string.h>

#define GIGABYTE (1ul << 30)
/* The page tables of the entry code are of the first 2 MiB, and of the image. */
#define LEAST (1ul << 21)

extern const char uc_metal_data_end[] METAL_LINKED;

_Noreturn void uc_metal_go_on_in_copy(uintptr_t distance) METAL_LINKED;

/* Set in the copy. Not in .bss, which is cleared there. */
static bool moved __attribute__((section(".data.uc_metal_moved"))) = false;

/** How many pages of a range the image can begin at; the first of them. */
static size_t places_in(const struct uc_memory_range *range, size_t bytes, uintptr_t *first)
{
	uintptr_t start = range->start > LEAST ? range->start : LEAST, end = range->start + range->bytes;
	if (end > GIGABYTE)
		end = GIGABYTE;
	*first = start;
	return start < end && end - start >= bytes ? (end - start - bytes) / UC_PAGE_BYTES + 1 : 0;
}

/** A random place; 0: there is none, or no randomness. */
static uintptr_t choose(size_t bytes)
{
	const struct uc_memory_range *ranges;
	size_t count = uc_plat_memory(&ranges), places = 0;
	uintptr_t first;
	for (size_t n = 0; n < count; n++)
		places += places_in(&ranges[n], bytes, &first);
	uint64_t choice;
	if (places == 0 || uc_plat_entropy(&choice, sizeof(choice)) != 0)
		return 0;
	choice %= places;
	for (size_t n = 0; n < count; n++) {
		size_t here = places_in(&ranges[n], bytes, &first);
		if (choice < here)
			return first + choice * UC_PAGE_BYTES;
		choice -= here;
	}
	return 0;
}

/** The same object in the copy. */
static void *in_copy(const void *object, uintptr_t distance)
{
	return (void *)((uintptr_t)object + distance);
}

void uc_metal_move(void)
{
	uintptr_t start = (uintptr_t)uc_image_start, to;
	if (moved || (to = choose((size_t)(uc_image_end - uc_image_start))) == 0)
		return;
	memcpy((void *)to, uc_image_start, (size_t)(uc_metal_data_end - uc_image_start));
	memcpy(in_copy(&uc_metal_loader, to - start), &uc_metal_loader, sizeof(uc_metal_loader));
	*(bool *)in_copy(&moved, to - start) = true;
	uc_metal_go_on_in_copy(to - start);
}
