/* SPDX-License-Identifier: BSD-3-Clause */
/* Descriptor tables, filled in before there is paging and read-only from then on. Intel SDM volume 3, chapters 3, 6 and 7. */
#include "early.h"
#include "layout.h"


#define GATE_INTERRUPT 0x8e00 /* present, ring 0, interrupts off inside */
#define TSS_IST(n) (36 + 8 * ((n) - 1))
#define TSS_BYTES 104
#define TSS_FREE 0x89
/* struct uc_trap ends with the fault's address, above what the CPU pushes. */
#define STACK_TOP(stack, bytes) AT(stack + (bytes) - 16)

	.section .text.entry,"ax",@progbits
	.code32
	.global	uc_kvm_descriptors
	.hidden	uc_kvm_descriptors
	.type	uc_kvm_descriptors, @function
/* Keeps ebp. */
uc_kvm_descriptors:
	pushl	%ebp
	anchor
	leal	STACK_TOP(uc_kvm_trap_stack, KVM_TRAP_STACK_BYTES), %eax
	movl	%eax, AT(tss + TSS_IST(KVM_IST_TRAP))
	leal	STACK_TOP(uc_kvm_page_fault_stack, KVM_PAGE_FAULT_STACK_BYTES), %eax
	movl	%eax, AT(tss + TSS_IST(KVM_IST_PAGE_FAULT))
	leal	STACK_TOP(uc_kvm_double_fault_stack, KVM_DOUBLE_FAULT_STACK_BYTES), %eax
	movl	%eax, AT(tss + TSS_IST(KVM_IST_DOUBLE_FAULT))
	leal	STACK_TOP(uc_kvm_interrupt_stack, KVM_INTERRUPT_STACK_BYTES), %eax
	movl	%eax, AT(tss + TSS_IST(KVM_IST_INTERRUPT))

	leal	AT(tss), %eax
	movw	%ax, AT(gdt + KVM_SELECTOR_TSS + 2)
	shrl	$16, %eax
	movb	%al, AT(gdt + KVM_SELECTOR_TSS + 4)
	movb	%ah, AT(gdt + KVM_SELECTOR_TSS + 7)
#if CONFIG_KVM_KASLR
	/* In a copy of the image it was in use. */
	movb	$TSS_FREE, AT(gdt + KVM_SELECTOR_TSS + 5)
#endif
	leal	AT(gdt), %eax
	movl	%eax, AT(uc_kvm_gdt_pointer + 2)
	leal	AT(uc_kvm_idt), %edi
	movl	%edi, AT(uc_kvm_idt_pointer + 2)
	xorl	%eax, %eax
	movl	$KVM_VECTORS * 4, %ecx
	rep stosl
	subl	$KVM_VECTORS * 16, %edi

	/* Exceptions: one stub after the other, eight bytes each. */
	leal	AT(uc_kvm_trap_stubs), %eax
	movl	$32, %ecx
	movl	$GATE_INTERRUPT | KVM_IST_TRAP, %edx
1:	call	gate
	addl	$8, %eax
	loop	1b
	movb	$KVM_IST_PAGE_FAULT, AT(uc_kvm_idt + 14 * 16 + 4)
	movb	$KVM_IST_DOUBLE_FAULT, AT(uc_kvm_idt + 8 * 16 + 4)

	movb	$KVM_IST_INTERRUPT, %dl
	leal	AT(uc_kvm_timer_interrupt), %eax
	call	gate
	leal	AT(uc_kvm_device_stubs), %eax
	movl	$KVM_DEVICES, %ecx
1:	call	gate
	addl	$8, %eax
	loop	1b
	leal	AT(uc_kvm_idt + 16 * KVM_VECTOR_SPURIOUS), %edi
	leal	AT(uc_kvm_spurious_interrupt), %eax
	call	gate
	popl	%ebp
	ret

/* A gate at edi to eax; edx: its type and interrupt stack. Moves edi on. */
gate:
	movw	%ax, (%edi)
	movw	$KVM_SELECTOR_CODE, 2(%edi)
	movl	%eax, 4(%edi)
	movw	%dx, 4(%edi)
	addl	$16, %edi
	ret
	.size	uc_kvm_descriptors, . - uc_kvm_descriptors

	.section .sealed,"aw",@progbits
	.balign	16
gdt:
	.quad	0
	.quad	0x00af9b000000ffff /* code: long mode, accessed */
	.quad	0x00cf93000000ffff /* data: writable, accessed */
	.quad	0x0000890000000000 + TSS_BYTES - 1
	.quad	0
#if CONFIG_KVM_KASLR
	.quad	0x00cf9b000000ffff /* code of 32 bits, accessed */
#endif
gdt_end:
	.balign	16
	.skip	12 /* so that the task state's eight-byte fields are aligned */
tss:
	.skip	102
	.word	TSS_BYTES /* no I/O permission map */
	.balign	8
	.skip	6
	.global	uc_kvm_gdt_pointer, uc_kvm_idt_pointer
	.hidden	uc_kvm_gdt_pointer, uc_kvm_idt_pointer
uc_kvm_gdt_pointer:
	.word	gdt_end - gdt - 1
	.quad	0
	.balign	8
	.skip	6
uc_kvm_idt_pointer:
	.word	16 * KVM_VECTORS - 1
	.quad	0

	.section .note.GNU-stack,"",@progbits
