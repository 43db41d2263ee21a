/* SPDX-License-Identifier: BSD-3-Clause */
/* Descriptor tables, filled in before there is paging and read-only from then on. Intel SDM volume 3, chapters 3, 6 and 7. */
#include <metal/early.h>
#include <metal/layout.h>

#define GATE_INTERRUPT 0x8e00 /* present, ring 0, interrupts off inside */
#define TSS_IST(n) (36 + 8 * ((n) - 1))
#define TSS_BYTES 104
#define TSS_FREE 0x89
/* struct uc_trap ends with the fault's address, above what the CPU pushes. */
#define STACK_TOP(stack, bytes) AT(stack + (bytes) - 16)

	.section .text.entry,"ax",@progbits
	.code32
	.global	uc_metal_descriptors
	.hidden	uc_metal_descriptors
	.type	uc_metal_descriptors, @function
/* Keeps ebp. The platform's uc_metal_gates, with edi and edx as uc_metal_gate wants them, adds its interrupts. */
uc_metal_descriptors:
	pushl	%ebp
	anchor
	leal	STACK_TOP(uc_metal_trap_stack, METAL_TRAP_STACK_BYTES), %eax
	movl	%eax, AT(tss + TSS_IST(METAL_IST_TRAP))
	leal	STACK_TOP(uc_metal_page_fault_stack, METAL_PAGE_FAULT_STACK_BYTES), %eax
	movl	%eax, AT(tss + TSS_IST(METAL_IST_PAGE_FAULT))
	leal	STACK_TOP(uc_metal_double_fault_stack, METAL_DOUBLE_FAULT_STACK_BYTES), %eax
	movl	%eax, AT(tss + TSS_IST(METAL_IST_DOUBLE_FAULT))
	leal	STACK_TOP(uc_metal_interrupt_stack, METAL_INTERRUPT_STACK_BYTES), %eax
	movl	%eax, AT(tss + TSS_IST(METAL_IST_INTERRUPT))

	leal	AT(tss), %eax
	movw	%ax, AT(gdt + METAL_SELECTOR_TSS + 2)
	shrl	$16, %eax
	movb	%al, AT(gdt + METAL_SELECTOR_TSS + 4)
	movb	%ah, AT(gdt + METAL_SELECTOR_TSS + 7)
#if CONFIG_METAL_KASLR
	/* In a copy of the image it was in use. */
	movb	$TSS_FREE, AT(gdt + METAL_SELECTOR_TSS + 5)
#endif
	leal	AT(gdt), %eax
	movl	%eax, AT(uc_metal_gdt_pointer + 2)
	leal	AT(uc_metal_idt), %edi
	movl	%edi, AT(uc_metal_idt_pointer + 2)
	xorl	%eax, %eax
	movl	$METAL_VECTORS * 4, %ecx
	rep stosl
	subl	$METAL_VECTORS * 16, %edi

	/* Exceptions: one stub after the other, eight bytes each. */
	leal	AT(uc_metal_trap_stubs), %eax
	movl	$METAL_VECTORS_OF_TRAPS, %ecx
	movl	$GATE_INTERRUPT | METAL_IST_TRAP, %edx
1:	call	uc_metal_gate
	addl	$8, %eax
	loop	1b
	movb	$METAL_IST_PAGE_FAULT, AT(uc_metal_idt + 14 * 16 + 4)
	movb	$METAL_IST_DOUBLE_FAULT, AT(uc_metal_idt + 8 * 16 + 4)

	movb	$METAL_IST_INTERRUPT, %dl
	call	uc_metal_gates
	popl	%ebp
	ret

/* A gate at edi to eax; edx: its type and interrupt stack. Moves edi on. */
	.global	uc_metal_gate
	.hidden	uc_metal_gate
uc_metal_gate:
	movw	%ax, (%edi)
	movw	$METAL_SELECTOR_CODE, 2(%edi)
	movl	%eax, 4(%edi)
	movw	%dx, 4(%edi)
	addl	$16, %edi
	ret
	.size	uc_metal_descriptors, . - uc_metal_descriptors

	.section .sealed,"aw",@progbits
	.balign	16
gdt:
	.quad	0
	.quad	0x00af9b000000ffff /* code: long mode, accessed */
	.quad	0x00cf93000000ffff /* data: writable, accessed */
	.quad	0x0000890000000000 + TSS_BYTES - 1
	.quad	0
#if CONFIG_METAL_KASLR
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
	.global	uc_metal_gdt_pointer, uc_metal_idt_pointer
	.hidden	uc_metal_gdt_pointer, uc_metal_idt_pointer
uc_metal_gdt_pointer:
	.word	gdt_end - gdt - 1
	.quad	0
	.balign	8
	.skip	6
uc_metal_idt_pointer:
	.word	16 * METAL_VECTORS - 1
	.quad	0

	.section .note.GNU-stack,"",@progbits
