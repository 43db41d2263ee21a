/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Time. Under KVM by its clock page; where the host tells the TSC's frequency, by that. Else (QEMU without KVM tells
 * nothing) the TSC is compared with the local APIC's counter from the first question on, while that counter itself
 * answers. Nothing of this is done before somebody asks for the time, and nobody ever waits for it.
 */
#include "kvm.h"
#include "rtc.h"
#include <metal/cpu.h>
#include <metal/scale.h>

/* Linux's Documentation/virt/kvm/x86/{cpuid,msr}.rst. */
#define KVM_FEATURES 0x40000001
#define KVM_FEATURE_CLOCK (1u << 3)
#define MSR_KVM_WALL_CLOCK 0x4b564d00
#define MSR_KVM_SYSTEM_TIME 0x4b564d01
#define KVM_SYSTEM_TIME_ON 1

#define CPUID_INVARIANT_TSC (1u << 8) /* leaf 0x80000007, edx */
#define NS_PER_SECOND 1000000000ull

/* How long the TSC is compared. The counter's step, the reads around it and its writes are some microseconds: 50 ppm.
 */
#define WINDOW_NS 100000000

/* After so long it is known to some thousandths, by which it tells for how long the counter stood still. */
#define ENOUGH_NS 100000

static enum { UNASKED, PAGE, SCALED, MEASURING } source;
static struct uc_metal_pvclock page __attribute__((aligned(64)));
static struct uc_metal_scale scale;
/* A moment: SCALED counts from here, MEASURING compares with it. */
static uint64_t from_tsc, from_ns;
/* MEASURING: the last comparison. */
static uint64_t seen_tsc, seen_ns;
/* MEASURING: the counter is in rounds that nobody has counted; an interrupt that asks gets the time of before. */
static bool is_waiting;
static uint64_t last_ns;

/* Of the last pair of reads, the smallest distance seen between them. */
static uint64_t least_distance = UINT64_MAX;

static __attribute__((cold)) uint64_t told_frequency(void)
{
	if (cpu_id(0x80000000).eax < 0x80000007 || (cpu_id(0x80000007).edx & CPUID_INVARIANT_TSC) == 0)
		return 0;
	if (cpu_id(0).eax >= 0x15) {
		/* Intel SDM volume 2, CPUID: crystal in Hz, and the TSC's ratio to it. */
		struct cpu_id id = cpu_id(0x15);
		if (id.eax != 0 && id.ebx != 0 && id.ecx != 0)
			return (uint64_t)id.ecx * id.ebx / id.eax;
	}
	return uc_kvm_hypervisor_leaf(0x10).eax * 1000ull;
}

/** Reads counter and TSC at the same moment: again, a few times, when something came between. */
static __attribute__((noinline, cold)) uint64_t read_pair(uint64_t *tsc)
{
	for (unsigned n = 0;; n++) {
		uint64_t before = cpu_tsc(), ns = uc_kvm_apic_elapsed_ns(), distance = cpu_tsc() - before;
		*tsc = before + distance / 2;
		if (distance < least_distance)
			least_distance = distance;
		if (distance <= 2 * least_distance || n == 4)
			return ns;
	}
}

static __attribute__((cold)) void start(void)
{
	uint64_t frequency;
	if (uc_kvm_is_kvm() && (cpu_id(KVM_FEATURES).eax & KVM_FEATURE_CLOCK)) {
		cpu_write_msr(MSR_KVM_SYSTEM_TIME, (uintptr_t)&page | KVM_SYSTEM_TIME_ON);
		source = PAGE;
	} else if ((frequency = told_frequency()) != 0) {
		scale = uc_metal_scale_of(frequency, NS_PER_SECOND);
		from_tsc = cpu_tsc();
		source = SCALED;
	} else {
		uc_kvm_apic_keep_counting();
		read_pair(&from_tsc);
		from_ns = seen_ns = read_pair(&from_tsc);
		source = MEASURING;
	}
}

/** The scale from the beginning of the comparison to a later moment. */
static __attribute__((noinline, cold)) struct uc_metal_scale compared(uint64_t tsc, uint64_t ns)
{
	/* Scaling takes less than 2^32 ns; a longer window is precise enough without its last bits. */
	uint64_t ticks = tsc - from_tsc, window_ns = ns - from_ns;
	for (; window_ns > UINT32_MAX; window_ns >>= 1)
		ticks >>= 1;
	return uc_metal_scale_of(ticks, window_ns);
}

static uint64_t measure(void)
{
	bool was_counting = uc_kvm_apic_keep_counting();
	uint64_t tsc, ns = read_pair(&tsc);
	seen_tsc = tsc;
	seen_ns = ns;
	if (!was_counting) {
		/* The TSC cannot be compared with a counter that has stood still. */
		from_tsc = tsc;
		from_ns = ns;
		return ns;
	}
	if (ns - from_ns >= WINDOW_NS && tsc > from_tsc) {
		scale = compared(tsc, ns);
		from_tsc = tsc;
		from_ns = ns > last_ns ? ns : last_ns;
		source = SCALED;
	}
	return ns;
}

/** Not the usual way, and so not in it. */
static __attribute__((noinline, cold)) uint64_t read_carefully(void)
{
	unsigned long state = uc_plat_irq_save();
	if (source == UNASKED)
		start();
	uint64_t now_ns;
	switch (source) {
	case PAGE:
		now_ns = uc_metal_pvclock_ns(&page, cpu_tsc);
		break;
	case MEASURING:
		now_ns = is_waiting ? last_ns : measure();
		break;
	default:
		now_ns = uc_plat_monotonic_ns();
	}
	if (now_ns < last_ns)
		now_ns = last_ns;
	last_ns = now_ns;
	uc_plat_irq_restore(state);
	return now_ns;
}

/* The TSC of the one CPU does not go back, and what it is scaled by stays, with a shift to the left. */
uint64_t uc_plat_monotonic_ns(void)
{
	if (UC_UNLIKELY(source != SCALED))
		return read_carefully();
	uint64_t ticks = (cpu_tsc() - from_tsc) << scale.shift;
	return from_ns + (uint64_t)((unsigned __int128)ticks * scale.multiplier >> 32);
}

uint64_t uc_kvm_time_deadline(uint32_t ns)
{
	struct uc_metal_scale now = source == PAGE ? uc_metal_pvclock_scale(&page) : scale;
	return now.multiplier == 0 ? 0 : cpu_tsc() + uc_metal_unscale(now, ns) + 1;
}

bool uc_kvm_time_is_measuring(void)
{
	return source == MEASURING;
}

/** What the TSC says of the time, by the comparison so far. */
static __attribute__((noinline, cold)) uint64_t guess(uint64_t tsc)
{
	return seen_ns + uc_metal_scale(compared(seen_tsc, seen_ns), tsc - seen_tsc);
}

/** The counter was written: it goes on from where the TSC is. */
static __attribute__((noinline, cold)) void go_on(void)
{
	uint64_t tsc, ns = read_pair(&tsc), true_ns = guess(tsc);
	uc_kvm_apic_correct(ns, true_ns);
	seen_tsc = tsc;
	seen_ns = true_ns;
}

/* Of the first 100 ms: small, not fast. */
__attribute__((cold)) bool uc_kvm_time_wait_measuring(uint64_t ns)
{
	if (source != MEASURING)
		return false;
	/* Neither too little nor all of it was compared; then the TSC has gone on, too. */
	if (ns < ENOUGH_NS || seen_ns - from_ns - ENOUGH_NS >= WINDOW_NS - ENOUGH_NS)
		return true;
	is_waiting = true;
	uc_kvm_apic_arm_again(ns);
	go_on();
	__asm__ volatile("sti; hlt; cli" : : : "memory");
	uint64_t tsc, counted_ns = read_pair(&tsc), about_ns = guess(tsc);
	if (about_ns > counted_ns)
		counted_ns += uc_kvm_apic_rounds_ns(about_ns - counted_ns);
	seen_tsc = tsc;
	seen_ns = counted_ns;
	uc_kvm_apic_arm_once();
	go_on();
	is_waiting = false;
	return true;
}

/** KVM's wall clock: the date at which its monotonic clock was 0. */
static uint64_t kvm_boot_ns(void)
{
	static volatile struct {
		uint32_t version, seconds, nanoseconds;
	} wall;
	cpu_write_msr(MSR_KVM_WALL_CLOCK, (uintptr_t)&wall);
	return wall.seconds * NS_PER_SECOND + wall.nanoseconds;
}

uint64_t uc_plat_realtime_ns(void)
{
	static uint64_t boot_ns;
	uint64_t now_ns = uc_plat_monotonic_ns();
	/* An interrupt that asks meanwhile finds out the same. */
	if (boot_ns == 0)
		boot_ns = source == PAGE ? kvm_boot_ns() : uc_kvm_rtc_ns(uc_kvm_rtc_read()) - now_ns;
	return boot_ns + now_ns;
}
