/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The image relocates itself where it was loaded elsewhere than linked: DT_RELR (System V ABI, chapter 5: an even entry is
 * the address of a word, an odd one a bitmap of the 63 words after the last one). In 32-bit code, not by arch's C, so that
 * no instruction of C runs before the rights are final. All addresses lie below 4 GiB, so high halves stay zero.
 */
#include <metal/early.h>

	.section .text.entry,"ax",@progbits
	.code32
	.global	uc_metal_relocate
	.hidden	uc_metal_relocate
	.type	uc_metal_relocate, @function
/* Keeps ebx and ebp. */
uc_metal_relocate:
	pushl	%ebp
	anchor
	leal	AT(uc_image_start), %eax
	subl	AT(uc_metal_linked_at), %eax
	jz	done
	pushl	%ebx
	leal	AT(uc_metal_relr_start), %esi
	leal	AT(uc_metal_relr_end), %ebx
next_entry:
	cmpl	%ebx, %esi
	jae	finished
	movl	(%esi), %ecx
	movl	4(%esi), %edx
	addl	$8, %esi
	testb	$1, %cl
	jnz	bitmap
	leal	(%ecx,%eax), %edi
	addl	%eax, (%edi)
	addl	$8, %edi
	jmp	next_entry
bitmap:
	pushl	%edi
next_bit:
	shrdl	$1, %edx, %ecx
	shrl	$1, %edx
	jnz	1f
	testl	%ecx, %ecx
	jz	end_of_bitmap
1:	testb	$1, %cl
	jz	1f
	addl	%eax, (%edi)
1:	addl	$8, %edi
	jmp	next_bit
end_of_bitmap:
	popl	%edi
	addl	$63 * 8, %edi
	jmp	next_entry
finished:
	popl	%ebx
done:
	popl	%ebp
	ret
	.size	uc_metal_relocate, . - uc_metal_relocate

	.section .note.GNU-stack,"",@progbits
