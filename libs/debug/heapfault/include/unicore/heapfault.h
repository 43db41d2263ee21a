/* SPDX-License-Identifier: BSD-3-Clause */
/* Allocations that fail on request. Any context. */
#ifndef UNICORE_HEAPFAULT_H
#define UNICORE_HEAPFAULT_H

/** The `nth` allocation from now on fails (1: the next one), once; 0: none. */
void uc_heapfault_arm(unsigned long nth);

/** Whether the allocation that was to fail has come. */
_Bool uc_heapfault_fired(void);

/** Allocations since boot. */
unsigned long uc_heapfault_count(void);

#endif
