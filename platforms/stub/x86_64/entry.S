/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The first instruction. What the loader guarantees here MUST be cited (specification, section).
 *
 * MUST: end in 64-bit mode with interrupts off, the direction flag clear, SSE usable, the stack pointer at the end of a boot
 * stack, 16-byte aligned before the call; a frame pointer of 0, where backtraces end; .bss clear.
 * MUST NOT: touch data that needs relocation before uc_arch_relocate has run (start.c).
 * MAY: pass what the loader left in registers on to C.
 */
	.section .text._start,"ax",@progbits
	.global	_start
	.hidden	_start
	.type	_start, @function
_start:
	leaq	boot_stack_end(%rip), %rsp
	xorl	%ebp, %ebp
	leaq	uc_image_start(%rip), %rdi
	leaq	_DYNAMIC(%rip), %rsi
	call	uc_stub_start
	ud2
	.size	_start, . - _start

	.section .bss.boot_stack,"aw",@nobits
	.balign	16
	.skip	4096
boot_stack_end:

	.section .note.GNU-stack,"",@progbits
