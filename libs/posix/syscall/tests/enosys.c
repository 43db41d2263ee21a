/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls that nobody provides, calls that somebody does, and the conversion of their arguments. */
#include <unicore/attention.h>
#include <unicore/call.h>
#include <unicore/errno.h>
#include <unicore/syscall.h>
#include <unicore/test.h>

static int seen_descriptor;
static unsigned char seen_byte;

/* A provider: it takes the place of the answer ENOSYS. */
UC_SYSCALL3(swapon, int, descriptor, unsigned char, byte, const char *, text)
{
	seen_descriptor = descriptor;
	seen_byte = byte;
	return text[0];
}

UC_TEST(a_call_without_provider_is_enosys)
{
	UC_CHECK_EQUAL(UC_CALL(reboot, 1, 2, 3, 4), -ENOSYS);
	UC_CHECK_EQUAL(UC_CALL(io_uring_setup, 1, 0), -ENOSYS);
}

UC_TEST(a_provider_gets_its_types)
{
	UC_CHECK_EQUAL(UC_CALL(swapon, 0x1fffffffcL, 0x141, "x"), 'x');
	UC_CHECK_EQUAL(seen_descriptor, -4);
	UC_CHECK_EQUAL(seen_byte, 0x41);
}

UC_TEST(without_signals_nothing_is_delivered)
{
	UC_CHECK_EQUAL(uc_attend_pending(), UC_ATTEND_NONE);
	uc_attention = 1;
	UC_CHECK_EQUAL(uc_attend_pending(), UC_ATTEND_NONE);
	uc_attention = 0;
	uc_raise_signal(13);
}
