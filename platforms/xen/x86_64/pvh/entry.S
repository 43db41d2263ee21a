/* SPDX-License-Identifier: BSD-3-Clause */
/* What Xen adds to metal's entry code: the upcall. */
#include "layout.h"
#include <metal/early.h>

/* clang-format off */

/* A vector that Xen injects by itself is not acknowledged (hvm/params.h, HVM_PARAM_CALLBACK_TYPE_VECTOR). */
	.macro	end_of_interrupt
	.endm

/* clang-format on */

#include <metal/interrupts.h>

	.section .text.uc_xen_upcall_entry,"ax",@progbits
	.code64
uc_xen_upcall_entry:
	pushq	$XEN_VECTOR_UPCALL
	interrupt_enter
	call	uc_xen_upcall
	interrupt_leave

	.section .text.entry,"ax",@progbits
	.code32
	.global	uc_metal_gates, uc_metal_refuse
	.hidden	uc_metal_gates, uc_metal_refuse
	.type	uc_metal_gates, @function
	.type	uc_metal_refuse, @function
uc_metal_gates:
	anchor
	leal	AT(uc_xen_upcall_entry), %eax
	jmp	uc_metal_gate
	.size	uc_metal_gates, . - uc_metal_gates

/* A CPU without long mode or NX: a triple fault, which xl calls a reboot. No Xen of 64 bits gives such a CPU. */
uc_metal_refuse:
	ud2
	.size	uc_metal_refuse, . - uc_metal_refuse


	.section .note.GNU-stack,"",@progbits
