/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Timers as a pairing heap (Fredman, Sedgewick, Sleator, Tarjan: The pairing heap, 1986): arming is O(1), firing and
 * cancelling O(log n) amortised, and a timer needs no memory but its own. `previous` is the parent of a first child,
 * else the sibling before.
 */
#include <unicore/clock.h>
#include <unicore/platform.h>
#include <unicore/threads.h>

static struct uc_timer *earliest;

/* While timers fire: the time that they are compared with. */
static uint64_t look_ns;

/* Of two heaps, neither with siblings, the later becomes the first child of the earlier. */
static struct uc_timer *meld(struct uc_timer *a, struct uc_timer *b)
{
	if (!a || !b)
		return a ? a : b;
	if (b->deadline_ns < a->deadline_ns) {
		struct uc_timer *later = a;
		a = b;
		b = later;
	}
	b->next = a->child;
	if (b->next)
		b->next->previous = b;
	b->previous = a;
	a->child = b;
	return a;
}

/* Siblings become one heap: in pairs from the left, then those from the right. */
static struct uc_timer *meld_siblings(struct uc_timer *first)
{
	struct uc_timer *pairs = NULL, *heap = NULL;
	while (first) {
		struct uc_timer *a = first, *b = a->next;
		first = b ? b->next : NULL;
		a->next = a->previous = NULL;
		if (b)
			b->next = b->previous = NULL;
		a = meld(a, b);
		a->next = pairs;
		pairs = a;
	}
	while (pairs) {
		struct uc_timer *rest = pairs->next;
		pairs->next = NULL;
		heap = meld(heap, pairs);
		pairs = rest;
	}
	return heap;
}

static void take_out(struct uc_timer *timer)
{
	struct uc_timer *children = meld_siblings(timer->child);
	if (timer == earliest) {
		earliest = children;
	} else {
		if (timer->previous->child == timer)
			timer->previous->child = timer->next;
		else
			timer->previous->next = timer->next;
		if (timer->next)
			timer->next->previous = timer->previous;
		earliest = meld(earliest, children);
	}
	timer->child = timer->next = timer->previous = NULL;
	timer->armed = false;
}

void uc_timer_init(struct uc_timer *timer, void (*fire)(struct uc_timer *timer))
{
	*timer = (struct uc_timer){.fire = fire};
}

void uc_timer_set(struct uc_timer *timer, uint64_t deadline_ns)
{
	unsigned long irq = uc_plat_irq_save();
	if (timer->armed)
		take_out(timer);
	/* What is set by a timer that fires, for a time that has passed, waits for the next look. */
	timer->deadline_ns = deadline_ns > look_ns ? deadline_ns : look_ns + 1;
	timer->armed = true;
	earliest = meld(earliest, timer);
	if (earliest == timer)
		uc_threads_timer_changed();
	uc_plat_irq_restore(irq);
}

void uc_timer_cancel(struct uc_timer *timer)
{
	unsigned long irq = uc_plat_irq_save();
	if (timer->armed)
		take_out(timer);
	uc_plat_irq_restore(irq);
}

uint64_t uc_threads_timers_run(void)
{
	if (!earliest)
		return UC_FOREVER;
	look_ns = uc_clock_monotonic_ns();
	while (earliest && earliest->deadline_ns <= look_ns) {
		struct uc_timer *timer = earliest;
		take_out(timer);
		timer->fire(timer);
	}
	look_ns = 0;
	return earliest ? earliest->deadline_ns : UC_FOREVER;
}
