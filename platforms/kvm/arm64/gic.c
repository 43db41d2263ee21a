/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The interrupt controller: GICv2 (Arm IHI 0048) by memory, GICv3 (Arm IHI 0069) by system registers and one
 * redistributor. All interrupts have one priority; each ends before the next one begins.
 */
#include "kvm.h"
#include <unicore/crash.h>
#include <unicore/fdt.h>

/* Distributor; the same registers for the first 32 interrupts in a redistributor's second 64 KiB. */
#define CONTROL 0x000
#define GROUP(n) (0x080 + (n) / 32 * 4)
#define SET_ENABLE(n) (0x100 + (n) / 32 * 4)
#define PRIORITY(n) (0x400 + (n))
#define TARGET(n) (0x800 + (n))
#define CONFIGURE(n) (0xc00 + (n) / 16 * 4)
#define ROUTE(n) (0x6000 + (n)*8)
#define EDGE(n) (2u << (n) % 16 * 2)

#define CPU_CONTROL 0x00
#define CPU_MASK 0x04
#define CPU_ACKNOWLEDGE 0x0c
#define CPU_END 0x10

#define REDISTRIBUTOR_WAKE 0x14
#define ASLEEP 4u
#define SLEEPS 2u
#define REDISTRIBUTOR_INTERRUPTS 0x10000

#define MIDDLE 0x80u
#define SPECIAL 1020u /* from here on: none */
#define MOST 288u     /* what QEMU's virt has: 256 shared ones */

static uintptr_t distributor, cpu, redistributor;
static bool is_v3;

static struct {
	uc_bus_handler *handler;
	void *argument;
} handlers[MOST];

/* Where the registers of an interrupt are. */
static uintptr_t registers_of(unsigned interrupt)
{
	return is_v3 && interrupt < KVM_SHARED ? redistributor + REDISTRIBUTOR_INTERRUPTS : distributor;
}

static void on_timer(void *unused)
{
	(void)unused;
	uc_kvm_timer_stop();
#if CONFIG_SCHED_PREEMPTIVE
	uc_kvm_tick();
#endif
}

static void start_v2(void)
{
	*kvm_register(cpu, CPU_MASK) = 0xff;
	*kvm_register(cpu, CPU_CONTROL) = 1;
	*kvm_register(distributor, CONTROL) = 1;
}

static void start_v3(void)
{
	volatile uint32_t *wake = kvm_register(redistributor, REDISTRIBUTOR_WAKE);
	*wake &= ~SLEEPS;
	while (*wake & ASLEEP)
		;
	*kvm_register(distributor, CONTROL) = 0x12; /* affinity routing, group 1 */
	__asm__ volatile("mrs x9, s3_0_c12_c12_5; orr x9, x9, #1; msr s3_0_c12_c12_5, x9; isb\n\t" /* ICC_SRE_EL1 */
			 "mov x9, #0xff; msr s3_0_c4_c6_0, x9\n\t"                                 /* ICC_PMR_EL1 */
			 "mov x9, #1; msr s3_0_c12_c12_7, x9; isb"                                 /* ICC_IGRPEN1_EL1 */
			 :
			 :
			 : "x9", "memory");
}

void uc_kvm_gic_init(void)
{
	uint64_t start, bytes, second;
	int node = uc_fdt_compatible(KVM_TREE, -1, "arm,gic-v3");
	is_v3 = node >= 0;
	if (!is_v3)
		node = uc_fdt_compatible(KVM_TREE, -1, "arm,cortex-a15-gic");
	if (node < 0 || !uc_fdt_reg(KVM_TREE, node, 0, &start, &bytes) ||
	    !uc_fdt_reg(KVM_TREE, node, 1, &second, &bytes))
		uc_crash("boot: the device tree tells of no interrupt controller that is known");
	distributor = start;
	if (is_v3)
		redistributor = second;
	else
		cpu = second;
	if (is_v3)
		start_v3();
	else
		start_v2();
	uc_kvm_gic_attach(KVM_TIMER, true, on_timer, NULL);
}

int uc_kvm_gic_attach(unsigned interrupt, bool level, uc_bus_handler *handler, void *argument)
{
	if (interrupt >= MOST)
		return -EINVAL;
	if (handlers[interrupt].handler != NULL)
		return -EBUSY;
	uintptr_t base = registers_of(interrupt);
	volatile uint32_t *configuration = kvm_register(base, CONFIGURE(interrupt));
	handlers[interrupt].argument = argument;
	handlers[interrupt].handler = handler;
	*configuration = level ? *configuration & ~EDGE(interrupt) : *configuration | EDGE(interrupt);
	*(volatile uint8_t *)(base + PRIORITY(interrupt)) = MIDDLE;
	if (is_v3)
		*kvm_register(base, GROUP(interrupt)) |= 1u << interrupt % 32;
	if (interrupt >= KVM_SHARED && is_v3)
		*(volatile uint64_t *)(distributor + ROUTE(interrupt)) = 0;
	else if (interrupt >= KVM_SHARED)
		*(volatile uint8_t *)(distributor + TARGET(interrupt)) = 1;
	*kvm_register(base, SET_ENABLE(interrupt)) = 1u << interrupt % 32;
	return 0;
}

static uint32_t acknowledge(void)
{
	uint64_t which;
	if (!is_v3)
		return *kvm_register(cpu, CPU_ACKNOWLEDGE);
	__asm__ volatile("mrs %0, s3_0_c12_c12_0; dsb sy" : "=r"(which) : : "memory"); /* ICC_IAR1_EL1 */
	return (uint32_t)which;
}

static void end(uint32_t which)
{
	if (!is_v3)
		*kvm_register(cpu, CPU_END) = which;
	else
		__asm__ volatile("msr s3_0_c12_c12_1, %0; isb" : : "r"((uint64_t)which) : "memory"); /* ICC_EOIR1_EL1 */
}

void uc_kvm_gic_serve(void)
{
	for (;;) {
		uint32_t which = acknowledge(), interrupt = which & 0x3ff;
		if (interrupt >= SPECIAL)
			return;
		if (interrupt < MOST && handlers[interrupt].handler != NULL)
			handlers[interrupt].handler(handlers[interrupt].argument);
		end(which);
	}
}
