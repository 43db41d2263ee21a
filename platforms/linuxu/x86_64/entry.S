/* SPDX-License-Identifier: BSD-3-Clause */
/* The first instruction of the process, the host's system calls, and the way back from a host's signal. */

/* The host's stack at entry: argc, argv, 0, environment, 0, auxiliary vector (System V ABI for x86-64, section 3.4.1). */
	.section .text._start,"ax",@progbits
	.global	_start
	.hidden	_start
	.type	_start, @function
_start:
	xorl	%ebp, %ebp
	movq	%rsp, %rdi
	leaq	uc_image_start(%rip), %rsi
	leaq	_DYNAMIC(%rip), %rdx
	andq	$-16, %rsp
	call	uc_linuxu_start
	ud2
	.size	_start, . - _start

/* long uc_host_syscall(long number, long a, long b, long c, long d, long e, long f) */
	.section .text.uc_host_syscall,"ax",@progbits
	.global	uc_host_syscall
	.hidden	uc_host_syscall
	.type	uc_host_syscall, @function
uc_host_syscall:
	pushq	%rbp
	movq	%rsp, %rbp
	movq	%rdi, %rax
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	movq	%rcx, %rdx
	movq	%r8, %r10
	movq	%r9, %r8
	movq	16(%rbp), %r9
	syscall
	popq	%rbp
	ret
	.size	uc_host_syscall, . - uc_host_syscall

/*
 * long uc_linuxu_wait(long number, long a, long b, long c, long d, long e, long f)
 * The same, unless an interrupt is pending. A handler that finds the process from _begin on, but before the call has
 * returned at _end, lets it go on at _abort: so none is slept through.
 */
	.section .text.uc_linuxu_wait,"ax",@progbits
	.global	uc_linuxu_wait, uc_linuxu_wait_begin, uc_linuxu_wait_end, uc_linuxu_wait_abort
	.hidden	uc_linuxu_wait, uc_linuxu_wait_begin, uc_linuxu_wait_end, uc_linuxu_wait_abort
	.type	uc_linuxu_wait, @function
uc_linuxu_wait:
	pushq	%rbp
	movq	%rsp, %rbp
	movq	%rdi, %rax
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	movq	%rcx, %rdx
	movq	%r8, %r10
	movq	%r9, %r8
	movq	16(%rbp), %r9
uc_linuxu_wait_begin:
	cmpl	$0, uc_linuxu_pending(%rip)
	jne	uc_linuxu_wait_abort
	syscall
uc_linuxu_wait_end:
	popq	%rbp
	ret
uc_linuxu_wait_abort:
	movq	$-4, %rax
	popq	%rbp
	ret
	.size	uc_linuxu_wait, . - uc_linuxu_wait

/*
 * The handler of interrupting signals: (signal, information, context). Links its frame to what it interrupted, whose frame
 * pointer and instruction lie in the context (uapi asm/sigcontext.h), so that backtraces go on there.
 */
	.section .text.uc_linuxu_interrupt_entry,"ax",@progbits
	.global	uc_linuxu_interrupt_entry
	.hidden	uc_linuxu_interrupt_entry
	.type	uc_linuxu_interrupt_entry, @function
#define CONTEXT_RBP 120
#define CONTEXT_RIP 168
uc_linuxu_interrupt_entry:
	pushq	CONTEXT_RIP(%rdx)
	pushq	CONTEXT_RBP(%rdx)
	movq	%rsp, %rbp
	subq	$8, %rsp
	call	uc_linuxu_on_interrupt
	addq	$24, %rsp
	ret
	.size	uc_linuxu_interrupt_entry, . - uc_linuxu_interrupt_entry

/* Where a handler of a host's signal returns to: rt_sigreturn, number 15. */
	.section .text.uc_linuxu_sigreturn,"ax",@progbits
	.global	uc_linuxu_sigreturn
	.hidden	uc_linuxu_sigreturn
	.type	uc_linuxu_sigreturn, @function
uc_linuxu_sigreturn:
	movl	$15, %eax
	syscall
	ud2
	.size	uc_linuxu_sigreturn, . - uc_linuxu_sigreturn

	.section .note.GNU-stack,"",@progbits
