/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers that assembly and C share: vectors, addresses of device registers. */
#ifndef KVM_LAYOUT_H
#define KVM_LAYOUT_H

#include <metal/layout.h>

/* Interrupt descriptor table: exceptions, then what the local APIC sends. Other vectors have no entry: they are a #GP.
 */
#define KVM_VECTOR_TIMER 32
#define KVM_VECTOR_DEVICES 33  /* one for each of uc_kvm_device_handlers */
#define KVM_VECTOR_SPURIOUS 47 /* its low four bits must be ones on old APICs */
/* Those that uc_kvm_vector_attach gives out, in images with devices. */
#define KVM_VECTOR_ATTACHED METAL_VECTORS
#define KVM_VECTORS_ATTACHED 96

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
