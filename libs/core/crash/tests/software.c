/* SPDX-License-Identifier: BSD-3-Clause */
/* Crashes that software finds: assertions, messages, the stack protector, a crash while another is reported. */
#include <unicore/assert.h>
#include <unicore/crash.h>
#include <unicore/string.h>
#include <unicore/test.h>

static int evaluated;

UC_TEST(assertions_that_hold)
{
	evaluated = 0;
	UC_ASSERT(++evaluated == 1);
	UC_CHECK_EQUAL(evaluated, 1);
	UC_DEBUG_ASSERT(++evaluated == 2);
	UC_CHECK_EQUAL(evaluated, CONFIG_BUILD_DEBUG ? 2 : 1);
}

UC_CRASH_TEST(assertion)
{
	volatile int one = 1;
	UC_ASSERT(one == 1);
	UC_ASSERT(one == 2);
}

UC_CRASH_TEST(formatted)
{
	uc_crash("%d of %s", 3, "these");
}

/* Out of line and by a length that the compiler does not know, so that it neither sees nor removes the overrun. */
__attribute__((noinline, no_sanitize_address, no_sanitize_undefined)) static char smash(volatile size_t bytes)
{
	char buffer[16];
	volatile char *byte = buffer;
	for (size_t n = 0; n < bytes; n++)
		byte[n] = 'x';
	return buffer[bytes % sizeof(buffer)];
}

UC_CRASH_TEST(stack_smash)
{
	/* Over the canary, and not further than the frame of this function. */
	if (smash(40) != 'y')
		smash(40);
}

UC_CRASH_TEST(crash_within_crash)
{
	const char *volatile nowhere = (const char *)16;
	uc_crash("%s", nowhere);
}
