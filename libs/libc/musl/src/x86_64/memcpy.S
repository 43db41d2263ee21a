/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * memcpy, and memmove where that goes forward (musl's memmove.s ends here): most copies are of a few bytes, and musl's own
 * goes byte by byte to an aligned word and from the last one on. Here words overlap instead. Up to 32 bytes all is read
 * before anything is written. No vector registers: interrupts and page faults copy, too.
 */
	.text
	.global	memcpy, __memcpy_fwd
	.hidden	__memcpy_fwd
	.type	memcpy, @function
	.type	__memcpy_fwd, @function
memcpy:
__memcpy_fwd:
	movq	%rdi, %rax
	cmpq	$16, %rdx
	jb	.Lbelow_16
	cmpq	$32, %rdx
	ja	.Labove_32
	movq	(%rsi), %rcx
	movq	8(%rsi), %r8
	movq	-16(%rsi,%rdx), %r9
	movq	-8(%rsi,%rdx), %r10
	movq	%rcx, (%rdi)
	movq	%r8, 8(%rdi)
	movq	%r9, -16(%rdi,%rdx)
	movq	%r10, -8(%rdi,%rdx)
	ret

/* All whole words but the last, which ends where the bytes end. */
.Labove_32:
	movq	-8(%rsi,%rdx), %r8
	leaq	-8(%rdi,%rdx), %r9
	leaq	-1(%rdx), %rcx
	shrq	$3, %rcx
	rep movsq
	movq	%r8, (%r9)
	ret

.Lbelow_16:
	cmpl	$8, %edx
	jb	.Lbelow_8
	movq	(%rsi), %rcx
	movq	-8(%rsi,%rdx), %r8
	movq	%rcx, (%rdi)
	movq	%r8, -8(%rdi,%rdx)
	ret

.Lbelow_8:
	cmpl	$4, %edx
	jb	.Lbelow_4
	movl	(%rsi), %ecx
	movl	-4(%rsi,%rdx), %r8d
	movl	%ecx, (%rdi)
	movl	%r8d, -4(%rdi,%rdx)
	ret

/* The first, the middle and the last byte: of one and two some are the same. */
.Lbelow_4:
	testl	%edx, %edx
	jz	1f
	movl	%edx, %r9d
	shrl	$1, %r9d
	movzbl	(%rsi), %ecx
	movzbl	(%rsi,%r9), %r10d
	movzbl	-1(%rsi,%rdx), %r8d
	movb	%cl, (%rdi)
	movb	%r10b, (%rdi,%r9)
	movb	%r8b, -1(%rdi,%rdx)
1:	ret
	.size	memcpy, . - memcpy

	.section .note.GNU-stack,"",@progbits
