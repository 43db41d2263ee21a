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

UC_TEST(timerfd_reader_can_be_interrupted)
{
	struct uc_thread *thread;
	struct reader reader = {(int)UC_CALL(timerfd_create, 1, 0), 0};
	UC_REQUIRE(uc_thread_create(&thread, NULL, read_it, &reader) == 0);
	uc_thread_yield();
	uc_thread_interrupt(thread);
	uc_thread_join(thread);
	UC_CHECK_EQUAL(reader.result, -EINTR);
	UC_CALL(close, reader.descriptor);
}

UC_TEST(timerfd_without_memory)
{
	struct uc_heap_statistics before, after;
	uc_heap_statistics(&before);
	uc_heapfault_arm(1);
	UC_CHECK_EQUAL(UC_CALL(timerfd_create, 1, 0), -ENOMEM);
	uc_heapfault_arm(0);
	uc_heap_statistics(&after);
	UC_CHECK_EQUAL(after.blocks, before.blocks);
}
