/* SPDX-License-Identifier: BSD-3-Clause */
/* Exceptions that are no matter of memory. */
#include <unicore/test.h>

/* The CPU must find it, not the sanitizer. */
__attribute__((noinline, no_sanitize_undefined)) static int divide(int dividend, int divisor)
{
	return dividend / divisor;
}

UC_CRASH_TEST(division)
{
	volatile int zero = 0, ten = 10;
	volatile int never = divide(ten, zero);
	(void)never;
}

UC_CRASH_TEST(illegal_instruction)
{
	__builtin_trap();
}
