/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Hypercalls: arch-x86/xen-x86_64.h. The instruction itself and not Xen's page of them, which would have to be executable
 * memory that somebody else writes, and is a return that mispredicts (XSA-466).
 */
#include "layout.h"

	.section .text.uc_xen_hypercall,"ax",@progbits
	.code64
	.global	uc_xen_hypercall
	.hidden	uc_xen_hypercall
	.type	uc_xen_hypercall, @function
/* C's first five arguments lie where Xen wants them, but for the fourth. PV: rcx and r11 are lost. */
uc_xen_hypercall:
	movl	%r9d, %eax
	movq	%rcx, %r10
#if CONFIG_XEN_BOOT_PV
	syscall
	ret
#else
	cmpb	$0, uc_xen_is_amd(%rip)
	jne	1f
	vmcall
	ret
1:	vmmcall
	ret
#endif
	.size	uc_xen_hypercall, . - uc_xen_hypercall

	.section .note.GNU-stack,"",@progbits
