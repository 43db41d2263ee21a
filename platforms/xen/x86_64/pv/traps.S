/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Exceptions and the upcall of a PV domain. Xen knows no interrupt stack table: it puts its words on the stack that is in
 * use (so no code of a PV image has a red zone), from where they are moved at once, as struct uc_trap, to a stack of their
 * own. Words: rcx, r11, the error code of some exceptions, then those of the CPU; way back: xen.h, HYPERVISOR_iret
 * (arch-x86/xen-x86_64.h: struct iret_context).
 */
#include "abi.h"
#include "layout.h"
#include "pv/start_info.h"
#include <unicore/trace.h>

/* struct uc_trap. */
#define TRAP_VECTOR 120
#define TRAP_CS 144
#define TRAP_BYTES 184
#define WORDS_WITHOUT_FAULT_ADDRESS 22
/* Its place at the end of a stack. */
#define PLACE(stack, bytes) stack + (bytes) - TRAP_BYTES - 8(%rip)
#define VECTOR_STATE_BYTES 512 /* of fxsave */
#define UPCALL 32

/* Exceptions with an error code: 8, 10 to 14, 17. */
#define WITH_ERROR_CODE ((1 << 8) | (0x1f << 10) | (1 << 17))

	.section .text.uc_xen_pv_traps,"ax",@progbits
	.code64
	.global	uc_xen_pv_trap_stubs, uc_xen_pv_upcall, uc_xen_pv_failsafe
	.hidden	uc_xen_pv_trap_stubs, uc_xen_pv_upcall, uc_xen_pv_failsafe

/* Sixteen bytes each. */
	.balign	16
uc_xen_pv_trap_stubs:
	vector = 0
	.rept	XEN_TRAPS
	.balign	16
	popq	%rcx
	popq	%r11
	.if	((WITH_ERROR_CODE >> vector) & 1) == 0
	pushq	$0
	.endif
	pushq	$vector
	jmp	trap
	vector = vector + 1
	.endr

	.macro	push_registers
	.irp	register, rdi, rsi, rdx, rcx, rax, r8, r9, r10, r11, rbx, rbp, r12, r13, r14, r15
	pushq	%\register
	.endr
	cld
	.endm

/* The registers at rsp go to rdi, where the stack is from now on; eax: the fault's address. Leaves rdi = rsp. */
	.macro	move_registers
	movq	%rsp, %rsi
	movq	%rdi, %rsp
	movl	$WORDS_WITHOUT_FAULT_ADDRESS, %ecx
	rep movsq
	movq	%rax, (%rdi)
	/* Xen keeps the mask of before in the high half. */
	movl	$0, TRAP_CS + 4(%rsp)
	movq	%rsp, %rdi
	.endm

trap:
	push_registers
	xorl	%eax, %eax
	leaq	PLACE(uc_metal_trap_stack, METAL_TRAP_STACK_BYTES), %rdi
	cmpl	$14, TRAP_VECTOR(%rsp)
	jne	to_c
	/* Most page faults are first touches of memory. Others go on on the stack of traps, so that these can nest in them. */
	movq	uc_xen_shared(%rip), %rax
	testq	%rax, %rax
	jz	1f
	movq	16(%rax), %rax /* vcpu_info: arch.cr2 */
1:	leaq	PLACE(uc_metal_page_fault_stack, METAL_PAGE_FAULT_STACK_BYTES), %rdi
	move_registers
	call	uc_metal_first_touch
	testb	%al, %al
	jnz	leave
	movq	TRAP_BYTES - 8(%rsp), %rax
	leaq	PLACE(uc_metal_trap_stack, METAL_TRAP_STACK_BYTES), %rdi
to_c:
	move_registers
	movq	%rsp, %rbx
	subq	$VECTOR_STATE_BYTES, %rsp
	fxsave64 (%rsp)
	call	uc_metal_trap
	fxrstor64 (%rsp)
	movq	%rbx, %rsp

leave:
	.irp	register, r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8, rax, rcx, rdx, rsi, rdi
	popq	%\register
	.endr
	movq	$0, 8(%rsp) /* flags: not VGCF_in_syscall, so that rcx and r11 are given back */
	movq	%rcx, (%rsp)
	pushq	%r11
	pushq	%rax
	movl	$XEN_IRET, %eax
	syscall

/* Upcalls are held back in it, so its stack is free. */
uc_xen_pv_upcall:
	popq	%rcx
	popq	%r11
	pushq	$0
	pushq	$UPCALL
	push_registers
	xorl	%eax, %eax
	leaq	PLACE(uc_metal_interrupt_stack, METAL_INTERRUPT_STACK_BYTES), %rdi
	move_registers
	movq	%rsp, %rbx
	subq	$VECTOR_STATE_BYTES, %rsp
	fxsave64 (%rsp)
#if CONFIG_BUILD_TRACE
	movl	$UC_TRACE_INTERRUPT, %edi
	xorl	%esi, %esi
	xorl	%edx, %edx
	call	uc_trace
#endif
	call	uc_xen_upcall
#if CONFIG_BUILD_TRACE
	movl	$UC_TRACE_INTERRUPT_END, %edi
	xorl	%esi, %esi
	xorl	%edx, %edx
	call	uc_trace
#endif
#if CONFIG_SCHED_PREEMPTIVE
	movq	%rbx, %rdi
	call	uc_preempt_interrupted
#endif
	fxrstor64 (%rsp)
	movq	%rbx, %rsp
	jmp	leave

/* Xen could not go back to where it was told to: only a segment register that is none leads here. */
uc_xen_pv_failsafe:
	ud2

	.section .noinit.trap_stacks,"aw",@nobits
	.global	uc_metal_trap_stack, uc_metal_page_fault_stack, uc_metal_interrupt_stack
	.hidden	uc_metal_trap_stack, uc_metal_page_fault_stack, uc_metal_interrupt_stack
	.balign	16
uc_metal_trap_stack:
	.skip	METAL_TRAP_STACK_BYTES
uc_metal_page_fault_stack:
	.skip	METAL_PAGE_FAULT_STACK_BYTES
uc_metal_interrupt_stack:
	.skip	METAL_INTERRUPT_STACK_BYTES

	.section .note.GNU-stack,"",@progbits
