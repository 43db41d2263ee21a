/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the files of futex(2). */
#ifndef FUTEX_H
#define FUTEX_H

#include <stdbool.h>
#include <stdint.h>

struct futex_time {
	int64_t seconds;
	int64_t nanoseconds;
};

/** `relative` for FUTEX_WAIT alone; NULL: for ever. Returns 0 or -EINVAL. */
int futex_deadline(const struct futex_time *time, bool relative, bool realtime, uint64_t *deadline);

/**
 * Takes the lock, whose word holds its owner's tid; a thread that waits lends the owner its priority.
 * Returns 0, -ETIMEDOUT, -EDEADLK (it would wait for itself) or -ESRCH (no thread has the owner's tid).
 */
long futex_lock_pi(uint32_t *address, uint64_t deadline);
/** The same without waiting. Returns 0, -EAGAIN, -EDEADLK or -ESRCH. */
long futex_trylock_pi(uint32_t *address);
/** Gives the lock to the waiter of the highest priority. Returns 0 or -EPERM (it is not the caller's). */
long futex_unlock_pi(uint32_t *address);

#endif
