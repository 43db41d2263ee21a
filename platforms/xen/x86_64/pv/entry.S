/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A PV domain begins here: ring 3 in 64-bit mode, with page tables of the loader's, .bss clear, upcalls held back, rsi =
 * start_info, rsp = the end of all that the loader left (xen.h: "The domain builder"; arch-x86/xen-x86_64.h).
 */
#include "pv/start_info.h"

	.section .text.entry,"ax",@progbits
	.code64
	.global	uc_xen_entry_pv
	.hidden	uc_xen_entry_pv
	.type	uc_xen_entry_pv, @function
uc_xen_entry_pv:
	cld
	movq	%rsi, uc_xen_start_info(%rip)
	movq	%rsp, uc_xen_start_end(%rip)
	leaq	uc_metal_boot_stack_end(%rip), %rsp
	xorl	%ebp, %ebp
	call	uc_metal_start
	ud2
	.size	uc_xen_entry_pv, . - uc_xen_entry_pv

/* elfnote.h. The numbers that are addresses stand in link.lds. */
	.macro	note type, text
	.balign	4
	.long	4, 2f - 1f, \type
	.asciz	"Xen"
1:	.asciz	"\text"
2:	.balign	4
	.endm

	.section .note.Xen,"a",@note
	note	5, "xen-3.0"  /* XEN_VERSION: of the interface, always this */
	note	6, "Unicore"  /* GUEST_OS */
	note	8, "generic"  /* LOADER */

	.section .note.GNU-stack,"",@progbits
