/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For the assembly that runs before there is paging, wherever the image was loaded: ebp holds the address of `here`,
 * and everything is reached from there. Each file that includes this has one `anchor`.
 */
#ifndef METAL_EARLY_H
#define METAL_EARLY_H

/* clang-format off */

#define AT(symbol) (symbol - here)(%ebp)

	.macro	anchor
	call	here
here:
	popl	%ebp
	.endm

/*
 * The same before there is a stack: ebx points to the loader's words, of which one holds the return address for a moment.
 * Uses edx and esp.
 */
	.macro	anchor_without_stack
	movl	(%ebx), %edx
	leal	4(%ebx), %esp
	anchor
	movl	%edx, (%ebx)
	.endm

/* clang-format on */

#endif
