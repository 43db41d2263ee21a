/* SPDX-License-Identifier: BSD-3-Clause */
/* Noting an event. An interrupt in between takes a place of its own. */
#include "ring.h"
#include <unicore/arch.h>
#include <unicore/trace.h>

struct trace_event *trace_ring;
uint64_t trace_size;
uint64_t trace_count;
volatile bool trace_is_held;

void uc_trace(unsigned event, unsigned a, uintptr_t b)
{
	if (!trace_ring || trace_is_held)
		return;
	uint64_t place = __atomic_fetch_add(&trace_count, 1, __ATOMIC_RELAXED);
	struct trace_event *to = &trace_ring[place % trace_size];
	to->ticks = uc_arch_ticks();
	to->event = event;
	to->a = a;
	to->b = b;
}
