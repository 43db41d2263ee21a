/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Locks for code below system calls. One CPU: a lock keeps other threads out by a section without preemption
 * (unicore/preempt.h), an irqlock interrupts too; where the scheduler is cooperative a lock is nothing. Who holds one
 * must not block. Locks have a rank and are taken in rising order of it, and given back last first; debug images check
 * all that, and crash with the names of the locks.
 */
#ifndef UNICORE_LOCK_H
#define UNICORE_LOCK_H

#include <unicore/platform.h>
#include <unicore/preempt.h>

#if CONFIG_BUILD_DEBUG

struct uc_lock {
	const char *name;
	unsigned rank;
};

#define UC_LOCK_INIT(lock_name, lock_rank)               \
	{                                                \
		.name = (lock_name), .rank = (lock_rank) \
	}

/** Checks and notes that the lock is taken. Any context, others kept out. */
void uc_lock_taken(struct uc_lock *lock);
/** Checks and notes that it is given back. Any context, others kept out. */
void uc_lock_given(struct uc_lock *lock);

#else

struct uc_lock {
};

#define UC_LOCK_INIT(lock_name, lock_rank) \
	{                                  \
	}

/** Nothing: only debug images check. Any context. */
static inline void uc_lock_taken(struct uc_lock *lock)
{
	(void)lock;
}
/** Nothing. Any context. */
static inline void uc_lock_given(struct uc_lock *lock)
{
	(void)lock;
}

#endif

/** Takes a lock that only threads take. Thread context. */
static inline void uc_lock(struct uc_lock *lock)
{
	uc_preempt_off();
	uc_lock_taken(lock);
}

/** Gives it back. Thread context. */
static inline void uc_unlock(struct uc_lock *lock)
{
	uc_lock_given(lock);
	uc_preempt_on();
}

/** Takes a lock that interrupts take, too. Returns what uc_irqunlock takes. Any context. */
static inline unsigned long uc_irqlock(struct uc_lock *lock)
{
	unsigned long irq = uc_plat_irq_save();
	uc_lock_taken(lock);
	return irq;
}

/** Gives it back. Any context. */
static inline void uc_irqunlock(struct uc_lock *lock, unsigned long irq)
{
	uc_lock_given(lock);
	uc_plat_irq_restore(irq);
}

#endif
