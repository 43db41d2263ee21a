/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From the loader to C: 32-bit protected mode without paging (PVH: Xen's docs/misc/pvh.pandoc; multiboot specification
 * 0.6.96, section 3.2), where everything is prepared that needs no rights yet; then long mode with the final rights.
 */
#include "early.h"
#include "layout.h"
#include "loader.h"

/* Options, for link.lds. */
	.global	uc_kvm_low_load, uc_kvm_kaslr
	.hidden	uc_kvm_low_load, uc_kvm_kaslr
	.set	uc_kvm_low_load, CONFIG_KVM_LOW_LOAD
	.set	uc_kvm_kaslr, CONFIG_KVM_KASLR

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
	.global	uc_kvm_entry_pvh, uc_kvm_entry
	.hidden	uc_kvm_entry_pvh, uc_kvm_entry
	.type	uc_kvm_entry_pvh, @function
	.type	uc_kvm_entry, @function
uc_kvm_entry_pvh:
	movl	$KVM_PROTOCOL_PVH, %edi
/* edi: the protocol; ebx: the loader's words. */
uc_kvm_entry:
	cli
	cld
	anchor_without_stack
	leal	AT(uc_kvm_boot_stack_end), %esp

	call	uc_kvm_keep_loader
	movl	$0x80000001, %eax
	cpuid
	andl	$CPUID_LONG_MODE_NX, %edx
	cmpl	$CPUID_LONG_MODE_NX, %edx
	jne	uc_kvm_refuse
relocate:
	call	uc_kvm_relocate
	call	uc_kvm_descriptors
	call	uc_kvm_tables_init

	movl	$CR4_BASE, %esi
	movl	$7, %eax
	xorl	%ecx, %ecx
	cpuid
	andl	$1, %ebx
	movl	%ebx, AT(uc_kvm_fsgsbase)
	jz	1f
	orl	$CR4_FSGSBASE, %esi
1:	movl	%esi, %cr4
	leal	AT(uc_kvm_tables), %eax
	movl	%eax, %cr3
	movl	$MSR_EFER, %ecx
	rdmsr
	orl	$EFER_LONG_MODE_NX, %eax
	wrmsr
	movl	$CR0_PROTECTED_PAGED, %eax
	movl	%eax, %cr0
	lgdt	AT(uc_kvm_gdt_pointer)
	leal	AT(long_mode), %eax
	pushl	$KVM_SELECTOR_CODE
	pushl	%eax
	lretl

	.code64
long_mode:
	movl	$KVM_SELECTOR_DATA, %eax
	movl	%eax, %ss
	movl	%eax, %ds
	movl	%eax, %es
	xorl	%eax, %eax
	movl	%eax, %fs
	movl	%eax, %gs
	lidt	uc_kvm_idt_pointer(%rip)
	/* Marks the descriptor as busy, so it comes before write protection. */
	movl	$KVM_SELECTOR_TSS, %eax
	ltr	%ax
	movq	%cr0, %rax
	orl	$CR0_WRITE_PROTECT, %eax
	movq	%rax, %cr0

	leaq	uc_kvm_bss_start(%rip), %rdi
	leaq	uc_kvm_bss_end(%rip), %rcx
	subq	%rdi, %rcx
	shrq	$3, %rcx
	xorl	%eax, %eax
	rep stosq
	fninit
	pushq	$0x1f80
	ldmxcsr	(%rsp)
	leaq	uc_kvm_boot_stack_end(%rip), %rsp
	xorl	%ebp, %ebp
	call	uc_kvm_start
	ud2
	.size	uc_kvm_entry_pvh, . - uc_kvm_entry_pvh

#if CONFIG_KVM_KASLR
/*
 * The way up once more, in the copy of the image that lies rdi bytes further: out of long mode, in which page tables and
 * rights are not to be changed as a whole.
 */
	.global	uc_kvm_go_on_in_copy
	.hidden	uc_kvm_go_on_in_copy
	.type	uc_kvm_go_on_in_copy, @function
uc_kvm_go_on_in_copy:
	leaq	here(%rip), %rbp
	addq	%rdi, %rbp
	leaq	uc_kvm_boot_stack_end(%rip), %rsp
	addq	%rdi, %rsp
	leaq	without_long_mode(%rip), %rax
	pushq	$KVM_SELECTOR_CODE_32
	pushq	%rax
	lretq
	.code32
without_long_mode:
	movl	%cr0, %eax
	andl	$~CR0_PAGING, %eax
	movl	%eax, %cr0
	leal	AT(uc_kvm_boot_stack_end), %esp
	leal	AT(relocate), %eax
	jmp	*%eax
	.size	uc_kvm_go_on_in_copy, . - uc_kvm_go_on_in_copy
#endif

/* A CPU without long mode or NX: says so on the serial port and ends as a crash does. */
	.code32
uc_kvm_refuse:
	leal	AT(refusal), %esi
	movw	$0x3f8, %dx
	movl	$refusal_end - refusal, %ecx
	rep outsb
	movw	$0x501, %dx
	movl	$127, %eax
	outl	%eax, %dx
1:	hlt
	jmp	1b

	.section .rodata.uc_kvm_refusal,"a",@progbits
refusal:
	.ascii	"kvm: the CPU lacks long mode or NX\n"
refusal_end:

	.section .noinit,"aw",@nobits
	.global	uc_kvm_fsgsbase
	.hidden	uc_kvm_fsgsbase
	.balign	4
uc_kvm_fsgsbase:
	.skip	4

	.section .note.GNU-stack,"",@progbits
