/* SPDX-License-Identifier: BSD-3-Clause */
/* Pages over which those of Xen are mapped; their own frames are not used. Each is there if it is used. */
#include "layout.h"

	.macro	window name, pages
	.section .noinit.pages.\name,"aw",@nobits
	.global	uc_xen_pv_\name
	.hidden	uc_xen_pv_\name
	.balign	4096
uc_xen_pv_\name:
	.skip	4096 * \pages
	.endm

	window	shared_window, 1
	window	scratch_window, 1
	window	grant_windows, XEN_GRANT_FRAMES

	.section .note.GNU-stack,"",@progbits
