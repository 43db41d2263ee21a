/* SPDX-License-Identifier: BSD-3-Clause */
/* Time, on top of the platform's counters. Any context. */
#ifndef UNICORE_CLOCK_H
#define UNICORE_CLOCK_H

#include <stdint.h>

#define UC_NS_PER_SECOND 1000000000ULL
#define UC_NS_PER_MS 1000000ULL

/** Nanoseconds since boot; never goes back. */
uint64_t uc_clock_monotonic_ns(void);
/** Nanoseconds since 1970-01-01 UTC; follows uc_clock_set_realtime. */
uint64_t uc_clock_realtime_ns(void);
void uc_clock_set_realtime(uint64_t ns);

#endif
