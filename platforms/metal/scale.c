/* SPDX-License-Identifier: BSD-3-Clause */
/* Arithmetic of clocks. */
#include <metal/scale.h>

struct uc_metal_scale uc_metal_scale_of(uint64_t ticks, uint64_t ns)
{
	struct uc_metal_scale scale = {.shift = 0};
	uint64_t ratio = (ns << 32) / ticks;
	while (ratio > UINT32_MAX) {
		ratio >>= 1;
		scale.shift++;
	}
	scale.multiplier = (uint32_t)ratio;
	return scale;
}

uint64_t uc_metal_scale(struct uc_metal_scale scale, uint64_t ticks)
{
	if (scale.shift < 0)
		ticks >>= -scale.shift;
	else
		ticks <<= scale.shift;
	return (uint64_t)((unsigned __int128)ticks * scale.multiplier >> 32);
}

uint64_t uc_metal_unscale(struct uc_metal_scale scale, uint32_t ns)
{
	uint64_t ticks = ((uint64_t)ns << 32) / scale.multiplier;
	return scale.shift < 0 ? ticks << -scale.shift : ticks >> scale.shift;
}

struct uc_metal_scale uc_metal_pvclock_scale(const volatile struct uc_metal_pvclock *page)
{
	uint32_t version;
	struct uc_metal_scale scale;
	do {
		version = page->version & ~1u;
		__asm__ volatile("" : : : "memory");
		scale = (struct uc_metal_scale){.multiplier = page->multiplier, .shift = page->shift};
		__asm__ volatile("" : : : "memory");
	} while (page->version != version);
	return scale;
}

uint64_t uc_metal_pvclock_ns(const volatile struct uc_metal_pvclock *page, uint64_t (*read_tsc)(void))
{
	uint32_t version;
	uint64_t ns;
	do {
		version = page->version & ~1u;
		__asm__ volatile("" : : : "memory");
		struct uc_metal_scale scale = {.multiplier = page->multiplier, .shift = page->shift};
		uint64_t from = page->tsc, now = read_tsc();
		/* The host may have measured a little later than the TSC is read here. */
		ns = page->ns + (now > from ? uc_metal_scale(scale, now - from) : 0);
		__asm__ volatile("" : : : "memory");
	} while (page->version != version);
	return ns;
}
