/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Tracepoints: UC_TRACE(event, a, b) notes what happens and when in a ring of lib-trace, where build.trace is on; else
 * it is nothing, and its arguments are not looked at. `run --trace` writes a file of them that Perfetto opens.
 */
#ifndef UNICORE_TRACE_H
#define UNICORE_TRACE_H

/* Events, and what a and b are. Assembly uses the numbers, too; the runner knows them (tools/machine/src/trace). */
#define UC_TRACE_SWITCH 0        /* a: tid of the thread that runs now, 0: the image is idle; b: its name */
#define UC_TRACE_WAKE 1          /* a: tid of a thread that became ready */
#define UC_TRACE_INTERRUPT 2     /* a: the platform's number */
#define UC_TRACE_INTERRUPT_END 3 /* */
#define UC_TRACE_CALL 4          /* a system call; b: its name */
#define UC_TRACE_CALL_END 5      /* b: its result */
#define UC_TRACE_SEND 6          /* a frame to a network device; a: its bytes */
#define UC_TRACE_RECEIVE 7       /* a: bytes */
#define UC_TRACE_HEAP 8          /* a: blocks in use; b: their bytes */

#ifndef __ASSEMBLER__

#if CONFIG_BUILD_TRACE
#include <stdint.h>

/** Notes an event. `b` may be an address of a text that stays. Any context. */
void uc_trace(unsigned event, unsigned a, uintptr_t b);

#define UC_TRACE(event, a, b) uc_trace((event), (unsigned)(a), (uintptr_t)(b))
#else
#define UC_TRACE(event, a, b) ((void)0)
#endif

#endif
#endif
