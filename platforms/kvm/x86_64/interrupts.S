/* SPDX-License-Identifier: BSD-3-Clause */
/* Interrupts that every image has, and their gates. */
#include "interrupts.h"
#include <metal/early.h>

	.section .text.uc_kvm_interrupts,"ax",@progbits
	.code64
/* The timer only ends a wait (uc_plat_idle), unless threads are preempted. */
	.balign	8
uc_kvm_timer_interrupt:
#if CONFIG_SCHED_PREEMPTIVE
	pushq	$KVM_VECTOR_TIMER
	interrupt_enter
	call	uc_kvm_tick
	interrupt_leave
#else
	end_of_interrupt
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

	.section .text.entry,"ax",@progbits
	.code32
	.global	uc_metal_gates
	.hidden	uc_metal_gates
	.type	uc_metal_gates, @function
/* What comes behind the gates of exceptions (metal's descriptors.S). */
uc_metal_gates:
	anchor
	leal	AT(uc_kvm_timer_interrupt), %eax
	call	uc_metal_gate
	leal	AT(uc_kvm_device_stubs), %eax
	movl	$KVM_DEVICES, %ecx
1:	call	uc_metal_gate
	addl	$8, %eax
	loop	1b
	addl	$16 * (KVM_VECTOR_SPURIOUS - KVM_VECTOR_DEVICES - KVM_DEVICES), %edi
	leal	AT(uc_kvm_spurious_interrupt), %eax
	jmp	uc_metal_gate
	.size	uc_metal_gates, . - uc_metal_gates

	.section .note.GNU-stack,"",@progbits
