/* SPDX-License-Identifier: BSD-3-Clause */
/* Each allocation fails once: every call says so or does its work, and nothing is left behind. */
#include "support.h"
#include <unicore/heap.h>
#include <unicore/heapfault.h>

enum { MANY = 40 };
static struct switchable files[MANY];
static int descriptors[MANY];

/* Returns how many of the files are watched, or the error of the epoll itself. */
static long work(void)
{
	struct epoll_event events[MANY];
	int epoll = epoll_open();
	if (epoll < 0)
		return epoll;
	long watched = 0;
	for (int i = 0; i < MANY; i++) {
		long error = control(epoll, ADD, descriptors[i], IN);
		UC_CHECK(error == 0 || error == -ENOMEM);
		watched += error == 0;
	}
	UC_CHECK_EQUAL(UC_CALL(epoll_wait, epoll, events, MANY, 0), watched);
	UC_CALL(close, epoll);
	return watched;
}

UC_TEST(epoll_survives_each_failing_allocation)
{
	struct uc_heap_statistics before, after;
	unsigned long failures = 0;
	for (int i = 0; i < MANY; i++)
		descriptors[i] = switch_open(&files[i], IN);
	work();
	uc_heap_statistics(&before);
	for (unsigned long nth = 1; nth < 1000; nth++) {
		uc_heapfault_arm(nth);
		long result = work();
		bool fired = uc_heapfault_fired();
		uc_heapfault_arm(0);
		uc_heap_statistics(&after);
		UC_CHECK_EQUAL(after.blocks, before.blocks);
		UC_CHECK(result == -ENOMEM || result >= MANY - 1);
		if (!fired)
			break;
		failures++;
	}
	UC_CHECK(failures > MANY);
	for (int i = 0; i < MANY; i++) {
		UC_CHECK(uc_list_empty(&files[i].file.waiters.entries));
		UC_CALL(close, descriptors[i]);
	}
}
