/* SPDX-License-Identifier: BSD-3-Clause */
/* What tracepoints note. The runner's part has tests of its own. */
#include "../src/ring.h"
#include <unicore/heap.h>
#include <unicore/sched.h>
#include <unicore/test.h>
#include <unicore/trace.h>

static const struct trace_event *last(unsigned event)
{
	for (uint64_t n = trace_count; n > 0 && n + trace_size > trace_count; n--)
		if (trace_ring[(n - 1) % trace_size].event == event)
			return &trace_ring[(n - 1) % trace_size];
	return NULL;
}

static void do_nothing(void *unused)
{
	(void)unused;
}

UC_TEST(switches_and_wake_ups_are_noted)
{
	struct uc_thread *thread;
	UC_REQUIRE(uc_thread_create(&thread, &(struct uc_thread_attributes){.name = "other"}, do_nothing, NULL) == 0);
	unsigned id = (unsigned)uc_thread_id(thread);
	const struct trace_event *wake = last(UC_TRACE_WAKE);
	UC_CHECK(wake && wake->a == id);
	uc_thread_join(thread);
	const struct trace_event *back = last(UC_TRACE_SWITCH);
	UC_CHECK(back && back->a == 1);
	bool found = false;
	for (unsigned n = 0; n < trace_size; n++)
		found |= trace_ring[n].event == UC_TRACE_SWITCH && trace_ring[n].a == id &&
			 *(const char *)trace_ring[n].b == 'o';
	UC_CHECK(found);
}

UC_TEST(the_heap_is_noted)
{
	void *block = uc_heap_alloc(1000);
	struct trace_event with = *last(UC_TRACE_HEAP);
	uc_heap_free(block);
	struct trace_event without = *last(UC_TRACE_HEAP);
	UC_CHECK_EQUAL(with.a - without.a, 1);
	UC_CHECK(with.b - without.b >= 1000 && with.b - without.b < 1100);
	UC_CHECK(without.ticks >= with.ticks);
}

UC_TEST(the_ring_keeps_the_last_ones_in_order)
{
	for (unsigned n = 0; n < 3 * trace_size; n++)
		UC_TRACE(UC_TRACE_SEND, n, 0);
	uint64_t before = 0;
	for (unsigned n = 0; n < trace_size; n++) {
		const struct trace_event *event = &trace_ring[(trace_count + n) % trace_size];
		UC_CHECK(event->event == UC_TRACE_SEND && event->a == 2 * trace_size + n);
		UC_CHECK(event->ticks >= before);
		before = event->ticks;
	}
}

UC_TEST(nothing_is_noted_while_the_ring_is_read)
{
	uint64_t count = trace_count;
	trace_is_held = true;
	UC_TRACE(UC_TRACE_SEND, 1, 2);
	trace_is_held = false;
	UC_CHECK_EQUAL(trace_count, count);
}
