/* SPDX-License-Identifier: BSD-3-Clause */
/* The other party of a test: a thread, and time. On a host tests/conformance has a file of this name on pthreads. */
#ifndef PARTY_H
#define PARTY_H

#include <stdbool.h>
#include <unicore/clock.h>
#include <unicore/sched.h>

typedef struct uc_thread *party;

#define MS UC_NS_PER_MS

/** Starts a thread; false when there is none to be had. Thread context, as all here. */
static inline bool party_start(party *started, void (*entry)(void *), void *argument)
{
	return uc_thread_create(started, NULL, entry, argument) == 0;
}

/** Waits for its end. */
static inline void party_join(party started)
{
	uc_thread_join(started);
}

/** Monotonic time. */
static inline uint64_t now_ns(void)
{
	return uc_clock_monotonic_ns();
}

/** Sleeps at least so long. */
static inline void sleep_ms(unsigned ms)
{
	uc_sleep_until(uc_clock_monotonic_ns() + ms * MS, false);
}

#endif
