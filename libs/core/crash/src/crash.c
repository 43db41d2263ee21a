/* SPDX-License-Identifier: BSD-3-Clause */
/* Crashes that software finds. */
#include "report.h"
#include <stdarg.h>
#include <unicore/arch.h>
#include <unicore/crash.h>
#include <unicore/printk.h>

/* The caller's frame starts where this one's saved frame pointer leads. */
#define CALLERS_FRAME() (*(uintptr_t *)uc_arch_frame_pointer())
/* Within the call: the next instruction may belong to another function. */
#define CALLER() ((uintptr_t)__builtin_return_address(0) - 1)

_Noreturn void uc_crash(const char *format, ...)
{
	va_list arguments;
	uc_crash_begin();
	va_start(arguments, format);
	uc_printk("crash: ");
	uc_vprintk(format, arguments);
	uc_printk("\n");
	va_end(arguments);
	uc_crash_end(CALLER(), CALLERS_FRAME());
}

/** Called by the code that the stack protector adds to a function whose canary has changed. */
_Noreturn void __stack_chk_fail(void);
_Noreturn void __stack_chk_fail(void)
{
	uc_crash_begin();
	uc_printk("crash: stack smashed\n");
	uc_crash_end(CALLER(), CALLERS_FRAME());
}
