/* SPDX-License-Identifier: BSD-3-Clause */
/* The life of threads: beginning, order, end, and what is given back. */
#include "support.h"
#include <unicore/heapfault.h>
#include <unicore/string.h>

static char order[16];
static unsigned ran;

static void note(void *letter)
{
	order[ran++] = *(char *)letter;
	uc_thread_yield();
	order[ran++] = *(char *)letter;
}

UC_TEST(threads_run_in_turn)
{
	static char letters[] = "abc";
	struct uc_thread *threads[3];
	ran = 0;
	for (unsigned n = 0; n < 3; n++)
		threads[n] = start(note, &letters[n]);
	UC_CHECK_EQUAL(ran, 0);
	uc_thread_yield();
	UC_CHECK(memcmp(order, "abc", 3) == 0);
	for (unsigned n = 0; n < 3; n++)
		UC_CHECK_EQUAL(uc_thread_join(threads[n]), 0);
	UC_CHECK(ran == 6 && memcmp(order, "abcabc", 6) == 0);
}

static void keep_identity(void *seen)
{
	*(struct uc_thread **)seen = uc_thread_current();
	*uc_thread_slot(uc_thread_current(), UC_THREAD_SLOT_SIGNAL) = seen;
	uc_thread_yield();
	UC_CHECK(uc_thread_current() == *(struct uc_thread **)seen);
	UC_CHECK(*uc_thread_slot(uc_thread_current(), UC_THREAD_SLOT_SIGNAL) == seen);
}

UC_TEST(a_thread_has_a_number_a_name_and_slots)
{
	struct uc_thread *seen[2], *self = uc_thread_current();
	struct uc_thread *a = start(keep_identity, &seen[0]), *b = start(keep_identity, &seen[1]);
	UC_CHECK(*uc_thread_slot(a, UC_THREAD_SLOT_SIGNAL) == NULL);
	uc_thread_yield();
	UC_CHECK(seen[0] == a && seen[1] == b && uc_thread_current() == self);
	UC_CHECK(uc_thread_id(a) > 0 && uc_thread_id(a) != uc_thread_id(b) && uc_thread_id(a) != uc_thread_id(self));
	UC_CHECK_EQUAL(uc_thread_id(self), 1);
	UC_CHECK(memcmp(uc_thread_name(a), "thread", 7) == 0);
	uc_thread_join(a);
	uc_thread_join(b);
}

static _Thread_local int local = 41;
static _Thread_local char zero[100];

static void use_locals(void *unused)
{
	(void)unused;
	UC_CHECK_EQUAL(local, 41);
	UC_CHECK_EQUAL(zero[99], 0);
	local = 1;
	zero[99] = 1;
	uc_thread_yield();
	UC_CHECK_EQUAL(local, 1);
}

UC_TEST(thread_local_variables_are_each_threads_own)
{
	local++;
	struct uc_thread *a = start(use_locals, NULL), *b = start(use_locals, NULL);
	uc_thread_join(a);
	uc_thread_join(b);
	UC_CHECK_EQUAL(local, 42);
	UC_CHECK_EQUAL(zero[99], 0);
	local = 41;
}

static struct uc_thread *ended;
static char *here;

static void finally(void *argument)
{
	char mine;
	/* On another stack than the thread's. */
	UC_CHECK(&mine < here - 65536 || &mine > here + 65536);
	*(int *)argument += 1;
}

static void exit_early(void *argument)
{
	char mine;
	here = &mine;
	ended = uc_thread_current();
	uc_thread_exit(finally, argument);
}

UC_TEST(an_exit_finishes_on_another_stack)
{
	int count = 0;
	struct uc_thread *thread = start(exit_early, &count);
	UC_CHECK_EQUAL(uc_thread_join(thread), 0);
	UC_CHECK(ended == thread);
	UC_CHECK_EQUAL(count, 1);
}

UC_TEST(nobody_joins_itself)
{
	UC_CHECK_EQUAL(uc_thread_join(uc_thread_current()), -EDEADLK);
}

static void do_nothing(void *unused)
{
	(void)unused;
}

static void on_own_stack(void *seen)
{
	char mine;
	*(uintptr_t *)seen = (uintptr_t)&mine;
}

UC_TEST(a_caller_may_bring_the_stack)
{
	static char stack[16384] __attribute__((aligned(16)));
	struct uc_thread_attributes attributes = {.name = "own", .stack_top = stack + sizeof stack};
	struct uc_thread *thread;
	uintptr_t seen = 0;
	UC_REQUIRE(uc_thread_create(&thread, &attributes, on_own_stack, &seen) == 0);
	uc_thread_join(thread);
	UC_CHECK(seen - (uintptr_t)stack < sizeof stack);
	UC_CHECK_EQUAL(uc_thread_create(&thread, NULL, NULL, NULL), -EINVAL);
}

UC_TEST(ended_threads_give_everything_back)
{
	struct uc_heap_statistics before, after;
	for (unsigned round = 0; round < 2; round++) {
		size_t pages = uc_pages_free_count();
		uc_heap_statistics(&before);
		for (unsigned n = 0; n < 50; n++) {
			uc_thread_join(start(do_nothing, NULL));
			uc_thread_detach(start(do_nothing, NULL));
			struct uc_thread *late = start(do_nothing, NULL);
			uc_thread_yield();
			uc_thread_detach(late);
		}
		uc_heap_statistics(&after);
		UC_CHECK_EQUAL(after.blocks, before.blocks);
		/* The first round may let the heap grow. */
		if (round > 0)
			UC_CHECK_EQUAL(uc_pages_free_count(), pages);
	}
}

UC_TEST(a_failed_allocation_makes_no_thread)
{
	struct uc_heap_statistics before, after;
	uc_heap_statistics(&before);
	unsigned long nth = 0;
	struct uc_thread *thread;
	int result;
	do {
		size_t pages = uc_pages_free_count();
		uc_heapfault_arm(++nth);
		result = uc_thread_create(&thread, NULL, do_nothing, NULL);
		uc_heapfault_arm(0);
		if (result != 0) {
			UC_CHECK_EQUAL(result, -ENOMEM);
			UC_CHECK_EQUAL(uc_pages_free_count(), pages);
		}
	} while (result != 0 && nth < 20);
	UC_CHECK(nth > 1);
	UC_CHECK_EQUAL(result, 0);
	uc_thread_join(thread);
	uc_heap_statistics(&after);
	UC_CHECK_EQUAL(after.blocks, before.blocks);
}

static unsigned dig(unsigned depth)
{
	volatile char frame[512];
	frame[0] = (char)depth;
	return depth + (depth < 1000000 ? dig(depth + 1) : 0) + (unsigned)frame[0];
}

static void dig_in_thread(void *unused)
{
	(void)unused;
	dig(0);
}

UC_CRASH_TEST(thread_stack_overflow)
{
	uc_thread_join(start(dig_in_thread, NULL));
}
