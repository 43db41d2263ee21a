/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From QEMU's loader of ELF files: EL1 or EL2, MMU and caches off, interrupts masked, the device tree at the beginning of
 * memory (QEMU, docs/system/arm/virt.rst). Registers: Arm ARM (DDI 0487), D13.2.
 */
#define MAIR 0x04ff		/* 0: normal, write-back; 1: device, nGnRE */
#define TCR_LOW 0x00803519	/* 39 bits of address, cached walks, pages of 4 KiB, nothing above */
#define TCR_HIGH 2		/* 40 bits of physical address */
#define SCTLR_MMU 0x1		/* M */
#define SCTLR_CACHES 0x1004	/* C, I */
#define SCTLR_WXN 0x80000	/* what is writable is never executable */

	.section .text.uc_metal_entry_pvh,"ax",@progbits
	.global	uc_metal_entry_pvh
	.hidden	uc_metal_entry_pvh
	.type	uc_metal_entry_pvh, @function
	.balign	4
uc_metal_entry_pvh:
	mrs	x0, CurrentEL
	cmp	x0, #8
	b.ne	1f
	mov	x0, #(1 << 31)		/* EL1 is 64-bit */
	msr	hcr_el2, x0
	mov	x0, #3			/* the timers are EL1's */
	msr	cnthctl_el2, x0
	msr	cntvoff_el2, xzr
	mov	x0, #0x33ff
	msr	cptr_el2, x0
	mov	x0, #0x3c5
	msr	spsr_el2, x0
	adr	x0, 1f
	msr	elr_el2, x0
	eret
1:	mov	x0, #(3 << 20)		/* floating point and vectors */
	msr	cpacr_el1, x0
	isb
	adrp	x0, uc_kvm_boot_stack_end
	add	x0, x0, :lo12:uc_kvm_boot_stack_end
	mov	sp, x0
	mov	x29, xzr
	mov	x30, xzr
	adrp	x0, uc_kvm_bss
	add	x0, x0, :lo12:uc_kvm_bss
	adrp	x1, uc_image_end
	add	x1, x1, :lo12:uc_image_end
2:	stp	xzr, xzr, [x0], #16
	cmp	x0, x1
	b.lo	2b
	mov	x0, xzr			/* it runs where it was linked */
	adrp	x1, _DYNAMIC
	add	x1, x1, :lo12:_DYNAMIC
	bl	uc_arch_relocate
	bl	uc_kvm_tables_make
	msr	ttbr0_el1, x0
	mov	x1, #MAIR
	msr	mair_el1, x1
	ldr	x1, =((TCR_HIGH << 32) | TCR_LOW)
	msr	tcr_el1, x1
	adrp	x1, uc_kvm_vectors
	add	x1, x1, :lo12:uc_kvm_vectors
	msr	vbar_el1, x1
	dsb	sy
	tlbi	vmalle1
	ic	iallu
	dsb	sy
	isb
	mrs	x1, sctlr_el1
	ldr	x2, =(SCTLR_MMU | SCTLR_CACHES | SCTLR_WXN)
	orr	x1, x1, x2
	msr	sctlr_el1, x1
	isb
	/* Exceptions have the stack of EL1 for themselves; all else runs on that of EL0. */
	mov	x0, sp
	msr	sp_el0, x0
	adrp	x1, uc_kvm_trap_stack_end
	add	x1, x1, :lo12:uc_kvm_trap_stack_end
	mov	sp, x1
	msr	spsel, #0
	bl	uc_kvm_start
	udf	#0
	.ltorg
	.size	uc_metal_entry_pvh, . - uc_metal_entry_pvh

/*
 * void uc_kvm_exchange(uint64_t *entry, uint64_t value, uintptr_t address)
 * Break before make (Arm ARM, D8.13.1): in between the memory there, which may hold the stack, is not touched.
 */
	.section .text.uc_kvm_exchange,"ax",@progbits
	.global	uc_kvm_exchange
	.hidden	uc_kvm_exchange
	.type	uc_kvm_exchange, @function
	.balign	64
uc_kvm_exchange:
	lsr	x2, x2, #12
	str	xzr, [x0]
	dsb	ishst
	tlbi	vaae1is, x2
	dsb	ish
	isb
	str	x1, [x0]
	dsb	ishst
	isb
	ret
	.size	uc_kvm_exchange, . - uc_kvm_exchange

	.section .note.GNU-stack,"",@progbits
