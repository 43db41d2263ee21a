/* SPDX-License-Identifier: BSD-3-Clause */
/* What a PV domain begins with: xen.h, struct start_info; arch-x86/xen-x86_64.h and xen.h for the other numbers. */
#ifndef XEN_START_INFO_H
#define XEN_START_INFO_H

/* arch-x86/xen-x86_64.h: FLAT_KERNEL_CS. */
#define XEN_KERNEL_CODE 0xe033

/* Exceptions that have a handler: 0 to 19. */
#define XEN_TRAPS 20

#ifndef __ASSEMBLER__

#include <stdint.h>

struct xen_start_info {
	char magic[32];
	uint64_t pages;
	uint64_t shared_info; /* a machine address */
	uint32_t flags;
	uint64_t store_frame;
	uint32_t store_port;
	uint64_t console_frame; /* dom0: no frame */
	uint32_t console_port;
	uint64_t tables; /* the root's virtual address */
	uint64_t table_frames;
	uint64_t frame_list; /* the machine's frames of ours */
	uint64_t module, module_bytes;
	char command[1024];
};
#define XEN_IS_DOM0 2u         /* SIF_INITDOMAIN */
#define XEN_MODULE_IS_FRAME 8u /* SIF_MOD_START_PFN */

/** As the loader left it; its page stays. */
extern struct xen_start_info *uc_xen_start_info;
/** Where what the loader left ends. */
extern uintptr_t uc_xen_start_end;

#endif

#endif
