/* SPDX-License-Identifier: BSD-3-Clause */
/* Switching stacks. What a call preserves: System V ABI for x86-64, section 3.2.3 (and the control bits of x87 and SSE). */

	.text

/* void uc_arch_context_switch(struct uc_context *from, const struct uc_context *to) */
	.section .text.uc_arch_context_switch,"ax",@progbits
	.global	uc_arch_context_switch
	.hidden	uc_arch_context_switch
	.type	uc_arch_context_switch, @function
uc_arch_context_switch:
	pushq	%rbp
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	subq	$8, %rsp
	stmxcsr	(%rsp)
	fnstcw	4(%rsp)
	movq	%rsp, (%rdi)
	movq	(%rsi), %rsp
	ldmxcsr	(%rsp)
	fldcw	4(%rsp)
	addq	$8, %rsp
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbx
	popq	%rbp
	ret
	.size	uc_arch_context_switch, . - uc_arch_context_switch

/* Where a new context begins: its function is in rbx, the argument in r12 (context.c), rbp is 0 and ends backtraces. */
	.section .text.uc_arch_context_start,"ax",@progbits
	.global	uc_arch_context_start
	.hidden	uc_arch_context_start
	.type	uc_arch_context_start, @function
uc_arch_context_start:
	movq	%r12, %rdi
	call	*%rbx
	ud2
	.size	uc_arch_context_start, . - uc_arch_context_start

/* _Noreturn void uc_arch_call_on_stack(void *stack_top, void (*function)(void *), void *argument) */
	.section .text.uc_arch_call_on_stack,"ax",@progbits
	.global	uc_arch_call_on_stack
	.hidden	uc_arch_call_on_stack
	.type	uc_arch_call_on_stack, @function
uc_arch_call_on_stack:
	andq	$-16, %rdi
	movq	%rdi, %rsp
	xorl	%ebp, %ebp
	movq	%rdx, %rdi
	call	*%rsi
	ud2
	.size	uc_arch_call_on_stack, . - uc_arch_call_on_stack

	.section .note.GNU-stack,"",@progbits
