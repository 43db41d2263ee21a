/* SPDX-License-Identifier: BSD-3-Clause */
/* Interrupts of devices: a stub for each vector that can be attached, then the handler with its argument. */
#include "layout.h"

#define APIC_END_OF_INTERRUPT 0xb0

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

/* The handler is C of other libraries, which may use vector registers. */
attached:
	.irp	register, rdi, rsi, rdx, rcx, rax, r8, r9, r10, r11, rbx
	pushq	%\register
	.endr
	cld
	movq	80(%rsp), %rax
	shll	$4, %eax
	leaq	uc_kvm_vectors(%rip), %rdx
	addq	%rax, %rdx
	movq	8(%rdx), %rdi
	movq	%rsp, %rbx
	subq	$512, %rsp
	fxsave64 (%rsp)
	call	*(%rdx)
	fxrstor64 (%rsp)
	movq	%rbx, %rsp
	movl	$0, KVM_WINDOW_APIC + APIC_END_OF_INTERRUPT
	.irp	register, rbx, r11, r10, r9, r8, rax, rcx, rdx, rsi, rdi
	popq	%\register
	.endr
	addq	$8, %rsp
	iretq

	.section .note.GNU-stack,"",@progbits
