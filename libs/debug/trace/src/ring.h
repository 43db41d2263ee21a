/* SPDX-License-Identifier: BSD-3-Clause */
/* The ring of events. */
#ifndef TRACE_RING_H
#define TRACE_RING_H

#include <stdbool.h>
#include <stdint.h>

struct trace_event {
	uint64_t ticks;
	uint32_t event, a;
	uint64_t b;
};

/** NULL until uc_trace_begin. */
extern struct trace_event *trace_ring;
extern uint64_t trace_size;
/** How many were noted in all: the next one's place, before it is wrapped. */
extern uint64_t trace_count;
/** Nothing is noted while the ring is read. */
extern volatile bool trace_is_held;

/** Ends the notes and prints them. At the end of the image. */
void uc_trace_end(void);
/** Makes the ring and notes when it was what time. Always 0. Thread context, once. */
int uc_trace_begin(void);

#endif
