/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupts and waiting.
 *
 * Handlers MUST only acknowledge and wake (uc_waitq_wake, uc_timer): work is done by threads. They run with interrupts
 * off, and MUST NOT use vector registers unless the entry code saves them.
 */
#include <unicore/platform.h>

/* MUST: nest, and be a compiler barrier also where there are no interrupts. */
unsigned long uc_plat_irq_save(void)
{
	__asm__ volatile("" : : : "memory");
	return 0;
}

/* MUST: serve what came while they were off, once they are on. */
void uc_plat_irq_restore(unsigned long state)
{
	(void)state;
	__asm__ volatile("" : : : "memory");
}

/* MUST: turn them on, whatever they were. They are off from the entry until the first thread starts. */
void uc_plat_irq_enable(void)
{
	uc_plat_irq_restore(0);
}

/*
 * MUST: lose no wake-up: an interrupt between the scheduler's look at its queue and the wait ends the wait (x86: "sti;
 * hlt"). MUST: serve interrupts inside, and return with them off; return at once when the deadline has passed. MUST
 * NOT: spin. MAY: return early.
 */
void uc_plat_idle(uint64_t deadline_ns)
{
	(void)deadline_ns;
}
