/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The first page tables, with the final rights: 4 KiB pages of the first 2 MiB and of all up to the end of the image's last
 * 2 MiB (metal.kaslr: of those that hold the image), at the same virtual as physical address. Memory above is mapped when it is touched (paging.c). Intel SDM volume 3, section 4.5.
 */
#include <metal/early.h>

#define PRESENT 1
#define WRITABLE 2
#define NX_HIGH 0x80000000 /* bit 63, in the high half */
#define TABLE (PRESENT | WRITABLE)

	.section .text.entry,"ax",@progbits
	.code32
	.global	uc_metal_tables_init
	.hidden	uc_metal_tables_init
	.type	uc_metal_tables_init, @function
/* Keeps ebp. */
uc_metal_tables_init:
	pushl	%ebp
	anchor
	leal	AT(uc_metal_tables), %ebx
	movl	%ebx, %edi
	xorl	%eax, %eax
	movl	$3 * 1024, %ecx
	rep stosl
	leal	0x1000 + TABLE(%ebx), %eax
	movl	%eax, (%ebx)
	leal	0x2000 + TABLE(%ebx), %eax
	movl	%eax, 0x1000(%ebx)

	leal	0x3000(%ebx), %edi
#if CONFIG_METAL_KASLR
	/* Tables of the first 2 MiB, and of those that hold the image; if it was not moved, they begin alike. */
	xorl	%edx, %edx
	movl	$1, %ecx
	call	map
	leal	AT(uc_image_start), %edx
	shrl	$21, %edx
	jnz	1f
	subl	$0x1000, %edi
1:	pushl	%edi
	leal	AT(uc_image_end), %ecx
	addl	$0x1fffff, %ecx
	shrl	$21, %ecx
	subl	%edx, %ecx
	call	map
	/* The entry of the image's page n is at 8 n from here. */
	popl	%edi
	shll	$12, %edx
	subl	%edx, %edi
#else
	/* A table for each 2 MiB up to the image's end; edx is the number of their entries. All of it read-write. */
	leal	AT(uc_image_end), %ecx
	addl	$0x1fffff, %ecx
	shrl	$21, %ecx
	movl	%ecx, %edx
	shll	$9, %edx
	leal	0x2000(%ebx), %esi
	leal	0x3000 + TABLE(%ebx), %eax
1:	movl	%eax, (%esi)
	addl	$8, %esi
	addl	$0x1000, %eax
	loop	1b
	pushl	%edi
	movl	$PRESENT | WRITABLE, %eax
	movl	%edx, %ecx
1:	movl	%eax, (%edi)
	movl	$NX_HIGH, 4(%edi)
	addl	$8, %edi
	addl	$0x1000, %eax
	loop	1b
	popl	%edi
#endif

	/* The image's own pages, and those that are not to be touched. */
	xorl	%ecx, %ecx
#if CONFIG_METAL_KASLR
	movl	%ecx, 0x3000(%ebx)
#else
	movl	%ecx, (%edi)
#endif
	leal	AT(uc_metal_boot_guard), %eax
	call	entry_of
	movl	%ecx, (%esi)
	leal	AT(uc_metal_idt), %eax
	call	entry_of
	andb	$~WRITABLE, (%esi)

	leal	AT(uc_image_start), %eax
	leal	AT(uc_metal_text_start), %ecx
	andl	$~0xfff, %ecx
	movl	$NX_HIGH, %edx
	call	read_only
	leal	AT(uc_metal_data_start), %ecx
	andl	$~0xfff, %ecx
	xorl	%edx, %edx
	call	read_only
	popl	%ebp
	ret

#if CONFIG_METAL_KASLR
/* Tables of ecx times 2 MiB, all read-write, from edx times 2 MiB on, at edi, which moves on. Keeps ebx and edx. */
map:
	leal	0x2000(%ebx,%edx,8), %esi
	leal	TABLE(%edi), %eax
	pushl	%ecx
1:	movl	%eax, (%esi)
	addl	$8, %esi
	addl	$0x1000, %eax
	loop	1b
	popl	%ecx
	shll	$9, %ecx
	movl	%edx, %eax
	shll	$21, %eax
	orl	$PRESENT | WRITABLE, %eax
1:	movl	%eax, (%edi)
	movl	$NX_HIGH, 4(%edi)
	addl	$8, %edi
	addl	$0x1000, %eax
	loop	1b
	ret
#endif

/* Pages from eax to ecx without the right to write; edx: high half of the entries. Leaves eax at ecx. */
read_only:
	call	entry_of
1:	cmpl	%ecx, %eax
	jae	2f
	andb	$~WRITABLE, (%esi)
	movl	%edx, 4(%esi)
	addl	$8, %esi
	addl	$0x1000, %eax
	jmp	1b
2:	ret

/* esi: the entry of the page at eax, one of the image; edi: where that of page 0 would be. */
entry_of:
	movl	%eax, %esi
	shrl	$12, %esi
	leal	(%edi,%esi,8), %esi
	ret
	.size	uc_metal_tables_init, . - uc_metal_tables_init

	.section .note.GNU-stack,"",@progbits
