/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of a PV domain share. */
#ifndef XEN_PV_H
#define XEN_PV_H

#include "pv/start_info.h"
#include "xen.h"

/** The machine's frames of our pages: start_info's list, by page number. */
#define xen_frames() ((uint64_t *)uc_xen_start_info->frame_list)

/** Sets the image's and the loader's pages to their final rights. Early, once. */
void uc_xen_pv_rights_init(void);

/** The address of a page of ours by the machine's frame. Early, any context. */
uintptr_t uc_xen_pv_address(uint64_t frame);

/** Exceptions and the upcall come in from now on. Early, once. */
void uc_xen_pv_traps_init(void);

/** Maps the machine's page `frame`, or nothing (0), at a page of the image. Early, any context. */
void uc_xen_pv_window(void *window, uint64_t frame);

/** How many pages, the last of memory, are kept for page tables. Early. */
uint64_t uc_xen_pv_table_pages(void);

/* Memory above is not used: 32 times 1 GiB. */
#define XEN_PV_MOST_PAGES (32ul << 18)

#endif
