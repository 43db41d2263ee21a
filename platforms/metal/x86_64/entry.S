/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From the loader to C: 32-bit protected mode without paging (PVH: Xen's docs/misc/pvh.pandoc; multiboot specification
 * 0.6.96, section 3.2), where everything is prepared that needs no rights yet; then long mode with the final rights.
 */
#include <metal/early.h>
#include <metal/layout.h>
#include <metal/loader.h>

/* For link.lds. */
	.global	uc_metal_kaslr
	.hidden	uc_metal_kaslr
	.set	uc_metal_kaslr, CONFIG_METAL_KASLR

#define CR0_PROTECTED_PAGED 0x80000033 /* PG NE ET MP PE */
#define CR0_WRITE_PROTECT (1 << 16)
#define CR0_PAGING (1 << 31)
#define CR4_BASE 0x620 /* OSXMMEXCPT OSFXSR PAE */
#define CR4_FSGSBASE (1 << 16)
#define MSR_EFER 0xc0000080
#define EFER_LONG_MODE_NX ((1 << 8) | (1 << 11))
#define CPUID_LONG_MODE_NX ((1 << 29) | (1 << 20))

	.section .text.entry,"ax",@progbits
	.code32
	.global	uc_metal_entry_pvh, uc_metal_entry
	.hidden	uc_metal_entry_pvh, uc_metal_entry
	.type	uc_metal_entry_pvh, @function
	.type	uc_metal_entry, @function
uc_metal_entry_pvh:
	movl	$METAL_PROTOCOL_PVH, %edi
/* edi: the protocol; ebx: the loader's words. */
uc_metal_entry:
	cli
	cld
	anchor_without_stack
	leal	AT(uc_metal_boot_stack_end), %esp

	call	uc_metal_keep_loader
	movl	$0x80000001, %eax
	cpuid
	andl	$CPUID_LONG_MODE_NX, %edx
	cmpl	$CPUID_LONG_MODE_NX, %edx
	jne	uc_metal_refuse
relocate:
	call	uc_metal_relocate
	call	uc_metal_descriptors
	call	uc_metal_tables_init

	movl	$CR4_BASE, %esi
	movl	$7, %eax
	xorl	%ecx, %ecx
	cpuid
	andl	$1, %ebx
	movl	%ebx, AT(uc_metal_fsgsbase)
	jz	1f
	orl	$CR4_FSGSBASE, %esi
1:	movl	%esi, %cr4
	leal	AT(uc_metal_tables), %eax
	movl	%eax, %cr3
	movl	$MSR_EFER, %ecx
	rdmsr
	orl	$EFER_LONG_MODE_NX, %eax
	wrmsr
	movl	$CR0_PROTECTED_PAGED, %eax
	movl	%eax, %cr0
	lgdt	AT(uc_metal_gdt_pointer)
	leal	AT(long_mode), %eax
	pushl	$METAL_SELECTOR_CODE
	pushl	%eax
	lretl

	.code64
long_mode:
	movl	$METAL_SELECTOR_DATA, %eax
	movl	%eax, %ss
	movl	%eax, %ds
	movl	%eax, %es
	xorl	%eax, %eax
	movl	%eax, %fs
	movl	%eax, %gs
	lidt	uc_metal_idt_pointer(%rip)
	/* Marks the descriptor as busy, so it comes before write protection. */
	movl	$METAL_SELECTOR_TSS, %eax
	ltr	%ax
	movq	%cr0, %rax
	orl	$CR0_WRITE_PROTECT, %eax
	movq	%rax, %cr0

	leaq	uc_metal_bss_start(%rip), %rdi
	leaq	uc_metal_bss_end(%rip), %rcx
	subq	%rdi, %rcx
	shrq	$3, %rcx
	xorl	%eax, %eax
	rep stosq
	fninit
	pushq	$0x1f80
	ldmxcsr	(%rsp)
	leaq	uc_metal_boot_stack_end(%rip), %rsp
	xorl	%ebp, %ebp
	call	uc_metal_start
	ud2
	.size	uc_metal_entry_pvh, . - uc_metal_entry_pvh

#if CONFIG_METAL_KASLR
/*
 * The way up once more, in the copy of the image that lies rdi bytes further: out of long mode, in which page tables and
 * rights are not to be changed as a whole.
 */
	.global	uc_metal_go_on_in_copy
	.hidden	uc_metal_go_on_in_copy
	.type	uc_metal_go_on_in_copy, @function
uc_metal_go_on_in_copy:
	leaq	here(%rip), %rbp
	addq	%rdi, %rbp
	leaq	uc_metal_boot_stack_end(%rip), %rsp
	addq	%rdi, %rsp
	leaq	without_long_mode(%rip), %rax
	pushq	$METAL_SELECTOR_CODE_32
	pushq	%rax
	lretq
	.code32
without_long_mode:
	movl	%cr0, %eax
	andl	$~CR0_PAGING, %eax
	movl	%eax, %cr0
	leal	AT(uc_metal_boot_stack_end), %esp
	leal	AT(relocate), %eax
	jmp	*%eax
	.size	uc_metal_go_on_in_copy, . - uc_metal_go_on_in_copy
#endif

	.section .noinit,"aw",@nobits
	.global	uc_metal_fsgsbase
	.hidden	uc_metal_fsgsbase
	.balign	4
uc_metal_fsgsbase:
	.skip	4

	.section .note.GNU-stack,"",@progbits
