/* SPDX-License-Identifier: BSD-3-Clause */
/* Private to the platform: what its files share. */
#ifndef KVM_PRIVATE_H
#define KVM_PRIVATE_H

#include "layout.h"
#include <metal/cpu.h>
#include <metal/metal.h>
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/platform.h>

/* ---- interrupts and time ---- */

/** A CPUID leaf of the host by its distance from 0x40000000; zeros where there is none. Any context. */
struct cpu_id uc_kvm_hypervisor_leaf(uint32_t offset);

/** Whether the host is KVM. Any context. */
bool uc_kvm_is_kvm(void);

/**
 * False where the TSC is not being compared with the APIC's counter. Else waits for an interrupt, `ns` at most, and the
 * counter runs on. Returns at once where the wait is short or too little was compared yet. Thread context, interrupts
 * off.
 */
bool uc_kvm_time_wait_measuring(uint64_t ns);

/** Whether the APIC's counter must not be started anew: the TSC is being compared with it. Any context. */
bool uc_kvm_time_is_measuring(void);

/** The TSC when `ns` will have passed; 0: nobody knows its frequency. Any context. */
uint64_t uc_kvm_time_deadline(uint32_t ns);

/** Maps and switches on the local APIC: one-shot timer, nothing armed. Once is enough. Any context. */
void uc_kvm_apic_init(void);

/** Nanoseconds that the APIC's counter has run since uc_kvm_apic_init, as far as it was running. Any context. */
uint64_t uc_kvm_apic_elapsed_ns(void);

/**
 * Makes sure that the APIC's counter runs for the next nine minutes, or until it is armed. Returns false when it had
 * stopped, and starts it again: nobody knows for how long it stood still. Any context, interrupts off.
 */
bool uc_kvm_apic_keep_counting(void);

/** Makes the timer interrupt after about `ns`. Any context, interrupts off. */
void uc_kvm_apic_arm(uint64_t ns);

/**
 * Makes the timer interrupt after about `ns` and again each time: the counter does not stand still, but does not tell
 * how often it began again. Thread context, interrupts off.
 */
void uc_kvm_apic_arm_again(uint64_t ns);

/** The whole rounds of the counter that are nearest to `about_ns`, after uc_kvm_apic_arm_again. Any context. */
uint64_t uc_kvm_apic_rounds_ns(uint64_t about_ns);

/** Ends the rounds; the counter begins anew, and uc_kvm_apic_correct tells it where. Thread context, interrupts off. */
void uc_kvm_apic_arm_once(void);

/** What is `elapsed_ns` by the counter is `to_ns`: it stood still while it was written. Thread context, interrupts off.
 */
void uc_kvm_apic_correct(uint64_t elapsed_ns, uint64_t to_ns);

/** The counter was armed for something else than uc_plat_interrupt_by. Interrupts off. */
void uc_kvm_interrupt_is_lost(void);

/** The timer's interrupt, in images whose scheduler preempts; at its end interrupts.h calls the scheduler. */
void uc_kvm_tick(void);

/* ---- devices ---- */

/** What an interrupt of a device calls, by KVM_DEVICE_…; on a stack of its own, interrupts off. */
extern void (*uc_kvm_device_handlers[KVM_DEVICES])(void);

/** Sends an interrupt of the I/O APIC to `handler`. Thread context. */
void uc_kvm_device_route(unsigned device, unsigned pin, bool level, void (*handler)(void));

/** Interrupt pins of the platform's own devices (KVM_DEVICE_…), which nobody else gets. */
#define KVM_PIN_CONSOLE 4
#define KVM_PIN_POWER 9

/* ---- the end ---- */

/** Powers the machine off; returns where it does not say how. Thread context. */
void uc_kvm_power_off(void);

/* ---- the way up ---- */

void uc_kvm_console_init(void);

#endif
