/* SPDX-License-Identifier: BSD-3-Clause */
/* From ticks of a counter to nanoseconds by a multiplication and a shift, as KVM's clock page has it. */
#ifndef METAL_SCALE_H
#define METAL_SCALE_H

#include <stdint.h>

/** ns = (ticks << shift) * multiplier >> 32; a negative shift goes to the right. */
struct uc_metal_scale {
	uint32_t multiplier;
	int8_t shift;
};

/** The scale by which `ticks` are `ns` nanoseconds (below 2^32; both > 0). Precise to 2^-31 up to 2 ticks per ns. Its
 * shift is never negative. */
struct uc_metal_scale uc_metal_scale_of(uint64_t ticks, uint64_t ns);

/** Any context. */
uint64_t uc_metal_scale(struct uc_metal_scale scale, uint64_t ticks);

/** The ticks of `ns` nanoseconds, below 2^32, by a scale of which the multiplier is not 0: the inverse. Any context. */
uint64_t uc_metal_unscale(struct uc_metal_scale scale, uint32_t ns);

/** KVM's clock page: Linux's Documentation/virt/kvm/x86/msr.rst, MSR_KVM_SYSTEM_TIME_NEW. */
struct uc_metal_pvclock {
	uint32_t version; /* odd while the host writes */
	uint32_t padding;
	uint64_t tsc, ns; /* of the same moment */
	uint32_t multiplier;
	int8_t shift;
	uint8_t flags;
	uint8_t padding_end[2];
};

/** The page's scale, read as a whole. Any context. */
struct uc_metal_scale uc_metal_pvclock_scale(const volatile struct uc_metal_pvclock *page);

/** Nanoseconds by the page; reads it again when the host has changed it meanwhile. Any context. */
uint64_t uc_metal_pvclock_ns(const volatile struct uc_metal_pvclock *page, uint64_t (*read_tsc)(void));

#endif
