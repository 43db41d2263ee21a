/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers that assembly and C share: selectors, vectors, stacks, addresses of device registers. */
#ifndef KVM_LAYOUT_H
#define KVM_LAYOUT_H

/* Global descriptor table. */
#define KVM_SELECTOR_CODE 0x08
#define KVM_SELECTOR_DATA 0x10
#define KVM_SELECTOR_TSS 0x18
#define KVM_SELECTOR_CODE_32 0x28 /* kvm.kaslr */

/* Interrupt descriptor table: exceptions, then what the local APIC sends. Other vectors have no entry: they are a #GP.
 */
#define KVM_VECTOR_TIMER 32
#define KVM_VECTOR_DEVICES 33  /* one for each of uc_kvm_device_handlers */
#define KVM_VECTOR_SPURIOUS 47 /* its low four bits must be ones on old APICs */
#define KVM_VECTORS 48
/* Those that uc_kvm_vector_attach gives out, in images with devices. */
#define KVM_VECTOR_ATTACHED 48
#define KVM_VECTORS_ATTACHED 96

/* Interrupt stack table slots. */
#define KVM_IST_TRAP 1
#define KVM_IST_PAGE_FAULT 2
#define KVM_IST_DOUBLE_FAULT 3
#define KVM_IST_INTERRUPT 4

/* Stacks of these, in bytes. A crash report is written on those of traps and double faults. */
#define KVM_TRAP_STACK_BYTES 5120
#define KVM_DOUBLE_FAULT_STACK_BYTES 5120
#define KVM_PAGE_FAULT_STACK_BYTES 1024
#define KVM_INTERRUPT_STACK_BYTES 5120

/* Device registers are mapped where no machine has memory: the old video window, in the first table of pages. */
#define KVM_WINDOW 0xa0000
#define KVM_WINDOW_APIC KVM_WINDOW
#define KVM_WINDOW_IO_APIC (KVM_WINDOW + 0x1000)
#define KVM_WINDOW_EVENTS (KVM_WINDOW + 0x2000)

/* Indices of uc_kvm_device_handlers. */
#define KVM_DEVICE_POWER 0
#define KVM_DEVICE_CONSOLE 1
#define KVM_DEVICES 2

#endif
