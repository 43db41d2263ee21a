/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Around the C handler of an interrupt whose stub has pushed one word, on the stack of interrupts. Where the scheduler
 * preempts, all registers are saved as a struct uc_trap, so that it can let another thread go on; else only those that
 * C changes. Who includes this has a macro end_of_interrupt for what tells the interrupt controller.
 */
#ifndef METAL_INTERRUPTS_H
#define METAL_INTERRUPTS_H

#include <metal/layout.h>
#include <unicore/trace.h>

/* clang-format off */

#define VECTOR_STATE_BYTES 512 /* of fxsave */

#if CONFIG_SCHED_PREEMPTIVE
#define INTERRUPT_WORD 128 /* the error code's place in struct uc_trap */
#else
#define INTERRUPT_WORD 80
#endif

/* Leaves the stub's word in rax. C of other libraries may use vector registers. */
	.macro	interrupt_enter
#if CONFIG_SCHED_PREEMPTIVE
	pushq	$0 /* no exception */
	.irp	register, rdi, rsi, rdx, rcx, rax, r8, r9, r10, r11, rbx, rbp, r12, r13, r14, r15
	pushq	%\register
	.endr
#else
	.irp	register, rdi, rsi, rdx, rcx, rax, r8, r9, r10, r11, rbx
	pushq	%\register
	.endr
#endif
	cld
	movq	INTERRUPT_WORD(%rsp), %rax
	movq	%rsp, %rbx
	subq	$VECTOR_STATE_BYTES, %rsp
	fxsave64 (%rsp)
#if CONFIG_BUILD_TRACE
	pushq	%rax
	pushq	%rax
	movl	$UC_TRACE_INTERRUPT, %edi
	movl	%eax, %esi
	xorl	%edx, %edx
	call	uc_trace
	popq	%rax
	popq	%rax
#endif
	.endm

/* Keeps to what interrupt_enter left in rbx and rsp. */
	.macro	interrupt_leave
	end_of_interrupt
#if CONFIG_BUILD_TRACE
	movl	$UC_TRACE_INTERRUPT_END, %edi
	xorl	%esi, %esi
	xorl	%edx, %edx
	call	uc_trace
#endif
#if CONFIG_SCHED_PREEMPTIVE
	movq	%rbx, %rdi
	call	uc_preempt_interrupted
	fxrstor64 (%rsp)
	movq	%rbx, %rsp
	.irp	register, r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8, rax, rcx, rdx, rsi, rdi
	popq	%\register
	.endr
	addq	$16, %rsp
#else
	fxrstor64 (%rsp)
	movq	%rbx, %rsp
	.irp	register, rbx, r11, r10, r9, r8, rax, rcx, rdx, rsi, rdi
	popq	%\register
	.endr
	addq	$8, %rsp
#endif
	iretq
	.endm

/* clang-format on */

#endif
