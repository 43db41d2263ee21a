/* SPDX-License-Identifier: BSD-3-Clause */
/* Free memory, the command line, modules. Without stack protector. */
#include <metal/metal.h>
#include <unicore/crash.h>

#define GIGABYTE (1ul << 30)
/* The gigabytes that one directory of them holds: what paging.c can map. */
#define MEMORY_LIMIT (512 * GIGABYTE)

#define VIDEO_WINDOW 0xa0000ul

#define MOST_HOLES (2 + UC_METAL_MOST_MODULES)
#define MOST_RANGES (METAL_LOADER_MOST_MAP_BYTES / 24 + MOST_HOLES)

static struct uc_memory_range ranges[MOST_RANGES];
static size_t range_count;

/* The image, the command line, the modules: memory that is in use. */
static struct uc_memory_range holes[MOST_HOLES];
static size_t hole_count;

static uintptr_t directories, directories_end;

bool uc_metal_is_memory(uintptr_t address)
{
	for (size_t n = 0; n < range_count; n++)
		if (address - ranges[n].start < ranges[n].bytes)
			return true;
	for (size_t n = 0; n < hole_count; n++)
		if (address - holes[n].start < holes[n].bytes)
			return true;
	return false;
}

uintptr_t uc_metal_directory_page(void)
{
	if (directories == directories_end)
		return 0;
	directories += UC_PAGE_BYTES;
	return directories - UC_PAGE_BYTES;
}

static void add_hole(uintptr_t start, size_t bytes)
{
	if (bytes > 0 && hole_count < MOST_HOLES)
		holes[hole_count++] = (struct uc_memory_range){.start = start, .bytes = bytes};
}

static void find_holes(void)
{
	add_hole((uintptr_t)uc_image_start, (size_t)(uc_image_end - uc_image_start));
	if (uc_metal_loader.command != 0 && uc_metal_loader.command < UC_PAGE_BYTES)
		uc_crash("boot: the loader left the command line in page 0");
	add_hole(uc_metal_loader.command, uc_metal_loader.command_bytes);
	uint64_t start, bytes;
	for (unsigned n = 0; uc_metal_loader_module(&uc_metal_loader, n, &start, &bytes) == 0; n++) {
		if (start < VIDEO_WINDOW && start + bytes > VIDEO_WINDOW)
			uc_crash("boot: the initrd does not fit below 640 KiB; turn kvm.lowLoad off");
		add_hole(start, bytes);
	}
}

/** Sets pages aside for the directories of all gigabytes but the first, in the first. They are made when needed. */
static bool reserve_directories(void)
{
	const struct uc_memory_range *last = &ranges[range_count - 1];
	size_t bytes = (last->start + last->bytes - 1) / GIGABYTE * UC_PAGE_BYTES;
	for (size_t n = 0; n < range_count; n++) {
		uintptr_t end = ranges[n].start + ranges[n].bytes;
		if (end > GIGABYTE)
			end = GIGABYTE;
		if (ranges[n].start >= end || end - ranges[n].start <= bytes)
			continue;
		directories = ranges[n].start;
		directories_end = directories + bytes;
		ranges[n].start += bytes;
		ranges[n].bytes -= bytes;
		return true;
	}
	return false;
}

void uc_metal_memory_init(void)
{
	struct uc_metal_area areas[METAL_LOADER_MOST_MAP_BYTES / 24];
	size_t count = uc_metal_areas(areas, UC_ARRAY_LENGTH(areas));
	find_holes();
	range_count = uc_metal_ranges(areas, count, holes, hole_count, MEMORY_LIMIT, ranges, MOST_RANGES);
	if (range_count > 0 && !reserve_directories())
		range_count = uc_metal_ranges(areas, count, holes, hole_count, GIGABYTE, ranges, MOST_RANGES);
	if (range_count == 0)
		uc_crash("boot: there is no free memory");
}

size_t uc_plat_memory(const struct uc_memory_range **first)
{
	*first = ranges;
	return range_count;
}

const char *uc_plat_command_line(void)
{
	if (uc_metal_loader.command == 0)
		return "";
	return uc_metal_loader_arguments(&uc_metal_loader, (const char *)(uintptr_t)uc_metal_loader.command);
}

int uc_plat_module(unsigned index, const void **start, size_t *bytes)
{
	uint64_t address, size;
	int error = uc_metal_loader_module(&uc_metal_loader, index, &address, &size);
	if (error != 0)
		return error;
	*start = (const void *)address;
	*bytes = size;
	return 0;
}
