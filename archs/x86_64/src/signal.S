/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls that signals need: a function in the middle of interrupted code, and one on another stack. */

	.text

/* Offsets in struct uc_trap (unicore/trap.h). */
#define TRAP_BYTES 184
#define TRAP_SPACE 192
#define RIP 136
#define RFLAGS 152
#define RSP 160
#define RED_ZONE 128
/* Of an area of xsave: the header behind what fxsave writes. Intel SDM volume 1, section 13.4. */
#define XSAVE_HEADER 512

/*
 * uc_trap_call (signal.c) lets interrupted code go on here: rbx is the function, r12 the saved registers, rsp the end of
 * a stack. What interrupted code keeps below its stack pointer is left alone: the last steps use what lies below that.
 */
	.section .text.uc_trap_call_start,"ax",@progbits
	.global	uc_trap_call_start
	.hidden	uc_trap_call_start
	.type	uc_trap_call_start, @function
uc_trap_call_start:
	subq	$TRAP_SPACE, %rsp
	cld
	movq	%rsp, %rdi
	movq	%r12, %rsi
	movl	$(TRAP_BYTES / 8), %ecx
	rep movsq
	movq	%rsp, %r12
	movl	uc_trap_vectors_bytes(%rip), %ecx
	subq	%rcx, %rsp
	andq	$-64, %rsp
	movl	uc_trap_vectors(%rip), %eax
	testl	%eax, %eax
	jnz	1f
	fxsave64 (%rsp)
	jmp	2f
1:	xorl	%edx, %edx
	.irp	word, 0, 1, 2, 3, 4, 5, 6, 7
	movq	%rdx, XSAVE_HEADER + 8 * \word(%rsp)
	.endr
	xsave64	(%rsp)
2:	movq	%r12, %rdi
	xorl	%ebp, %ebp
	call	*%rbx
	movl	uc_trap_vectors(%rip), %eax
	testl	%eax, %eax
	jnz	1f
	fxrstor64 (%rsp)
	jmp	2f
1:	xorl	%edx, %edx
	xrstor64 (%rsp)
2:	movq	%r12, %rsp
	movq	RSP(%rsp), %rax
	subq	$(RED_ZONE + 16), %rax
	movq	RFLAGS(%rsp), %rcx
	movq	%rcx, (%rax)
	movq	RIP(%rsp), %rcx
	movq	%rcx, 8(%rax)
	movq	%rax, RSP(%rsp)
	movq	0(%rsp), %r15
	movq	8(%rsp), %r14
	movq	16(%rsp), %r13
	movq	24(%rsp), %r12
	movq	32(%rsp), %rbp
	movq	40(%rsp), %rbx
	movq	48(%rsp), %r11
	movq	56(%rsp), %r10
	movq	64(%rsp), %r9
	movq	72(%rsp), %r8
	movq	80(%rsp), %rax
	movq	88(%rsp), %rcx
	movq	96(%rsp), %rdx
	movq	104(%rsp), %rsi
	movq	112(%rsp), %rdi
	movq	RSP(%rsp), %rsp
	popfq
	ret	$RED_ZONE
	.size	uc_trap_call_start, . - uc_trap_call_start

/* void uc_arch_call_across(void *stack_top, void (*function)(void *), void *argument) */
	.section .text.uc_arch_call_across,"ax",@progbits
	.global	uc_arch_call_across
	.hidden	uc_arch_call_across
	.type	uc_arch_call_across, @function
uc_arch_call_across:
	pushq	%rbp
	movq	%rsp, %rbp
	andq	$-16, %rdi
	movq	%rdi, %rsp
	movq	%rdx, %rdi
	call	*%rsi
	movq	%rbp, %rsp
	popq	%rbp
	ret
	.size	uc_arch_call_across, . - uc_arch_call_across

	.section .note.GNU-stack,"",@progbits
