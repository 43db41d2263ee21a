/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls that signals need: a function in the middle of interrupted code, and one on another stack. */

	.text

#define TRAP_BYTES 288
#define VECTORS_BYTES 528

/*
 * uc_trap_call (signal.c) lets interrupted code go on here: x19 is the function, x20 the saved registers, sp the end of a
 * stack. All registers, the instruction pointer among them, can be loaded at once by an exception's return alone: the
 * last step is an exception which uc_trap_resume (signal.c) knows by its address, with the registers at x19.
 */
	.section .text.uc_trap_call_start,"ax",@progbits
	.global	uc_trap_call_start, uc_trap_call_end
	.hidden	uc_trap_call_start, uc_trap_call_end
	.type	uc_trap_call_start, @function
	.balign	4
uc_trap_call_start:
	sub	sp, sp, #TRAP_BYTES
	mov	x0, sp
	mov	x1, #TRAP_BYTES
1:	ldp	x2, x3, [x20], #16
	stp	x2, x3, [x0], #16
	subs	x1, x1, #16
	b.ne	1b
	mov	x21, x19
	mov	x19, sp
	sub	sp, sp, #VECTORS_BYTES
	stp	q0, q1, [sp, #0]
	stp	q2, q3, [sp, #32]
	stp	q4, q5, [sp, #64]
	stp	q6, q7, [sp, #96]
	stp	q8, q9, [sp, #128]
	stp	q10, q11, [sp, #160]
	stp	q12, q13, [sp, #192]
	stp	q14, q15, [sp, #224]
	stp	q16, q17, [sp, #256]
	stp	q18, q19, [sp, #288]
	stp	q20, q21, [sp, #320]
	stp	q22, q23, [sp, #352]
	stp	q24, q25, [sp, #384]
	stp	q26, q27, [sp, #416]
	stp	q28, q29, [sp, #448]
	stp	q30, q31, [sp, #480]
	mrs	x1, fpsr
	mrs	x2, fpcr
	str	x1, [sp, #512]
	str	x2, [sp, #520]
	mov	x0, x19
	mov	x29, xzr
	mov	x30, xzr
	blr	x21
	ldp	q0, q1, [sp, #0]
	ldp	q2, q3, [sp, #32]
	ldp	q4, q5, [sp, #64]
	ldp	q6, q7, [sp, #96]
	ldp	q8, q9, [sp, #128]
	ldp	q10, q11, [sp, #160]
	ldp	q12, q13, [sp, #192]
	ldp	q14, q15, [sp, #224]
	ldp	q16, q17, [sp, #256]
	ldp	q18, q19, [sp, #288]
	ldp	q20, q21, [sp, #320]
	ldp	q22, q23, [sp, #352]
	ldp	q24, q25, [sp, #384]
	ldp	q26, q27, [sp, #416]
	ldp	q28, q29, [sp, #448]
	ldp	q30, q31, [sp, #480]
	ldr	x1, [sp, #512]
	ldr	x2, [sp, #520]
	msr	fpsr, x1
	msr	fpcr, x2
	mov	sp, x19
uc_trap_call_end:
	brk	#0x5543
	udf	#0
	.size	uc_trap_call_start, . - uc_trap_call_start

/* void uc_arch_call_across(void *stack_top, void (*function)(void *), void *argument) */
	.section .text.uc_arch_call_across,"ax",@progbits
	.global	uc_arch_call_across
	.hidden	uc_arch_call_across
	.type	uc_arch_call_across, @function
	.balign	4
uc_arch_call_across:
	stp	x29, x30, [sp, #-16]!
	mov	x29, sp
	and	x0, x0, #-16
	mov	sp, x0
	mov	x0, x2
	blr	x1
	mov	sp, x29
	ldp	x29, x30, [sp], #16
	ret
	.size	uc_arch_call_across, . - uc_arch_call_across

	.section .note.GNU-stack,"",@progbits
