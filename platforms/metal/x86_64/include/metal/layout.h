/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers that assembly and C share: selectors, vectors, stacks. */
#ifndef METAL_LAYOUT_H
#define METAL_LAYOUT_H

/* Global descriptor table. */
#define METAL_SELECTOR_CODE 0x08
#define METAL_SELECTOR_DATA 0x10
#define METAL_SELECTOR_TSS 0x18
#define METAL_SELECTOR_CODE_32 0x28 /* metal.kaslr */

/* Interrupt descriptor table: exceptions, then the platform's interrupts. Vectors without an entry are a #GP. */
#define METAL_VECTORS_OF_TRAPS 32
#define METAL_VECTORS 48

/* Interrupt stack table slots. */
#define METAL_IST_TRAP 1
#define METAL_IST_PAGE_FAULT 2
#define METAL_IST_DOUBLE_FAULT 3
#define METAL_IST_INTERRUPT 4

/* Stacks of these, in bytes. A crash report is written on those of traps and double faults. */
#define METAL_TRAP_STACK_BYTES 5120
#define METAL_DOUBLE_FAULT_STACK_BYTES 5120
#define METAL_PAGE_FAULT_STACK_BYTES 1024
#define METAL_INTERRUPT_STACK_BYTES 5120

/* Of uc_metal_map_window, for registers: uncached. Intel SDM volume 3, section 4.5. */
#define METAL_DEVICE 0x18ul

#endif
