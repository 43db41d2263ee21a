/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers that the entry code and C share: selectors, vectors, what the entry code keeps of the loader's words. */
#ifndef KVM_LAYOUT_H
#define KVM_LAYOUT_H

/* Global descriptor table. */
#define KVM_SELECTOR_CODE 0x08
#define KVM_SELECTOR_DATA 0x10
#define KVM_SELECTOR_TSS 0x18

/* Interrupt descriptor table: exceptions, then what the local APIC sends. Other vectors have no entry: they are a #GP.
 */
#define KVM_VECTOR_TIMER 32
#define KVM_VECTOR_SHUTDOWN 33
#define KVM_VECTOR_SPURIOUS 47 /* its low four bits must be ones on old APICs */
#define KVM_VECTORS 48

/* Interrupt stack table slots. */
#define KVM_IST_TRAP 1
#define KVM_IST_PAGE_FAULT 2
#define KVM_IST_DOUBLE_FAULT 3
#define KVM_IST_INTERRUPT 4

/* Stacks of these, in bytes. A crash report is written on those of traps and double faults. */
#define KVM_TRAP_STACK_BYTES 4096
#define KVM_DOUBLE_FAULT_STACK_BYTES 3072
#define KVM_PAGE_FAULT_STACK_BYTES 1024
#define KVM_INTERRUPT_STACK_BYTES 2048

/*
 * Device registers are mapped where no machine has memory: the old video window, in the first table of pages. Slot 0 is
 * the local APIC, slot 1 the I/O APIC.
 */
#define KVM_WINDOW 0xa0000
#define KVM_WINDOW_APIC KVM_WINDOW
#define KVM_WINDOW_IO_APIC (KVM_WINDOW + 0x1000)

/* struct uc_kvm_loader (kvm.h). */
#define KVM_LOADER_PROTOCOL 0
#define KVM_LOADER_MAP_BYTES 4
#define KVM_LOADER_MODULE_BYTES 8
#define KVM_LOADER_COMMAND 12
#define KVM_LOADER_COMMAND_BYTES 16
#define KVM_LOADER_LOW_KIB 20
#define KVM_LOADER_NAME 24
#define KVM_LOADER_RSDP 28
#define KVM_LOADER_MAP 32
#define KVM_LOADER_MODULES (KVM_LOADER_MAP + KVM_LOADER_MOST_MAP_BYTES)
#define KVM_LOADER_MOST_MAP_BYTES 1536
#define KVM_LOADER_MOST_MODULE_BYTES 256

#define KVM_PROTOCOL_PVH 1
#define KVM_PROTOCOL_MULTIBOOT 2

#endif
