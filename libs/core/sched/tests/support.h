/* SPDX-License-Identifier: BSD-3-Clause */
/* What the scheduler's tests share. */
#ifndef TEST_SUPPORT_H
#define TEST_SUPPORT_H

#include <unicore/clock.h>
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/pagealloc.h>
#include <unicore/sched.h>
#include <unicore/test.h>

#define MS(n) ((n)*UC_NS_PER_MS)

static inline uint64_t in_ms(unsigned milliseconds)
{
	return uc_clock_monotonic_ns() + MS(milliseconds);
}

/** A thread that must come into being. */
static inline struct uc_thread *start(void (*entry)(void *), void *argument)
{
	struct uc_thread *thread = NULL;
	UC_CHECK_EQUAL(uc_thread_create(&thread, NULL, entry, argument), 0);
	return thread;
}

#endif
