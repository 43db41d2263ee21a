/* SPDX-License-Identifier: BSD-3-Clause */
/* Private to the platform on arm64: what its files share. */
#ifndef KVM_PRIVATE_H
#define KVM_PRIVATE_H

#include <unicore/bus.h>
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/platform.h>
#include <unicore/trap.h>

#define KVM_LINKED __attribute__((visibility("hidden")))
extern const char uc_image_start[] KVM_LINKED, uc_image_end[] KVM_LINKED;
extern const char uc_kvm_text[] KVM_LINKED, uc_kvm_data[] KVM_LINKED;
extern char uc_kvm_boot_guard[] KVM_LINKED, uc_kvm_boot_stack[] KVM_LINKED, uc_kvm_boot_stack_end[] KVM_LINKED;

/** QEMU's virt: devices lie from here on up to the memory (hw/arm/virt.c, base_memmap). */
#define KVM_DEVICES 0x08000000ul
#define KVM_MEMORY 0x40000000ul

/** The device tree that the loader left at the beginning of memory. */
#define KVM_TREE ((const void *)KVM_MEMORY)

/** A register of a device. Any context. */
static inline volatile uint32_t *kvm_register(uintptr_t base, unsigned offset)
{
	return (volatile uint32_t *)(base + offset);
}

/* ---- page tables ---- */

/** Makes the tables of the image, of devices, and of the first memory. The MMU is off. Returns the root. Early, once.
 */
uintptr_t uc_kvm_tables_make(void);

/** Maps memory, read-write, never executable, in steps of 2 MiB. Early. */
void uc_kvm_tables_map(uint64_t start, uint64_t end);

/** Where memory behind the image and its tables is free. Early. */
uintptr_t uc_kvm_tables_end(void);

/** Exchanges a block's entry for a table's, without memory accesses in between (entry.S). */
void uc_kvm_exchange(uint64_t *entry, uint64_t value, uintptr_t address);

/* ---- the way up ---- */

void uc_kvm_console_init(void);
void uc_kvm_memory_init(void);

/* ---- interrupts ---- */

/** Finds and switches on the interrupt controller and the timer's interrupt. Interrupts off, once. */
void uc_kvm_gic_init(void);

/** Lets an interrupt call the handler; `level` or on an edge. Interrupts off. */
int uc_kvm_gic_attach(unsigned interrupt, bool level, uc_bus_handler *handler, void *argument);

/** Serves what is pending. In an exception. */
void uc_kvm_gic_serve(void);

/** The first of shared interrupts; per-processor ones are below. Arm GIC architecture (IHI 0069), section 2.2. */
#define KVM_SHARED 32
#define KVM_TIMER 27

/** The virtual timer's interrupt after `ns`. Interrupts off. */
void uc_kvm_timer_arm(uint64_t ns);
void uc_kvm_timer_stop(void);

/** The timer has interrupted, in images whose scheduler preempts. */
void uc_kvm_tick(void);

#endif
