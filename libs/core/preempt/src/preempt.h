/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of the scheduler share. Interrupts off, unless said otherwise. */
#ifndef PREEMPT_PRIVATE_H
#define PREEMPT_PRIVATE_H

#include "queue.h"
#include <unicore/preempt.h>

/** Lets the thread run that is to run now; the running one stays ready. Returns when it runs again. */
void preempt_reschedule(void);

#endif
