/* SPDX-License-Identifier: BSD-3-Clause */
/* The common end of all reports. It trusts nothing but the bounds of the running stack. */
#include "report.h"
#include <unicore/arch.h>
#include <unicore/compiler.h>
#include <unicore/crash.h>
#include <unicore/platform.h>
#include <unicore/printk.h>
#include <unicore/sched.h>

#define MOST_FRAMES 32

extern const char uc_image_start[] __attribute__((visibility("hidden")));

struct crash_stack uc_crash_stack;

static struct crash_stack platform_stacks[UC_CRASH_STACKS];
static unsigned platform_stack_count;

void uc_crash_set_stack(uintptr_t guard, uintptr_t low, uintptr_t high)
{
	uc_crash_stack = (struct crash_stack){.guard = guard, .low = low, .high = high};
}

void uc_crash_add_stack(uintptr_t low, uintptr_t high)
{
	if (platform_stack_count < UC_CRASH_STACKS)
		platform_stacks[platform_stack_count++] = (struct crash_stack){.low = low, .high = high};
}

void uc_crash_begin(void)
{
	static bool crashing;
	uc_plat_irq_save();
	if (crashing)
		uc_plat_crash();
	crashing = true;
}

/* The stack that holds `frame`; of one that nobody told of (boot's), only the page of the frame is known to be there.
 */
static struct crash_stack stack_of(uintptr_t frame)
{
	for (unsigned n = 0; n < platform_stack_count; n++)
		if (frame >= platform_stacks[n].low && frame < platform_stacks[n].high)
			return platform_stacks[n];
	if (frame >= uc_crash_stack.low && frame < uc_crash_stack.high)
		return uc_crash_stack;
	uintptr_t page = UC_ALIGN_DOWN(frame, UC_PAGE_BYTES);
	return (struct crash_stack){.low = page, .high = page + UC_PAGE_BYTES};
}

static bool is_known(uintptr_t frame)
{
	struct crash_stack stack = stack_of(frame);
	return stack.high - stack.low > UC_PAGE_BYTES;
}

/* From stack to stack, each at most once. */
static size_t backtrace(uintptr_t frame, uintptr_t *addresses)
{
	size_t count = 0;
	for (unsigned stacks = 0; stacks <= UC_CRASH_STACKS && (stacks == 0 || is_known(frame)); stacks++) {
		struct crash_stack stack = stack_of(frame);
		count += uc_arch_backtrace(&frame, stack.low, stack.high, addresses + count, MOST_FRAMES - count);
		if (frame >= stack.low && frame < stack.high)
			break;
	}
	return count;
}

_Noreturn void uc_crash_end(uintptr_t place, uintptr_t frame)
{
	const struct uc_thread *thread = uc_thread_current();
	uc_printk("  thread %d %s\n", thread != NULL ? uc_thread_id(thread) : 0,
		  thread != NULL ? uc_thread_name(thread) : "boot");
	uc_printk("  image %p\n", (const void *)uc_image_start);
	uintptr_t addresses[MOST_FRAMES];
	size_t count = backtrace(frame, addresses);
	uc_printk("  #0 %p\n", (void *)place);
	for (size_t n = 0; n < count; n++)
		uc_printk("  #%zu %p\n", n + 1, (void *)addresses[n]);
	uc_printk("end of crash report\n");
	uc_plat_crash();
}
