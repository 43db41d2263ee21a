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

void uc_crash_set_stack(uintptr_t guard, uintptr_t low, uintptr_t high)
{
	uc_crash_stack = (struct crash_stack){.guard = guard, .low = low, .high = high};
}

void uc_crash_begin(void)
{
	static bool crashing;
	uc_plat_irq_save();
	if (crashing)
		uc_plat_crash();
	crashing = true;
}

/* On a stack that nobody told of (boot, interrupt, trap), only the page of the frame is known to be there. */
static size_t backtrace(uintptr_t frame, uintptr_t *addresses)
{
	uintptr_t low = uc_crash_stack.low, high = uc_crash_stack.high;
	if (frame < low || frame >= high) {
		low = UC_ALIGN_DOWN(frame, UC_PAGE_BYTES);
		high = low + UC_PAGE_BYTES;
	}
	return uc_arch_backtrace(frame, low, high, addresses, MOST_FRAMES);
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
