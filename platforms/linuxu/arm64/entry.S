/* SPDX-License-Identifier: BSD-3-Clause */
/* The first instruction of the process, the host's system calls, and the way back from a host's signal. */

/* The host's stack at entry: argc, argv, 0, environment, 0, auxiliary vector. */
	.section .text._start,"ax",@progbits
	.global	_start
	.hidden	_start
	.type	_start, @function
	.balign	4
_start:
	mov	x29, xzr
	mov	x30, xzr
	mov	x0, sp
	adrp	x1, uc_image_start
	add	x1, x1, :lo12:uc_image_start
	adrp	x2, _DYNAMIC
	add	x2, x2, :lo12:_DYNAMIC
	bl	uc_linuxu_start
	udf	#0
	.size	_start, . - _start

/* long uc_host_syscall(long number, long a, long b, long c, long d, long e, long f) */
	.section .text.uc_host_syscall,"ax",@progbits
	.global	uc_host_syscall
	.hidden	uc_host_syscall
	.type	uc_host_syscall, @function
	.balign	4
uc_host_syscall:
	stp	x29, x30, [sp, #-16]!
	mov	x29, sp
	mov	x8, x0
	mov	x0, x1
	mov	x1, x2
	mov	x2, x3
	mov	x3, x4
	mov	x4, x5
	mov	x5, x6
	svc	#0
	ldp	x29, x30, [sp], #16
	ret
	.size	uc_host_syscall, . - uc_host_syscall

/*
 * long uc_linuxu_wait(long number, long a, long b, long c, long d, long e, long f)
 * The same, unless an interrupt is pending. A handler that finds the process from _begin on, but before the call has
 * returned at _end, lets it go on at _abort: so none is slept through.
 */
	.section .text.uc_linuxu_wait,"ax",@progbits
	.global	uc_linuxu_wait, uc_linuxu_wait_begin, uc_linuxu_wait_end, uc_linuxu_wait_abort
	.hidden	uc_linuxu_wait, uc_linuxu_wait_begin, uc_linuxu_wait_end, uc_linuxu_wait_abort
	.type	uc_linuxu_wait, @function
	.balign	4
uc_linuxu_wait:
	stp	x29, x30, [sp, #-16]!
	mov	x29, sp
	mov	x8, x0
	mov	x0, x1
	mov	x1, x2
	mov	x2, x3
	mov	x3, x4
	mov	x4, x5
	mov	x5, x6
	adrp	x9, uc_linuxu_pending
uc_linuxu_wait_begin:
	ldr	w10, [x9, :lo12:uc_linuxu_pending]
	cbnz	w10, uc_linuxu_wait_abort
	svc	#0
uc_linuxu_wait_end:
	ldp	x29, x30, [sp], #16
	ret
uc_linuxu_wait_abort:
	mov	x0, #-4
	ldp	x29, x30, [sp], #16
	ret
	.size	uc_linuxu_wait, . - uc_linuxu_wait

/*
 * The handler of interrupting signals: (signal, information, context). Links its frame to what it interrupted, whose frame
 * pointer and instruction lie in the context (uapi asm/sigcontext.h), so that backtraces go on there.
 */
	.section .text.uc_linuxu_interrupt_entry,"ax",@progbits
	.global	uc_linuxu_interrupt_entry
	.hidden	uc_linuxu_interrupt_entry
	.type	uc_linuxu_interrupt_entry, @function
	.balign	4
#define CONTEXT_X29 416
#define CONTEXT_PC 440
uc_linuxu_interrupt_entry:
	stp	x29, x30, [sp, #-32]!
	ldr	x9, [x2, #CONTEXT_X29]
	ldr	x10, [x2, #CONTEXT_PC]
	stp	x9, x10, [sp, #16]
	add	x29, sp, #16
	bl	uc_linuxu_on_interrupt
	ldp	x29, x30, [sp], #32
	ret
	.size	uc_linuxu_interrupt_entry, . - uc_linuxu_interrupt_entry

/* Where a handler of a host's signal returns to: rt_sigreturn, number 139. */
	.section .text.uc_linuxu_sigreturn,"ax",@progbits
	.global	uc_linuxu_sigreturn
	.hidden	uc_linuxu_sigreturn
	.type	uc_linuxu_sigreturn, @function
	.balign	4
uc_linuxu_sigreturn:
	mov	x8, #139
	svc	#0
	udf	#0
	.size	uc_linuxu_sigreturn, . - uc_linuxu_sigreturn

	.section .note.GNU-stack,"",@progbits
