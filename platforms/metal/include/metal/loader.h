/* SPDX-License-Identifier: BSD-3-Clause */
/* What the loader left: the entry code keeps it in one structure (x86_64/loader.S), and C makes ranges of memory of it.
 */
#ifndef METAL_LOADER_H
#define METAL_LOADER_H

/* struct uc_metal_loader, for the entry code. */
#define METAL_LOADER_PROTOCOL 0
#define METAL_LOADER_MAP_BYTES 4
#define METAL_LOADER_MODULE_BYTES 8
#define METAL_LOADER_COMMAND 12
#define METAL_LOADER_COMMAND_BYTES 16
#define METAL_LOADER_LOW_KIB 20
#define METAL_LOADER_NAME 24
#define METAL_LOADER_RSDP 28
#define METAL_LOADER_MAP 32
#define METAL_LOADER_MODULES (METAL_LOADER_MAP + METAL_LOADER_MOST_MAP_BYTES)
#define METAL_LOADER_MOST_MAP_BYTES 1536
#define METAL_LOADER_MOST_MODULE_BYTES 256

#define METAL_PROTOCOL_PVH 1
#define METAL_PROTOCOL_MULTIBOOT 2

#ifndef __ASSEMBLER__

#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/platform.h>

/** What the entry code kept of the start info or multiboot information. */
struct uc_metal_loader {
	uint32_t protocol;
	uint32_t map_bytes;
	uint32_t module_bytes;
	uint32_t command;
	uint32_t command_bytes; /* with the terminating zero */
	uint32_t low_kib;       /* multiboot: memory from 0 on */
	uint32_t name;          /* multiboot: the first four bytes of the loader's name */
	uint32_t rsdp;          /* PVH: ACPI's root pointer, or 0 */
	uint8_t map[METAL_LOADER_MOST_MAP_BYTES];
	uint8_t modules[METAL_LOADER_MOST_MODULE_BYTES];
};
extern struct uc_metal_loader uc_metal_loader;

/** Modules beyond these are not seen. */
#define UC_METAL_MOST_MODULES 8

/** A piece of physical memory. `ram` as the map says it: what overlaps with a piece that is no RAM is none. */
struct uc_metal_area {
	uint64_t start, bytes;
	bool ram;
};

/** Reads the map that the loader left in either protocol's form. Returns the number of pieces, at most `most`. Early.
 */
size_t uc_metal_loader_areas(const struct uc_metal_loader *loader, struct uc_metal_area *areas, size_t most);

/** The `index`-th module: 0 or -ENOENT. Early. */
int uc_metal_loader_module(const struct uc_metal_loader *loader, unsigned index, uint64_t *start, uint64_t *bytes);

/**
 * What QEMU's multiboot puts before the command line is the image's path: returns what follows it. Other loaders leave
 * it out. Early.
 */
const char *uc_metal_loader_arguments(const struct uc_metal_loader *loader, const char *line);

/**
 * Ascending page-aligned ranges of RAM that no other piece and no hole touches, below `limit`, merged where they meet.
 * Returns their number; what does not fit into `most` ranges is left out. Early.
 */
size_t uc_metal_ranges(const struct uc_metal_area *areas, size_t count, const struct uc_memory_range *holes,
		       size_t hole_count, uint64_t limit, struct uc_memory_range *ranges, size_t most);

/** Whether the page at `address` may be mapped when it is touched. Early, any context. */
bool uc_metal_is_memory(uintptr_t address);

#endif

#endif
