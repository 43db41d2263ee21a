/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers that assembly and C share. */
#ifndef XEN_LAYOUT_H
#define XEN_LAYOUT_H

#include <metal/layout.h>

/* PVH: the vector of the upcall, the first behind those of exceptions. */
#define XEN_VECTOR_UPCALL METAL_VECTORS_OF_TRAPS

/*
 * PVH: the 2 MiB in which libxl puts the pages of store and console (tools/libs/guest/xg_dom_x86.c: below
 * X86_HVM_END_SPECIAL_REGION) hold no memory; so the frames of shared info and grants go there, too, behind the local
 * APIC.
 */
#define XEN_SPECIAL 0xfee00000ul
#define XEN_SPECIAL_SHARED_INFO 0xfef00000ul
#define XEN_SPECIAL_GRANTS 0xfef01000ul
/*
 * Pages of the grant table, at most: Xen gives 64 unless told otherwise. On PV each of them takes the place of a page
 * of the image.
 */
#if CONFIG_XEN_BOOT_PV
#define XEN_GRANT_FRAMES 8
#else
#define XEN_GRANT_FRAMES 64
#endif

#endif
