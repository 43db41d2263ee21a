/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The ring on the console, for the runner (tools/machine/src/trace), all numbers hexadecimal:
 *
 *     trace: begin <ticks> <ns> <ticks> <ns> <events that were overwritten>     two moments of the clock
 *     trace: name <address> <text>                                             before its first use
 *     trace: <ticks since the event before> <event> <a> <b>
 *     trace: end
 */
#include "ring.h"
#include <unicore/arch.h>
#include <unicore/clock.h>
#include <unicore/pagealloc.h>
#include <unicore/platform.h>
#include <unicore/printk.h>
#include <unicore/sched.h>
#include <unicore/trace.h>

struct moment {
	uint64_t ticks, ns;
};

static struct moment first;

/* The clock is read between two looks at the counter. */
static struct moment now(void)
{
	uint64_t before = uc_arch_ticks(), ns = uc_clock_monotonic_ns(), after = uc_arch_ticks();
	return (struct moment){before + (after - before) / 2, ns};
}

/* Of pages; an image with little memory keeps fewer events. */
int uc_trace_begin(void)
{
	uint64_t size = CONFIG_TRACE_EVENTS;
	size_t pages;
	do
		pages = (size * sizeof(struct trace_event) + UC_PAGE_BYTES - 1) / UC_PAGE_BYTES;
	while (!(trace_ring = uc_pages_alloc(pages)) && (size /= 2) > 0);
	trace_size = size;
	first = now();
	UC_TRACE(UC_TRACE_SWITCH, uc_thread_id(uc_thread_current()), uc_thread_name(uc_thread_current()));
	return 0;
}

/* Texts that were printed already; one that is not found here any more is printed again. */
#define KNOWN 64

static void print_name(uint64_t address)
{
	static uint64_t known[KNOWN];
	uint64_t *place = &known[address / 8 % KNOWN];
	if (*place == address || address == 0)
		return;
	*place = address;
	uc_printk("trace: name %lx %s\n", (unsigned long)address, (const char *)(uintptr_t)address);
}

/* Short lines: a serial line is slow. */
static void print_event(const struct trace_event *event, uint64_t before)
{
	if (event->event == UC_TRACE_SWITCH || event->event == UC_TRACE_CALL)
		print_name(event->b);
	uc_printk("trace: %lx %x %x %lx\n", (unsigned long)(event->ticks - before), event->event, event->a,
		  (unsigned long)event->b);
}

void uc_trace_end(void)
{
	struct moment last = now();
	trace_is_held = true;
	uint64_t overwritten = trace_count > trace_size ? trace_count - trace_size : 0;
	uc_printk("trace: begin %lx %lx %lx %lx %lx\n", (unsigned long)first.ticks, (unsigned long)first.ns,
		  (unsigned long)last.ticks, (unsigned long)last.ns, (unsigned long)overwritten);
	uint64_t before = first.ticks;
	for (uint64_t n = overwritten; n < trace_count; n++) {
		const struct trace_event *event = &trace_ring[n % trace_size];
		print_event(event, before);
		before = event->ticks;
	}
	uc_printk("trace: end\n");
	trace_is_held = false;
}
