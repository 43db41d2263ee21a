/* SPDX-License-Identifier: BSD-3-Clause */
/* Signals, interruptions and memory that runs out. */
#include <unicore/attention.h>
#include <unicore/call.h>
#include <unicore/errno.h>
#include <unicore/file.h>
#include <unicore/heap.h>
#include <unicore/heapfault.h>
#include <unicore/sched.h>
#include <unicore/test.h>

static char block[70000];
static int raised;

static void raise(int signal)
{
	raised = signal;
}

UC_TEST(pipe_without_readers_raises_sigpipe)
{
	int ends[2];
	void (*before)(int) = uc_raise;
	UC_REQUIRE(UC_CALL(pipe, ends) == 0);
	UC_CALL(close, ends[0]);
	uc_raise = raise;
	raised = 0;
	UC_CHECK_EQUAL(UC_CALL(write, ends[1], block, 1), -EPIPE);
	UC_CHECK_EQUAL(raised, 13);
	uc_raise = before;
	UC_CALL(close, ends[1]);
}

struct blocked {
	int descriptor;
	long bytes, result;
	bool writes;
};

static void block_in(void *argument)
{
	struct blocked *blocked = argument;
	blocked->result = blocked->writes ? UC_CALL(write, blocked->descriptor, block, blocked->bytes)
					  : UC_CALL(read, blocked->descriptor, block, blocked->bytes);
}

static long interrupted(struct blocked *blocked)
{
	struct uc_thread *thread;
	if (uc_thread_create(&thread, NULL, block_in, blocked))
		return 0;
	uc_thread_yield();
	uc_thread_interrupt(thread);
	uc_thread_join(thread);
	return blocked->result;
}

UC_TEST(pipe_reader_can_be_interrupted)
{
	int ends[2];
	UC_REQUIRE(UC_CALL(pipe, ends) == 0);
	UC_CHECK_EQUAL(interrupted(&(struct blocked){.descriptor = ends[0], .bytes = 1}), -EINTR);
	UC_CALL(close, ends[0]);
	UC_CALL(close, ends[1]);
}

UC_TEST(pipe_writer_can_be_interrupted)
{
	int ends[2];
	UC_REQUIRE(UC_CALL(pipe, ends) == 0);
	/* What was written counts; then nothing was, and the call failed. */
	UC_CHECK_EQUAL(interrupted(&(struct blocked){.descriptor = ends[1], .bytes = 70000, .writes = true}), 65536);
	UC_CHECK_EQUAL(interrupted(&(struct blocked){.descriptor = ends[1], .bytes = 100, .writes = true}), -EINTR);
	UC_CALL(close, ends[0]);
	UC_CALL(close, ends[1]);
}

/* Every allocation of this fails in its turn. Returns whether none was left to fail. */
static bool use_pipe(unsigned long nth)
{
	int ends[2];
	uc_heapfault_arm(nth);
	if (UC_CALL(pipe2, ends, UC_O_NONBLOCK) == 0) {
		for (int i = 0; i < 3; i++) {
			long done = UC_CALL(write, ends[1], block, 3000);
			UC_CHECK(done == 3000 || done == -ENOMEM || done == -EAGAIN);
		}
		UC_CALL(close, ends[0]);
		UC_CALL(close, ends[1]);
	}
	bool fired = uc_heapfault_fired();
	uc_heapfault_arm(0);
	return !fired;
}

UC_TEST(pipe_survives_every_failed_allocation)
{
	struct uc_heap_statistics before, after;
	unsigned long n = 1;
	use_pipe(0);
	uc_heap_statistics(&before);
	while (!use_pipe(n) && n < 100)
		n++;
	uc_heap_statistics(&after);
	UC_CHECK(n > 2 && n < 100);
	UC_CHECK_EQUAL(after.blocks, before.blocks);
	UC_CHECK_EQUAL(after.used_bytes, before.used_bytes);
}
