/* SPDX-License-Identifier: BSD-3-Clause */
/* Lists in their order, and nodes that are taken out while the list is walked; the arithmetic of compiler.h. */
#include <unicore/compiler.h>
#include <unicore/list.h>
#include <unicore/test.h>

struct item {
	int number;
	struct uc_list node;
};

/* The numbers of the list as decimal digits, first to last. */
static long digits(const struct uc_list *head)
{
	long result = 0;
	uc_list_for_each(node, head)
	{
		result = result * 10 + UC_CONTAINER_OF(node, struct item, node)->number;
	}
	return result;
}

UC_TEST(lists_keep_their_order)
{
	struct uc_list head = UC_LIST_INIT(head);
	struct item items[5];
	UC_CHECK(uc_list_empty(&head));
	for (int i = 0; i < 5; i++) {
		items[i].number = i + 1;
		uc_list_add_before(&head, &items[i].node);
	}
	UC_CHECK_EQUAL(digits(&head), 12345);
	uc_list_remove(&items[2].node);
	UC_CHECK_EQUAL(digits(&head), 1245);
	uc_list_add_before(head.next, &items[2].node);
	UC_CHECK_EQUAL(digits(&head), 31245);
}

UC_TEST(a_node_may_be_taken_out_twice)
{
	struct uc_list head = UC_LIST_INIT(head);
	struct item one = {.number = 1}, two = {.number = 2};
	uc_list_add_before(&head, &one.node);
	uc_list_add_before(&head, &two.node);
	uc_list_remove(&one.node);
	uc_list_remove(&one.node);
	UC_CHECK_EQUAL(digits(&head), 2);
	UC_CHECK(uc_list_empty(&one.node));
}

UC_TEST(nodes_are_taken_out_on_the_way)
{
	struct uc_list head = UC_LIST_INIT(head);
	struct item items[6];
	for (int i = 0; i < 6; i++) {
		items[i].number = i + 1;
		uc_list_add_before(&head, &items[i].node);
	}
	uc_list_for_each_safe(node, following, &head)
	{
		if (UC_CONTAINER_OF(node, struct item, node)->number % 2)
			uc_list_remove(node);
	}
	UC_CHECK_EQUAL(digits(&head), 246);
}

UC_TEST(alignment)
{
	UC_CHECK_EQUAL(UC_ALIGN_UP(4097UL, 4096), 8192);
	UC_CHECK_EQUAL(UC_ALIGN_UP(4096UL, 4096), 4096);
	UC_CHECK_EQUAL(UC_ALIGN_DOWN(8191UL, 4096), 4096);
	UC_CHECK(UC_ALIGN_DOWN(0xfffffffffffff123UL, 4096) == 0xfffffffffffff000UL);
}
