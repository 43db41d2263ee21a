/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Xen's clock: the time of the CPU in shared info (xen.h: struct vcpu_time_info), nanoseconds since the host's boot,
 * and the date of that moment (wc_sec, wc_nsec); the timer of the CPU counts by the same clock (vcpu.h).
 */
#include "xen.h"

#define NS_PER_SECOND 1000000000ull

uc_xen_port uc_xen_timer_port;

/* Another host has another clock: what is to be added so that ours goes on. */
static int64_t ahead_ns;
static uint64_t last_ns;

uint64_t uc_plat_monotonic_ns(void)
{
	unsigned long state = uc_plat_irq_save();
	uint64_t now_ns = uc_metal_pvclock_ns(&xen_vcpu()->time, cpu_tsc) + (uint64_t)ahead_ns;
	if (now_ns < last_ns)
		now_ns = last_ns;
	last_ns = now_ns;
	uc_plat_irq_restore(state);
	return now_ns;
}

/** The date when Xen's clock was 0: seconds of 64 bits since Xen 4.6. */
static uint64_t boot_ns(void)
{
	const volatile struct xen_shared_info *shared = uc_xen_shared;
	uint32_t version;
	uint64_t ns;
	do {
		version = shared->wall_version & ~1u;
		__asm__ volatile("" : : : "memory");
		ns = ((uint64_t)shared->wall_seconds_high << 32 | shared->wall_seconds) * NS_PER_SECOND +
		     shared->wall_nanoseconds;
		__asm__ volatile("" : : : "memory");
	} while (shared->wall_version != version);
	return ns;
}

uint64_t uc_plat_realtime_ns(void)
{
	return boot_ns() + uc_plat_monotonic_ns() - (uint64_t)ahead_ns;
}

uint64_t uc_xen_time_of(uint64_t monotonic_ns)
{
	return monotonic_ns - (uint64_t)ahead_ns;
}

bool uc_xen_timer_arm(uint64_t deadline_ns)
{
	struct xen_singleshot timer = {.deadline_ns = uc_xen_time_of(deadline_ns), .flags = XEN_SINGLESHOT_FUTURE};
	return xen_call3(XEN_VCPU_OP, XEN_VCPU_SET_SINGLESHOT_TIMER, 0, &timer) == 0;
}

void uc_xen_timer_init(void)
{
	uc_xen_timer_port = uc_xen_bind_virq(XEN_VIRQ_TIMER);
}

void uc_xen_time_resume(void)
{
	uint64_t before_ns = last_ns;
	last_ns = 0;
	ahead_ns = 0;
	ahead_ns = (int64_t)(before_ns - uc_plat_monotonic_ns());
	last_ns = before_ns;
}
