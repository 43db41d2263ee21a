/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the loader left, copied while there is no paging: it may lie anywhere, in page 0 too, which is unmapped later.
 * PVH: Xen's include/public/arch-x86/hvm/start_info.h. Multiboot specification 0.6.96, section 3.3.
 */
#include <metal/early.h>
#include <metal/loader.h>

/* Offsets in struct hvm_start_info; its sizes. */
#define PVH_VERSION 4
#define PVH_MODULES 12
#define PVH_MODULE_LIST 16
#define PVH_COMMAND 24
#define PVH_RSDP 32
#define PVH_MAP 40
#define PVH_MAP_ENTRIES 48
#define PVH_MODULE_BYTES 32
#define PVH_MAP_ENTRY_BYTES 24

/* Offsets in the multiboot information; flags. */
#define MB_FLAGS 0
#define MB_LOW_KIB 4
#define MB_COMMAND 16
#define MB_MODULES 20
#define MB_MODULE_LIST 24
#define MB_MAP_BYTES 44
#define MB_MAP 48
#define MB_LOADER_NAME 64
#define MB_HAS_COMMAND (1 << 2)
#define MB_HAS_MODULES (1 << 3)
#define MB_HAS_MAP (1 << 6)
#define MB_HAS_LOADER_NAME (1 << 9)

#define LOADER(field) AT(uc_metal_loader + field)

	.section .text.entry,"ax",@progbits
	.code32
/* ebx: the loader's words; edi: the protocol. Keeps ebx and ebp. */
	.global	uc_metal_keep_loader
	.hidden	uc_metal_keep_loader
	.type	uc_metal_keep_loader, @function
uc_metal_keep_loader:
	pushl	%ebp
	anchor
	call	keep
	popl	%ebp
	ret

keep:
	movl	%edi, %edx
	leal	LOADER(0), %edi
	xorl	%eax, %eax
	movl	$METAL_LOADER_MAP / 4, %ecx
	rep stosl
	movl	%edx, LOADER(METAL_LOADER_PROTOCOL)
#if CONFIG_METAL_MULTIBOOT
	cmpl	$METAL_PROTOCOL_PVH, %edx
	jne	multiboot
#endif

	movl	PVH_RSDP(%ebx), %eax
	movl	%eax, LOADER(METAL_LOADER_RSDP)
	cmpl	$0, PVH_VERSION(%ebx)
	je	1f
	movl	PVH_MAP(%ebx), %esi
	imull	$PVH_MAP_ENTRY_BYTES, PVH_MAP_ENTRIES(%ebx), %ecx
	call	keep_map
1:	movl	PVH_MODULE_LIST(%ebx), %esi
	movl	PVH_MODULES(%ebx), %ecx
	shll	$5, %ecx
	call	keep_modules
	movl	PVH_COMMAND(%ebx), %edi
#if CONFIG_METAL_MULTIBOOT
	jmp	keep_command

multiboot:
	movl	MB_FLAGS(%ebx), %edx
	movl	MB_LOW_KIB(%ebx), %eax
	movl	%eax, LOADER(METAL_LOADER_LOW_KIB)
	testl	$MB_HAS_LOADER_NAME, %edx
	jz	1f
	movl	MB_LOADER_NAME(%ebx), %eax
	movl	(%eax), %eax
	movl	%eax, LOADER(METAL_LOADER_NAME)
1:	testl	$MB_HAS_MAP, %edx
	jz	1f
	movl	MB_MAP(%ebx), %esi
	movl	MB_MAP_BYTES(%ebx), %ecx
	call	keep_map
1:	testl	$MB_HAS_MODULES, %edx
	jz	1f
	movl	MB_MODULE_LIST(%ebx), %esi
	movl	MB_MODULES(%ebx), %ecx
	shll	$4, %ecx
	call	keep_modules
1:	testl	$MB_HAS_COMMAND, %edx
	jz	1f
	movl	MB_COMMAND(%ebx), %edi
#endif

/* edi: a zero-terminated text, or 0. Only where it lies and its bytes, with the zero, are kept. */
keep_command:
	testl	%edi, %edi
	jz	1f
	movl	%edi, LOADER(METAL_LOADER_COMMAND)
	xorl	%eax, %eax
	orl	$-1, %ecx
	repne scasb
	notl	%ecx
	movl	%ecx, LOADER(METAL_LOADER_COMMAND_BYTES)
1:	ret

/* esi: entries, ecx: their bytes. What is more than fits is left out: memory that is not used. */
keep_map:
	cmpl	$METAL_LOADER_MOST_MAP_BYTES, %ecx
	jbe	1f
	movl	$METAL_LOADER_MOST_MAP_BYTES, %ecx
1:	movl	%ecx, LOADER(METAL_LOADER_MAP_BYTES)
	leal	LOADER(METAL_LOADER_MAP), %edi
	jmp	copy
keep_modules:
	cmpl	$METAL_LOADER_MOST_MODULE_BYTES, %ecx
	jbe	1f
	movl	$METAL_LOADER_MOST_MODULE_BYTES, %ecx
1:	movl	%ecx, LOADER(METAL_LOADER_MODULE_BYTES)
	leal	LOADER(METAL_LOADER_MODULES), %edi
copy:
	shrl	$2, %ecx
	rep movsl
	ret
	.size	uc_metal_keep_loader, . - uc_metal_keep_loader

	.section .noinit,"aw",@nobits
	.global	uc_metal_loader
	.hidden	uc_metal_loader
	.balign	8
uc_metal_loader:
	.skip	METAL_LOADER_MODULES + METAL_LOADER_MOST_MODULE_BYTES

	.section .note.GNU-stack,"",@progbits
