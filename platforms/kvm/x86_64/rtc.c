/* SPDX-License-Identifier: BSD-3-Clause */
/* The date, from a PC's clock. Motorola MC146818A data sheet; the century's register is QEMU's, as ACPI's FADT names
 * it. */
#include "rtc.h"
#include <metal/cpu.h>

#define INDEX 0x70
#define DATA 0x71
#define CONTROL_24_HOURS 0x02
#define CONTROL_BINARY 0x04
#define HOUR_PM 0x80
#define NS_PER_SECOND 1000000000ull

static uint8_t read_register(uint8_t index)
{
	cpu_out8(INDEX, index);
	return cpu_in8(DATA);
}

static struct uc_kvm_rtc read_once(void)
{
	return (struct uc_kvm_rtc){
		.second = read_register(0x00),
		.minute = read_register(0x02),
		.hour = read_register(0x04),
		.day = read_register(0x07),
		.month = read_register(0x08),
		.year = read_register(0x09),
		.century = read_register(0x32),
		.control = read_register(0x0b),
	};
}

struct uc_kvm_rtc uc_kvm_rtc_read(void)
{
	struct uc_kvm_rtc last, now = read_once();
	do {
		last = now;
		now = read_once();
	} while (__builtin_memcmp(&last, &now, sizeof(now)) != 0);
	return now;
}

static unsigned decode(uint8_t value, uint8_t control)
{
	return control & CONTROL_BINARY ? value : (value >> 4) * 10u + (value & 0xf);
}

/** Days from 1970-01-01 to a date of the Gregorian calendar: years begin in March, so that leap days come last. */
static uint64_t days(unsigned year, unsigned month, unsigned day)
{
	if (month < 3) {
		month += 12;
		year--;
	}
	uint64_t leap_days = year / 4 - year / 100 + year / 400;
	return year * 365ull + leap_days + (153 * (month - 3) + 2) / 5 + day - 1 - 719468;
}

uint64_t uc_kvm_rtc_ns(struct uc_kvm_rtc rtc)
{
	unsigned second = decode(rtc.second, rtc.control), minute = decode(rtc.minute, rtc.control);
	unsigned hour = decode(rtc.hour & (uint8_t)~HOUR_PM, rtc.control), day = decode(rtc.day, rtc.control);
	unsigned month = decode(rtc.month, rtc.control), century = decode(rtc.century, rtc.control);
	unsigned year = decode(rtc.year, rtc.control);
	if ((rtc.control & CONTROL_24_HOURS) == 0)
		hour = hour % 12 + (rtc.hour & HOUR_PM ? 12 : 0);
	if (second > 60 || minute > 59 || hour > 23 || day < 1 || day > 31 || month < 1 || month > 12 || year > 99)
		return 0;
	/* Without a register of the century, this one. */
	year += (century >= 19 && century <= 99 ? century : 20) * 100;
	if (year < 1970)
		return 0;
	return (((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second) * NS_PER_SECOND;
}
