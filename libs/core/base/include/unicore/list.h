/* SPDX-License-Identifier: BSD-3-Clause */
/* An intrusive doubly linked list: the head is a node, an empty list points to itself. No locking. */
#ifndef UNICORE_LIST_H
#define UNICORE_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct uc_list {
	struct uc_list *next, *prev;
};

#define UC_LIST_INIT(name)       \
	{                        \
		&(name), &(name) \
	}

/** Makes an empty list. */
static inline void uc_list_init(struct uc_list *head)
{
	head->next = head->prev = head;
}

/** Whether the list holds nothing but its head. */
static inline bool uc_list_empty(const struct uc_list *head)
{
	return head->next == head;
}

/** Puts `node` before `position`: at the end of the list when `position` is the head. */
static inline void uc_list_add_before(struct uc_list *position, struct uc_list *node)
{
	node->prev = position->prev;
	node->next = position;
	position->prev->next = node;
	position->prev = node;
}

/** Takes `node` out and leaves it as an empty list, so that taking it out again does no harm. */
static inline void uc_list_remove(struct uc_list *node)
{
	node->prev->next = node->next;
	node->next->prev = node->prev;
	uc_list_init(node);
}

#define uc_list_for_each(node, head) for (struct uc_list *node = (head)->next; node != (head); node = node->next)

/** Allows `node` to be removed in the body. */
#define uc_list_for_each_safe(node, following, head)                                       \
	for (struct uc_list *node = (head)->next, *following = node->next; node != (head); \
	     node = following, following = node->next)

#endif
