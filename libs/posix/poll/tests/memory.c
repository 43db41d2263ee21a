/* SPDX-License-Identifier: BSD-3-Clause */
/* More descriptors than fit on the stack, when there is no memory for them. */
#include "switch.h"
#include <unicore/heapfault.h>

UC_TEST(poll_and_select_say_that_memory_is_short)
{
	enum { MANY = 40 };
	static struct switchable files[MANY];
	static struct pollfd entries[MANY];
	unsigned long read = 0;
	for (int i = 0; i < MANY; i++) {
		entries[i] = (struct pollfd){switch_open(&files[i], UC_POLLIN), UC_POLLIN, 0};
		read |= 1UL << entries[i].descriptor;
	}
	uc_heapfault_arm(1);
	UC_CHECK_EQUAL(UC_CALL(poll, entries, MANY, 0), -ENOMEM);
	UC_CHECK_EQUAL(UC_CALL(poll, entries, MANY, 0), MANY);
	for (unsigned long nth = 1; nth <= 2; nth++) {
		unsigned long set = read;
		uc_heapfault_arm(nth);
		UC_CHECK_EQUAL(UC_CALL(select, 64, &set, 0, 0, 0), -ENOMEM);
		UC_CHECK(set == read);
	}
	UC_CHECK_EQUAL(UC_CALL(select, 64, &read, 0, 0, 0), MANY);
	for (int i = 0; i < MANY; i++) {
		UC_CHECK(uc_list_empty(&files[i].file.waiters.entries));
		UC_CALL(close, entries[i].descriptor);
	}
}
