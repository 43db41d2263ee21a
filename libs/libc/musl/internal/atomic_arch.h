/* SPDX-License-Identifier: BSD-3-Clause */
/* musl's atomics of the architecture, with a crash that needs no privilege and reaches the crash report. */
#include_next <atomic_arch.h>

#undef a_crash
#define a_crash() __builtin_trap()
