/* SPDX-License-Identifier: BSD-3-Clause */
/* Interruptions, and memory that runs out. */
#include <unicore/call.h>
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/heapfault.h>
#include <unicore/sched.h>
#include <unicore/test.h>

struct reader {
	int descriptor;
	long result;
};

static void read_it(void *argument)
{
	struct reader *reader = argument;
	uint64_t count;
	reader->result = UC_CALL(read, reader->descriptor, &count, sizeof count);
}

UC_TEST(socketpair_receiver_can_be_interrupted)
{
	struct uc_thread *thread;
	int ends[2];
	UC_REQUIRE(UC_CALL(socketpair, 1, 1, 0, ends) == 0);
	struct reader reader = {ends[0], 0};
	UC_REQUIRE(uc_thread_create(&thread, NULL, read_it, &reader) == 0);
	uc_thread_yield();
	uc_thread_interrupt(thread);
	uc_thread_join(thread);
	UC_CHECK_EQUAL(reader.result, -EINTR);
	UC_CALL(close, ends[0]);
	UC_CALL(close, ends[1]);
}

UC_TEST(socketpair_survives_every_failed_allocation)
{
	static char block[3000];
	struct uc_heap_statistics before, after;
	uc_heap_statistics(&before);
	unsigned long n = 1;
	for (bool fired = true; fired && n < 50; n++) {
		int ends[2];
		uc_heapfault_arm(n);
		if (UC_CALL(socketpair, 1, 1 | 04000, 0, ends) == 0) {
			for (int i = 0; i < 3; i++) {
				long done = UC_CALL(write, ends[0], block, sizeof block);
				UC_CHECK(done == -ENOMEM || done == -EAGAIN ||
					 (done > 0 && done <= (long)sizeof block));
			}
			UC_CALL(close, ends[0]);
			UC_CALL(close, ends[1]);
		}
		fired = uc_heapfault_fired();
		uc_heapfault_arm(0);
		uc_heap_statistics(&after);
		UC_CHECK_EQUAL(after.blocks, before.blocks);
	}
	UC_CHECK(n > 3 && n < 50);
}
