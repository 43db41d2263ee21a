/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What lib-metal gives to a platform whose images have the whole machine, or a virtual one: the way up with the final
 * rights, memory that is mapped when it is first touched, exceptions; and, at the end, what the platform owes to it.
 */
#ifndef METAL_METAL_H
#define METAL_METAL_H

#include <metal/layout.h>
#include <metal/loader.h>
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/platform.h>

/* ---- from the linker script ---- */

#define METAL_LINKED __attribute__((visibility("hidden")))
extern const char uc_image_start[] METAL_LINKED;
extern const char uc_image_end[] METAL_LINKED;
extern const char uc_metal_boot_guard[] METAL_LINKED;
extern const char uc_metal_boot_stack[] METAL_LINKED;
extern const char uc_metal_boot_stack_end[] METAL_LINKED;

/* ---- memory ---- */

/** Makes ranges of what uc_metal_areas tells, the command line and modules. Early, once. */
void uc_metal_memory_init(void);

/** A page for a directory of 2 MiB pages, below 1 GiB; 0 when none is left. Early, any context. */
uintptr_t uc_metal_directory_page(void);

/* ---- page tables ---- */

/** Maps the 2 MiB page around `address`, if memory is there and not mapped. Early, any context. */
bool uc_metal_map(uintptr_t address);

/**
 * Maps a page that is no memory of the page allocator, read-write, never executable, at `window`, an address in the
 * first table. `entry` is its physical address, with METAL_DEVICE for registers. Any context.
 */
void uc_metal_map_window(uintptr_t window, uintptr_t entry);

/**
 * Maps the 2 MiB at `address`, below 512 GiB, that are no memory, at the same virtual address, read-write, cached,
 * never executable. `directory` is a clear page that lib-metal keeps. Early.
 */
void uc_metal_map_large(uintptr_t address, uint64_t *directory);

/* ---- the way up ---- */

/** Moves the image to a random place, where it begins anew; returns in the copy, or when there is no other place.
 * Early, once. */
void uc_metal_move(void);

/* ---- what the platform owes ---- */

/** The way up after the entry code: never returns. Early. */
_Noreturn void uc_metal_start(void);

/** The memory map: uc_metal_loader_areas, and what to do without one. Returns the number of areas. Early, once. */
size_t uc_metal_areas(struct uc_metal_area *areas, size_t most);

#endif
