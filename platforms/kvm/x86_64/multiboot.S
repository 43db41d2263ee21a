/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Multiboot's entry (specification 0.6.96, section 3.2). The file was loaded raw, so the text lies a page below its place
 * and the data two (link.lds); both are moved up, the data first, each from its end. This code is at the beginning of the
 * text, where no byte is written.
 */
#include <metal/early.h>
#include <metal/loader.h>

/* Where a symbol belongs, as seen from code that runs a page too low. */
#define PLACE(symbol) AT(symbol + 4096)

	.section .text.entry.multiboot,"ax",@progbits
	.code32
	.global	uc_kvm_entry_multiboot
	.hidden	uc_kvm_entry_multiboot
	.type	uc_kvm_entry_multiboot, @function
uc_kvm_entry_multiboot:
	cli
	anchor_without_stack
	std
	leal	PLACE(uc_metal_data_end), %ecx
	leal	-4(%ecx), %edi
	leal	-2 * 4096(%edi), %esi
	leal	PLACE(uc_metal_data_start), %eax
	subl	%eax, %ecx
	shrl	$2, %ecx
	rep movsl
	leal	PLACE(uc_metal_text_end), %ecx
	leal	-4(%ecx), %edi
	leal	-4096(%edi), %esi
	leal	PLACE(uc_metal_text_start), %eax
	subl	%eax, %ecx
	shrl	$2, %ecx
	rep movsl
	leal	PLACE(uc_metal_entry), %eax
	movl	$METAL_PROTOCOL_MULTIBOOT, %edi
	jmp	*%eax
	.size	uc_kvm_entry_multiboot, . - uc_kvm_entry_multiboot

	.section .note.GNU-stack,"",@progbits
