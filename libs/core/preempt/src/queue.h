/* SPDX-License-Identifier: BSD-3-Clause */
/* The run queue: a list for each priority, and a bit for each that is not empty. Interrupts off. */
#ifndef PREEMPT_QUEUE_H
#define PREEMPT_QUEUE_H

#include <unicore/threads.h>

#define NOBODY (-1)

/** Behind those of its priority. */
void queue_put_last(struct uc_thread *thread);
/** Before those of its priority. */
void queue_put_first(struct uc_thread *thread);
/** Out of the queue, if it is there. */
void queue_remove(struct uc_thread *thread);
/** The highest priority at which a thread is ready, or NOBODY. */
int queue_highest(void);
/** Whether a thread of that priority is ready. */
bool queue_has(int priority);
/** Takes the first thread of that priority out, which there is. */
struct uc_thread *queue_take(int priority);

#endif
