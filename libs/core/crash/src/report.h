/* SPDX-License-Identifier: BSD-3-Clause */
/* The parts of a crash report; unicore/crash.h has its format. */
#ifndef CRASH_REPORT_H
#define CRASH_REPORT_H

#include <stdint.h>

/** What uc_crash_set_stack told last. */
struct crash_stack {
	uintptr_t guard, low, high;
};
extern struct crash_stack uc_crash_stack;

/** Ends the image if a report is being written already; interrupts are off from here on. */
void uc_crash_begin(void);

/** Thread, image and the backtrace: `place`, then what the frames from `frame` on return to; then ends the image. */
_Noreturn void uc_crash_end(uintptr_t place, uintptr_t frame);

#endif
