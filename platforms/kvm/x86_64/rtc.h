/* SPDX-License-Identifier: BSD-3-Clause */
/* The date. */
#ifndef KVM_RTC_H
#define KVM_RTC_H

#include <stdint.h>

/** The registers of a PC's clock (MC146818, and the century at 0x32) as nanoseconds since 1970; 0 when they are none.
 */
struct uc_kvm_rtc {
	uint8_t second, minute, hour, day, month, year, century, control;
};
uint64_t uc_kvm_rtc_ns(struct uc_kvm_rtc rtc);

/** Reads the clock twice in a row the same: so no register was just changing. */
struct uc_kvm_rtc uc_kvm_rtc_read(void);

#endif
