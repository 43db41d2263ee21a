/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Exceptions and interrupts come in here, each on a stack of the interrupt stack table: the interrupted code may use a red
 * zone (the compiler's own library does), and its stack may be the reason of the exception. struct uc_trap is built as
 * <unicore/trap.h> has it.
 */
#include "interrupts.h"
#include "layout.h"

	.section .text.uc_kvm_traps,"ax",@progbits
	.code64
	.global	uc_kvm_trap_stubs, uc_kvm_timer_interrupt, uc_kvm_device_stubs, uc_kvm_spurious_interrupt
	.hidden	uc_kvm_trap_stubs, uc_kvm_timer_interrupt, uc_kvm_device_stubs, uc_kvm_spurious_interrupt

/* struct uc_trap. */
#define TRAP_VECTOR 120
#define TRAP_FAULT_ADDRESS 176
#define TRAP_BYTES 184

/* Exceptions with an error code: 8, 10 to 14, 17, 21, 29, 30 (AMD APM volume 2, section 8.2 for the last two). */
#define WITH_ERROR_CODE ((1 << 8) | (0x1f << 10) | (1 << 17) | (1 << 21) | (3 << 29))

	.balign	8
uc_kvm_trap_stubs:
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
	call	uc_kvm_first_touch
	testb	%al, %al
	jnz	leave
	movq	%rsp, %rsi
	leaq	uc_kvm_trap_stack + KVM_TRAP_STACK_BYTES - TRAP_BYTES - 8(%rip), %rdi
	movl	$TRAP_BYTES / 8, %ecx
	movq	%rdi, %rsp
	rep movsq
	movq	%rsp, %rdi
to_c:
	/* C of other libraries may use vector registers. */
	movq	%rsp, %rbx
	subq	$512, %rsp
	fxsave64 (%rsp)
	call	uc_kvm_trap
	fxrstor64 (%rsp)
	movq	%rbx, %rsp
leave:
	.irp	register, r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8, rax, rcx, rdx, rsi, rdi
	popq	%\register
	.endr
	addq	$16, %rsp
	iretq

/* The timer only ends a wait (uc_plat_idle), unless threads are preempted. */
	.balign	8
uc_kvm_timer_interrupt:
#if CONFIG_SCHED_PREEMPTIVE
	pushq	$KVM_VECTOR_TIMER
	interrupt_enter
	call	uc_kvm_tick
	interrupt_leave
#else
	movl	$0, KVM_WINDOW_APIC + APIC_END_OF_INTERRUPT
	iretq
#endif

/* Interrupts of devices: a word of uc_kvm_device_handlers for each. */
	.balign	8
uc_kvm_device_stubs:
	device = 0
	.rept	KVM_DEVICES
	.balign	8
	pushq	$8 * device
	jmp	device_interrupt
	device = device + 1
	.endr

device_interrupt:
	interrupt_enter
	leaq	uc_kvm_device_handlers(%rip), %rdx
	call	*(%rdx,%rax)
	interrupt_leave

uc_kvm_spurious_interrupt:
	iretq

	.section .noinit.trap_stacks,"aw",@nobits
	.global	uc_kvm_trap_stack, uc_kvm_page_fault_stack, uc_kvm_double_fault_stack, uc_kvm_interrupt_stack
	.hidden	uc_kvm_trap_stack, uc_kvm_page_fault_stack, uc_kvm_double_fault_stack, uc_kvm_interrupt_stack
	.balign	16
uc_kvm_trap_stack:
	.skip	KVM_TRAP_STACK_BYTES
uc_kvm_double_fault_stack:
	.skip	KVM_DOUBLE_FAULT_STACK_BYTES
uc_kvm_page_fault_stack:
	.skip	KVM_PAGE_FAULT_STACK_BYTES
uc_kvm_interrupt_stack:
	.skip	KVM_INTERRUPT_STACK_BYTES

	.section .note.GNU-stack,"",@progbits
