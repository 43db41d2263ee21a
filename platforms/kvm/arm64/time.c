/* SPDX-License-Identifier: BSD-3-Clause */
/* The generic timer's virtual count, whose frequency is told (Arm ARM, D11), and the PL031 clock (Arm DDI 0224). */
#include "kvm.h"
#include <unicore/fdt.h>

#define NANOSECONDS 1000000000ull
#define TIMER_ON 1ul

static uint64_t count(void)
{
	uint64_t value;
	__asm__ volatile("isb; mrs %0, cntvct_el0" : "=r"(value) : : "memory");
	return value;
}

static uint64_t frequency(void)
{
	uint64_t value;
	__asm__ volatile("mrs %0, cntfrq_el0" : "=r"(value));
	return value;
}

uint64_t uc_plat_monotonic_ns(void)
{
	static uint64_t scale; /* nanoseconds of a step, times 2^32 */
	if (UC_UNLIKELY(scale == 0))
		scale = (NANOSECONDS << 32) / frequency();
	return (uint64_t)((unsigned __int128)count() * scale >> 32);
}

uint64_t uc_plat_realtime_ns(void)
{
	static uint64_t offset_ns;
	static bool known;
	uint64_t now_ns = uc_plat_monotonic_ns(), start, bytes;
	if (!known) {
		int node = uc_fdt_compatible(KVM_TREE, -1, "arm,pl031");
		if (node >= 0 && uc_fdt_reg(KVM_TREE, node, 0, &start, &bytes))
			offset_ns = *kvm_register(start, 0) * NANOSECONDS - now_ns;
		known = true;
	}
	return offset_ns + now_ns;
}

void uc_kvm_timer_arm(uint64_t ns)
{
	uint64_t most = UINT64_MAX / NANOSECONDS;
	uint64_t seconds = ns / NANOSECONDS < most ? ns / NANOSECONDS : most, hertz = frequency();
	uint64_t steps = seconds * hertz + ns % NANOSECONDS * hertz / NANOSECONDS + 1;
	__asm__ volatile("msr cntv_cval_el0, %0; msr cntv_ctl_el0, %1; isb" : : "r"(count() + steps), "r"(TIMER_ON));
}

void uc_kvm_timer_stop(void)
{
	__asm__ volatile("msr cntv_ctl_el0, xzr; isb");
}
