/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Exceptions: those of all code come on the stack of EL1, which nothing else uses; those of the exceptions' own code have
 * it anew. All registers are saved, those of vectors too: what interrupts call may use them. Arm ARM (DDI 0487), D1.10.2.
 */
#define TRAP_BYTES 288
#define FRAME_BYTES (TRAP_BYTES + 528 + 16)
#define LINK (TRAP_BYTES + 528)

	.macro	vector function
	.balign	128
	sub	sp, sp, #FRAME_BYTES
	stp	x0, x1, [sp]
	adrp	x1, \function
	add	x1, x1, :lo12:\function
	b	save
	.endm

	.macro	never
	.balign	128
	udf	#0
	.endm

	.section .text.uc_kvm_vectors,"ax",@progbits
	.global	uc_kvm_vectors
	.hidden	uc_kvm_vectors
	.balign	2048
uc_kvm_vectors:
	vector	uc_kvm_on_exception
	vector	uc_kvm_on_interrupt
	vector	uc_kvm_on_interrupt
	vector	uc_kvm_on_exception
	vector	uc_kvm_on_exception	/* of an exception's own code */
	vector	uc_kvm_on_exception
	vector	uc_kvm_on_exception
	vector	uc_kvm_on_exception
	.rept	8
	never
	.endr

	.balign	4
save:
	stp	x2, x3, [sp, #16]
	stp	x4, x5, [sp, #32]
	stp	x6, x7, [sp, #48]
	stp	x8, x9, [sp, #64]
	stp	x10, x11, [sp, #80]
	stp	x12, x13, [sp, #96]
	stp	x14, x15, [sp, #112]
	stp	x16, x17, [sp, #128]
	stp	x18, x19, [sp, #144]
	stp	x20, x21, [sp, #160]
	stp	x22, x23, [sp, #176]
	stp	x24, x25, [sp, #192]
	stp	x26, x27, [sp, #208]
	stp	x28, x29, [sp, #224]
	mrs	x2, spsr_el1
	mrs	x3, elr_el1
	mrs	x4, sp_el0
	tst	x2, #1			/* which stack it was */
	add	x5, sp, #FRAME_BYTES
	csel	x4, x5, x4, ne
	stp	x30, x4, [sp, #240]
	stp	x3, x2, [sp, #256]
	mrs	x4, esr_el1
	mrs	x5, far_el1
	stp	x4, x5, [sp, #272]
	add	x6, sp, #TRAP_BYTES
	stp	q0, q1, [x6], #32
	stp	q2, q3, [x6], #32
	stp	q4, q5, [x6], #32
	stp	q6, q7, [x6], #32
	stp	q8, q9, [x6], #32
	stp	q10, q11, [x6], #32
	stp	q12, q13, [x6], #32
	stp	q14, q15, [x6], #32
	stp	q16, q17, [x6], #32
	stp	q18, q19, [x6], #32
	stp	q20, q21, [x6], #32
	stp	q22, q23, [x6], #32
	stp	q24, q25, [x6], #32
	stp	q26, q27, [x6], #32
	stp	q28, q29, [x6], #32
	stp	q30, q31, [x6], #32
	mrs	x4, fpsr
	mrs	x5, fpcr
	stp	x4, x5, [x6], #16
	/* A frame that leads to what was interrupted. */
	stp	x29, x3, [x6]
	mov	x29, x6
	mov	x0, sp
	blr	x1
	add	x6, sp, #TRAP_BYTES
	ldp	q0, q1, [x6], #32
	ldp	q2, q3, [x6], #32
	ldp	q4, q5, [x6], #32
	ldp	q6, q7, [x6], #32
	ldp	q8, q9, [x6], #32
	ldp	q10, q11, [x6], #32
	ldp	q12, q13, [x6], #32
	ldp	q14, q15, [x6], #32
	ldp	q16, q17, [x6], #32
	ldp	q18, q19, [x6], #32
	ldp	q20, q21, [x6], #32
	ldp	q22, q23, [x6], #32
	ldp	q24, q25, [x6], #32
	ldp	q26, q27, [x6], #32
	ldp	q28, q29, [x6], #32
	ldp	q30, q31, [x6], #32
	ldp	x4, x5, [x6]
	msr	fpsr, x4
	msr	fpcr, x5
	ldp	x30, x4, [sp, #240]
	ldp	x3, x2, [sp, #256]
	msr	elr_el1, x3
	msr	spsr_el1, x2
	msr	sp_el0, x4
	ldp	x2, x3, [sp, #16]
	ldp	x4, x5, [sp, #32]
	ldp	x6, x7, [sp, #48]
	ldp	x8, x9, [sp, #64]
	ldp	x10, x11, [sp, #80]
	ldp	x12, x13, [sp, #96]
	ldp	x14, x15, [sp, #112]
	ldp	x16, x17, [sp, #128]
	ldp	x18, x19, [sp, #144]
	ldp	x20, x21, [sp, #160]
	ldp	x22, x23, [sp, #176]
	ldp	x24, x25, [sp, #192]
	ldp	x26, x27, [sp, #208]
	ldp	x28, x29, [sp, #224]
	ldp	x0, x1, [sp]
	add	sp, sp, #FRAME_BYTES
	eret

	.section .note.GNU-stack,"",@progbits
