/* SPDX-License-Identifier: BSD-3-Clause */
/* The local APIC: its timer, one shot at a time. Intel SDM volume 3, chapter 11 (10 in older editions). */
#include "kvm.h"
#include <metal/cpu.h>

#define MSR_APIC_BASE 0x1b
#define APIC_BASE_ON (1u << 11)
#define APIC_BASE_ADDRESS 0xffffff000ul

#define TASK_PRIORITY 0x80
#define SPURIOUS 0xf0
#define SPURIOUS_APIC_ON 0x100
#define LVT_TIMER 0x320
#define LVT_TIMER_DEADLINE (2u << 17)
#define LVT_LINT0 0x350
#define LVT_MASKED (1u << 16)
#define LVT_TIMER_PERIODIC (1u << 17)
#define TIMER_INITIAL 0x380
#define TIMER_CURRENT 0x390
#define TIMER_DIVIDE 0x3e0
#define TIMER_DIVIDE_BY_128 0xa
#define DIVISOR 128

/* Section 11.5.4.1: the timer interrupts when the TSC reaches what was written. */
#define CPUID_DEADLINE (1u << 24) /* leaf 1, ecx */
#define MSR_TSC_DEADLINE 0x6e0

/* The bus clock of KVM's (arch/x86/kvm/lapic.h) and QEMU's (hw/intc/apic.c) APIC: one tick is a nanosecond. */
#define DEFAULT_BUS_KHZ 1000000u

/* A minute at least at every clock up to 9 GHz; uc_plat_idle may return early. */
#define LONGEST_NS 60000000000ull

static bool ready;
static uint32_t bus_khz;
static uint32_t started_with;
static uint64_t elapsed_before_ns;

static uint32_t read_register(unsigned offset)
{
	return *(volatile uint32_t *)(uintptr_t)(KVM_WINDOW_APIC + offset);
}

static void write_register(unsigned offset, uint32_t value)
{
	*(volatile uint32_t *)(uintptr_t)(KVM_WINDOW_APIC + offset) = value;
}

static void start_counter(uint32_t ticks)
{
	started_with = ticks;
	write_register(TIMER_INITIAL, ticks);
}

__attribute__((cold)) void uc_kvm_apic_init(void)
{
	if (ready)
		return;
	ready = true;
	uint64_t base = cpu_read_msr(MSR_APIC_BASE);
	cpu_write_msr(MSR_APIC_BASE, base | APIC_BASE_ON);
	uc_metal_map_window(KVM_WINDOW_APIC, (base & APIC_BASE_ADDRESS) | METAL_DEVICE);
	bus_khz = uc_kvm_hypervisor_leaf(0x10).ebx;
	if (bus_khz == 0)
		bus_khz = DEFAULT_BUS_KHZ;
	write_register(TASK_PRIORITY, 0);
	write_register(SPURIOUS, SPURIOUS_APIC_ON | KVM_VECTOR_SPURIOUS);
	write_register(LVT_LINT0, LVT_MASKED);
	write_register(TIMER_DIVIDE, TIMER_DIVIDE_BY_128);
	write_register(LVT_TIMER, KVM_VECTOR_TIMER);
	start_counter(UINT32_MAX);
}

static __attribute__((noinline)) uint64_t ns_of(uint64_t ticks)
{
	return ticks * (DIVISOR * 1000000ul) / bus_khz;
}

uint64_t uc_kvm_apic_elapsed_ns(void)
{
	return elapsed_before_ns + ns_of(started_with - read_register(TIMER_CURRENT));
}

bool uc_kvm_apic_keep_counting(void)
{
	uc_kvm_apic_init();
	if (read_register(TIMER_CURRENT) != 0)
		return true;
	elapsed_before_ns = uc_kvm_apic_elapsed_ns();
	start_counter(UINT32_MAX);
	return false;
}

static __attribute__((noinline)) void start_for(uint64_t ns)
{
	if (ns > LONGEST_NS)
		ns = LONGEST_NS;
	uint64_t ticks = ns * bus_khz / (DIVISOR * 1000000ul) + 1;
	elapsed_before_ns = uc_kvm_apic_elapsed_ns();
	start_counter(ticks > UINT32_MAX ? UINT32_MAX : (uint32_t)ticks);
}

#if CONFIG_KVM_TSC_DEADLINE
/** One write, where the counter takes a read and a write. Not before the TSC's frequency is known. */
static bool arm_deadline(uint64_t ns)
{
	static bool asked, can_deadline;
	if (!asked) {
		asked = true;
		can_deadline = (cpu_id(1).ecx & CPUID_DEADLINE) != 0;
	}
	uint64_t deadline = can_deadline ? uc_kvm_time_deadline(ns > UINT32_MAX ? UINT32_MAX : (uint32_t)ns) : 0;
	if (deadline == 0)
		return false;
	write_register(LVT_TIMER, KVM_VECTOR_TIMER | LVT_TIMER_DEADLINE);
	/* The register is memory, which the write to the MSR may overtake. */
	__asm__ volatile("mfence" : : : "memory");
	cpu_write_msr(MSR_TSC_DEADLINE, deadline);
	return true;
}
#endif

void uc_kvm_apic_arm(uint64_t ns)
{
	uc_kvm_apic_init();
#if CONFIG_KVM_TSC_DEADLINE
	if (arm_deadline(ns))
		return;
#endif
	start_for(ns);
}

__attribute__((cold)) void uc_kvm_apic_arm_again(uint64_t ns)
{
	write_register(LVT_TIMER, KVM_VECTOR_TIMER | LVT_TIMER_PERIODIC);
	start_for(ns);
}

__attribute__((cold)) uint64_t uc_kvm_apic_rounds_ns(uint64_t about_ns)
{
	uint64_t round_ns = ns_of((uint64_t)started_with + 1);
	return (about_ns + round_ns / 2) / round_ns * round_ns;
}

__attribute__((cold)) void uc_kvm_apic_arm_once(void)
{
	write_register(LVT_TIMER, KVM_VECTOR_TIMER);
	start_counter(UINT32_MAX);
}

__attribute__((cold)) void uc_kvm_apic_correct(uint64_t elapsed_ns, uint64_t to_ns)
{
	elapsed_before_ns += to_ns - elapsed_ns;
}
