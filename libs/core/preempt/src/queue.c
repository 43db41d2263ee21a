/* SPDX-License-Identifier: BSD-3-Clause */
/* The run queue: O(1) whatever is ready. */
#include "queue.h"

#define PRIORITIES (UC_PRIORITY_MOST + 1)
#define WORD_BITS 64

static struct uc_list lists[PRIORITIES];
static uint64_t occupied[(PRIORITIES + WORD_BITS - 1) / WORD_BITS];

/* A list is made when it gets its first thread: until then it is zeros. */
static struct uc_list *list_for(const struct uc_thread *thread)
{
	int priority = thread->priority;
	uint64_t bit = 1ull << priority % WORD_BITS;
	if (!(occupied[priority / WORD_BITS] & bit)) {
		occupied[priority / WORD_BITS] |= bit;
		uc_list_init(&lists[priority]);
	}
	return &lists[priority];
}

void queue_put_last(struct uc_thread *thread)
{
	uc_list_add_before(list_for(thread), &thread->node);
}

void queue_put_first(struct uc_thread *thread)
{
	uc_list_add_before(list_for(thread)->next, &thread->node);
}

void queue_remove(struct uc_thread *thread)
{
	int priority = thread->priority;
	if (uc_list_empty(&thread->node))
		return;
	uc_list_remove(&thread->node);
	if (uc_list_empty(&lists[priority]))
		occupied[priority / WORD_BITS] &= ~(1ull << priority % WORD_BITS);
}

int queue_highest(void)
{
	for (int word = (int)UC_ARRAY_LENGTH(occupied) - 1; word >= 0; word--)
		if (occupied[word])
			return word * WORD_BITS + WORD_BITS - 1 - __builtin_clzll(occupied[word]);
	return NOBODY;
}

bool queue_has(int priority)
{
	return occupied[priority / WORD_BITS] & 1ull << priority % WORD_BITS;
}

struct uc_thread *queue_take(int priority)
{
	struct uc_thread *thread = UC_CONTAINER_OF(lists[priority].next, struct uc_thread, node);
	queue_remove(thread);
	return thread;
}
