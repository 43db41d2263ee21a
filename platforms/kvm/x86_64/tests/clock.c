/* SPDX-License-Identifier: BSD-3-Clause */
/* Arithmetic of clocks, with pages and registers made up here: no host of these tests has KVM's clock. */
#include "../rtc.h"
#include <metal/scale.h>
#include <unicore/compiler.h>
#include <unicore/test.h>

#define NS_PER_SECOND 1000000000ull

/* A scale is right to a nanosecond in an hour's worth of its frequency's error, at most 2^-30. */
static bool scales(uint64_t frequency)
{
	struct uc_metal_scale scale = uc_metal_scale_of(frequency, NS_PER_SECOND);
	uint64_t expected = 3600 * NS_PER_SECOND, got = uc_metal_scale(scale, 3600 * frequency);
	return got <= expected && expected - got <= (expected >> 30) + 1;
}

UC_TEST(scale_of_frequencies)
{
	UC_CHECK(scales(1000000));
	UC_CHECK(scales(1193182));
	UC_CHECK(scales(999999999));
	UC_CHECK(scales(1000000000));
	UC_CHECK(scales(1000000001));
	UC_CHECK(scales(2999999777));
	UC_CHECK(scales(3999999999));
}

UC_TEST(scale_of_a_billion_is_exact)
{
	struct uc_metal_scale scale = uc_metal_scale_of(NS_PER_SECOND, NS_PER_SECOND);
	UC_CHECK_EQUAL(uc_metal_scale(scale, 0), 0);
	UC_CHECK_EQUAL(uc_metal_scale(scale, 1), 1);
	UC_CHECK_EQUAL(uc_metal_scale(scale, 123456789012345), 123456789012345);
}

UC_TEST(scale_does_not_overflow_in_a_century)
{
	uint64_t century_ns = 100ull * 365 * 86400 * NS_PER_SECOND;
	struct uc_metal_scale scale = uc_metal_scale_of(3000000000, NS_PER_SECOND);
	uint64_t got = uc_metal_scale(scale, century_ns * 3);
	UC_CHECK(got <= century_ns && century_ns - got <= century_ns >> 30);
}

/* A deadline's ticks last as long as was asked for, to a tick and the scale's own precision. */
UC_TEST(ticks_of_nanoseconds)
{
	static const uint64_t frequencies[] = {1000000, 1193182, 999999999, 1000000000, 2999999777, 3999999999};
	for (size_t n = 0; n < UC_ARRAY_LENGTH(frequencies); n++) {
		struct uc_metal_scale scale = uc_metal_scale_of(frequencies[n], NS_PER_SECOND);
		uint64_t expected = 4 * frequencies[n], got = uc_metal_unscale(scale, 4000000000);
		UC_CHECK(got >= expected - 1 && got - expected + 1 <= (expected >> 30) + 2);
		UC_CHECK_EQUAL(uc_metal_unscale(scale, 0), 0);
		UC_CHECK(uc_metal_unscale(scale, UINT32_MAX) > got);
	}
}

static struct uc_metal_pvclock page;
static uint64_t tsc;
static unsigned reads;

static uint64_t read_tsc(void)
{
	reads++;
	return tsc;
}

/* 2 GHz: ticks << 1 >> 32 times 2^30 is a half. */
static void page_of_2_ghz(int8_t shift)
{
	page = (struct uc_metal_pvclock){.version = 2, .tsc = 1000, .ns = 5000, .shift = shift};
	page.multiplier = 1u << 31 >> shift;
	reads = 0;
}

UC_TEST(pvclock_counts_from_the_page)
{
	page_of_2_ghz(0);
	tsc = 1000;
	UC_CHECK_EQUAL(uc_metal_pvclock_ns(&page, read_tsc), 5000);
	tsc = 3001;
	UC_CHECK_EQUAL(uc_metal_pvclock_ns(&page, read_tsc), 6000);
	page_of_2_ghz(3);
	UC_CHECK_EQUAL(uc_metal_pvclock_ns(&page, read_tsc), 6000);
	/* A shift to the right: a quarter of the ticks, each worth 2 ns. */
	page = (struct uc_metal_pvclock){.version = 2, .tsc = 1000, .ns = 5000, .shift = -2, .multiplier = UINT32_MAX};
	tsc = 1000 + 4000000;
	UC_CHECK_EQUAL(uc_metal_pvclock_ns(&page, read_tsc), 5000 + 999999);
}

UC_TEST(pvclock_does_not_run_backwards)
{
	page_of_2_ghz(0);
	tsc = 999;
	UC_CHECK_EQUAL(uc_metal_pvclock_ns(&page, read_tsc), 5000);
}

/* The same frequency in other words: a pair of multiplier and shift. */
UC_TEST(ticks_by_the_page)
{
	for (int8_t shift = 0; shift < 4; shift++) {
		page_of_2_ghz(shift);
		UC_CHECK_EQUAL(uc_metal_unscale(uc_metal_pvclock_scale(&page), 1000), 2000);
	}
	page = (struct uc_metal_pvclock){.version = 2, .shift = -1, .multiplier = 1u << 31};
	UC_CHECK_EQUAL(uc_metal_unscale(uc_metal_pvclock_scale(&page), 1000), 4000);
}

/* The host writes while the guest reads: odd, then even again, with other numbers. */
static uint64_t read_while_host_writes(void)
{
	reads++;
	if (reads == 1) {
		page.version = 3;
		page.ns = 777;
	} else if (reads == 2) {
		page.version = 4;
		page.ns = 9000;
	}
	return 1000;
}

UC_TEST(pvclock_reads_again_when_the_host_writes)
{
	page_of_2_ghz(0);
	UC_CHECK_EQUAL(uc_metal_pvclock_ns(&page, read_while_host_writes), 9000);
	UC_CHECK(reads >= 3);
}

/* control: 2 = 24 hours, 4 = binary. */
UC_TEST(rtc_in_every_form)
{
	struct uc_kvm_rtc bcd = {0x56, 0x34, 0x12, 0x29, 0x02, 0x24, 0x20, 2};
	struct uc_kvm_rtc binary = {56, 34, 12, 29, 2, 24, 20, 6};
	struct uc_kvm_rtc noon = {0x56, 0x34, 0x92, 0x29, 0x02, 0x24, 0x20, 0};
	struct uc_kvm_rtc midnight = {0x56, 0x34, 0x12, 0x29, 0x02, 0x24, 0x20, 0};
	UC_CHECK_EQUAL(uc_kvm_rtc_ns(bcd) / NS_PER_SECOND, 1709210096); /* date -u -d '2024-02-29 12:34:56' +%s */
	UC_CHECK_EQUAL(uc_kvm_rtc_ns(binary) / NS_PER_SECOND, 1709210096);
	UC_CHECK_EQUAL(uc_kvm_rtc_ns(noon) / NS_PER_SECOND, 1709210096);
	UC_CHECK_EQUAL(uc_kvm_rtc_ns(midnight) / NS_PER_SECOND, 1709210096 - 12 * 3600);
}

UC_TEST(rtc_over_the_calendar)
{
	UC_CHECK_EQUAL(uc_kvm_rtc_ns((struct uc_kvm_rtc){0, 0, 0, 1, 1, 70, 19, 6}), 0);
	UC_CHECK_EQUAL(uc_kvm_rtc_ns((struct uc_kvm_rtc){59, 59, 23, 31, 12, 99, 19, 6}) / NS_PER_SECOND, 946684799);
	UC_CHECK_EQUAL(uc_kvm_rtc_ns((struct uc_kvm_rtc){0, 0, 0, 1, 3, 0, 20, 6}) / NS_PER_SECOND, 951868800);
	UC_CHECK_EQUAL(uc_kvm_rtc_ns((struct uc_kvm_rtc){0, 0, 0, 1, 3, 0, 21, 6}) / NS_PER_SECOND, 4107542400);
	/* No register of the century. */
	UC_CHECK_EQUAL(uc_kvm_rtc_ns((struct uc_kvm_rtc){0, 0, 0, 1, 3, 0, 0, 6}) / NS_PER_SECOND, 951868800);
}

UC_TEST(rtc_that_is_none)
{
	struct uc_kvm_rtc nobody = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
	UC_CHECK_EQUAL(uc_kvm_rtc_ns(nobody), 0);
	UC_CHECK_EQUAL(uc_kvm_rtc_ns((struct uc_kvm_rtc){0, 0, 0, 0, 1, 24, 20, 6}), 0);
	UC_CHECK_EQUAL(uc_kvm_rtc_ns((struct uc_kvm_rtc){0, 0, 0, 1, 13, 24, 20, 6}), 0);
}
