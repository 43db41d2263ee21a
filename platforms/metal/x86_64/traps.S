/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Exceptions come in here, each on a stack of the interrupt stack table: the interrupted code may use a red
 * zone (the compiler's own library does), and its stack may be the reason of the exception. struct uc_trap is built as
 * <unicore/trap.h> has it.
 */
#include <metal/layout.h>

	.section .text.uc_metal_traps,"ax",@progbits
	.code64
	.global	uc_metal_trap_stubs
	.hidden	uc_metal_trap_stubs

/* struct uc_trap. */
#define TRAP_VECTOR 120
#define TRAP_FAULT_ADDRESS 176
#define TRAP_BYTES 184

/* Exceptions with an error code: 8, 10 to 14, 17, 21, 29, 30 (AMD APM volume 2, section 8.2 for the last two). */
#define WITH_ERROR_CODE ((1 << 8) | (0x1f << 10) | (1 << 17) | (1 << 21) | (3 << 29))

	.balign	8
uc_metal_trap_stubs:
	vector = 0
	.rept	32
	.balign	8
	pushq	$vector
	.if	(WITH_ERROR_CODE >> vector) & 1
	jmp	have_error
	.else
	jmp	no_error
	.endif
	vector = vector + 1
	.endr

no_error:
	pushq	(%rsp)
	movq	$0, 8(%rsp)
have_error:
	.irp	register, rdi, rsi, rdx, rcx, rax, r8, r9, r10, r11, rbx, rbp, r12, r13, r14, r15
	pushq	%\register
	.endr
	cld
	xorl	%eax, %eax
	cmpl	$14, TRAP_VECTOR(%rsp)
	jne	1f
	movq	%cr2, %rax
1:	movq	%rax, TRAP_FAULT_ADDRESS(%rsp)
	movq	%rsp, %rdi
	jne	to_c
	/* Most page faults are first touches of memory. Others go on on the stack of traps, so that these can nest in them. */
	call	uc_metal_first_touch
	testb	%al, %al
	jnz	leave
	movq	%rsp, %rsi
	leaq	uc_metal_trap_stack + METAL_TRAP_STACK_BYTES - TRAP_BYTES - 8(%rip), %rdi
	movl	$TRAP_BYTES / 8, %ecx
	movq	%rdi, %rsp
	rep movsq
	movq	%rsp, %rdi
to_c:
	/* C of other libraries may use vector registers. */
	movq	%rsp, %rbx
	subq	$512, %rsp
	fxsave64 (%rsp)
	call	uc_metal_trap
	fxrstor64 (%rsp)
	movq	%rbx, %rsp
leave:
	.irp	register, r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8, rax, rcx, rdx, rsi, rdi
	popq	%\register
	.endr
	addq	$16, %rsp
	iretq

	.section .noinit.trap_stacks,"aw",@nobits
	.global	uc_metal_trap_stack, uc_metal_page_fault_stack, uc_metal_double_fault_stack, uc_metal_interrupt_stack
	.hidden	uc_metal_trap_stack, uc_metal_page_fault_stack, uc_metal_double_fault_stack, uc_metal_interrupt_stack
	.balign	16
uc_metal_trap_stack:
	.skip	METAL_TRAP_STACK_BYTES
uc_metal_double_fault_stack:
	.skip	METAL_DOUBLE_FAULT_STACK_BYTES
uc_metal_page_fault_stack:
	.skip	METAL_PAGE_FAULT_STACK_BYTES
uc_metal_interrupt_stack:
	.skip	METAL_INTERRUPT_STACK_BYTES

	.section .note.GNU-stack,"",@progbits
