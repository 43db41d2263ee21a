/* SPDX-License-Identifier: BSD-3-Clause */
/* Switching stacks. What a call preserves: Procedure Call Standard for the Arm 64-bit Architecture, section 6.1. */

	.text

/* The frame of struct frame (context.c): x19 to x30, d8 to d15, fpcr. */
#define FRAME_BYTES 176

/* void uc_arch_context_switch(struct uc_context *from, const struct uc_context *to) */
	.section .text.uc_arch_context_switch,"ax",@progbits
	.global	uc_arch_context_switch
	.hidden	uc_arch_context_switch
	.type	uc_arch_context_switch, @function
	.balign	4
uc_arch_context_switch:
	sub	sp, sp, #FRAME_BYTES
	stp	x19, x20, [sp]
	stp	x21, x22, [sp, #16]
	stp	x23, x24, [sp, #32]
	stp	x25, x26, [sp, #48]
	stp	x27, x28, [sp, #64]
	stp	x29, x30, [sp, #80]
	stp	d8, d9, [sp, #96]
	stp	d10, d11, [sp, #112]
	stp	d12, d13, [sp, #128]
	stp	d14, d15, [sp, #144]
	mrs	x2, fpcr
	str	x2, [sp, #160]
	mov	x3, sp
	str	x3, [x0]
	ldr	x3, [x1]
	mov	sp, x3
	ldr	x4, [sp, #160]
	cmp	x4, x2
	b.eq	1f
	msr	fpcr, x4
1:	ldp	x19, x20, [sp]
	ldp	x21, x22, [sp, #16]
	ldp	x23, x24, [sp, #32]
	ldp	x25, x26, [sp, #48]
	ldp	x27, x28, [sp, #64]
	ldp	x29, x30, [sp, #80]
	ldp	d8, d9, [sp, #96]
	ldp	d10, d11, [sp, #112]
	ldp	d12, d13, [sp, #128]
	ldp	d14, d15, [sp, #144]
	add	sp, sp, #FRAME_BYTES
	ret
	.size	uc_arch_context_switch, . - uc_arch_context_switch

/* Where a new context begins: its function is in x19, the argument in x20 (context.c), x29 is 0 and ends backtraces. */
	.section .text.uc_arch_context_start,"ax",@progbits
	.global	uc_arch_context_start
	.hidden	uc_arch_context_start
	.type	uc_arch_context_start, @function
	.balign	4
uc_arch_context_start:
	mov	x0, x20
	blr	x19
	udf	#0
	.size	uc_arch_context_start, . - uc_arch_context_start

/* _Noreturn void uc_arch_call_on_stack(void *stack_top, void (*function)(void *), void *argument) */
	.section .text.uc_arch_call_on_stack,"ax",@progbits
	.global	uc_arch_call_on_stack
	.hidden	uc_arch_call_on_stack
	.type	uc_arch_call_on_stack, @function
	.balign	4
uc_arch_call_on_stack:
	and	x0, x0, #-16
	mov	sp, x0
	mov	x29, xzr
	mov	x30, xzr
	mov	x0, x2
	blr	x1
	udf	#0
	.size	uc_arch_call_on_stack, . - uc_arch_call_on_stack

	.section .note.GNU-stack,"",@progbits
