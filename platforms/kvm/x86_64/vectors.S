/* SPDX-License-Identifier: BSD-3-Clause */
/* Interrupts of devices: a stub for each vector that can be attached, then the handler with its argument. */
#include "interrupts.h"

	.section .text.uc_kvm_vectors,"ax",@progbits
	.code64
	.global	uc_kvm_vector_stubs
	.hidden	uc_kvm_vector_stubs
	.balign	8
uc_kvm_vector_stubs:
	number = 0
	.rept	KVM_VECTORS_ATTACHED
	.balign	8
	pushq	$number
	jmp	attached
	number = number + 1
	.endr

attached:
	interrupt_enter
	shll	$4, %eax
	leaq	uc_kvm_vectors(%rip), %rdx
	addq	%rax, %rdx
	movq	8(%rdx), %rdi
	call	*(%rdx)
	interrupt_leave

	.section .note.GNU-stack,"",@progbits
