/* SPDX-License-Identifier: BSD-3-Clause */
/* What debug images know of locks: those that are held, in the order in which they were taken. One CPU: one list. */
#include <unicore/crash.h>
#include <unicore/lock.h>
#include <unicore/threads.h>

#if CONFIG_BUILD_DEBUG

#define MOST_HELD 16

static struct uc_lock *held[MOST_HELD];
unsigned uc_threads_locks_held;

void uc_lock_taken(struct uc_lock *lock)
{
	unsigned count = uc_threads_locks_held;
	if (count > 0 && held[count - 1]->rank >= lock->rank)
		uc_crash("lock: %s (rank %u) is taken while %s (rank %u) is held", lock->name, lock->rank,
			 held[count - 1]->name, held[count - 1]->rank);
	if (count == MOST_HELD)
		uc_crash("lock: %s is one too many", lock->name);
	held[count] = lock;
	uc_threads_locks_held = count + 1;
}

void uc_lock_given(struct uc_lock *lock)
{
	unsigned count = uc_threads_locks_held;
	if (count == 0 || held[count - 1] != lock)
		uc_crash("lock: %s is given back, but is not the one that was taken last", lock->name);
	uc_threads_locks_held = count - 1;
}

void uc_threads_check_switch(void)
{
	if (uc_threads_burying)
		uc_crash("sched: what runs at the end of a thread blocks");
	if (uc_threads_locks_held > 0)
		uc_crash("lock: %s is held by a thread that blocks", held[uc_threads_locks_held - 1]->name);
}

#endif
