/* SPDX-License-Identifier: BSD-3-Clause */
/* What kvm adds to metal's entry code. */
#include <metal/early.h>

/* For link.lds. */
	.global	uc_kvm_low_load
	.hidden	uc_kvm_low_load
	.set	uc_kvm_low_load, CONFIG_KVM_LOW_LOAD

	.section .text.entry,"ax",@progbits
	.global	uc_metal_refuse
	.hidden	uc_metal_refuse
	.type	uc_metal_refuse, @function
/* A CPU without long mode or NX: says so on the serial port and ends as a crash does. */
	.code32
uc_metal_refuse:
	anchor
	leal	AT(refusal), %esi
	movw	$0x3f8, %dx
	movl	$refusal_end - refusal, %ecx
	rep outsb
	movw	$0x501, %dx
	movl	$127, %eax
	outl	%eax, %dx
1:	hlt
	jmp	1b
	.size	uc_metal_refuse, . - uc_metal_refuse

	.section .rodata.uc_kvm_refusal,"a",@progbits
refusal:
	.ascii	"kvm: the CPU lacks long mode or NX\n"
refusal_end:

	.section .note.GNU-stack,"",@progbits
