/* SPDX-License-Identifier: BSD-3-Clause */
/* Exceptions that are no matter of memory. */
#include <unicore/test.h>

UC_CRASH_TEST(illegal_instruction)
{
	__builtin_trap();
}
