/* SPDX-License-Identifier: BSD-3-Clause */
/* Division by zero is an exception here; on other architectures it has a value. */
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
