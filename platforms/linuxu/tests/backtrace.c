/* SPDX-License-Identifier: BSD-3-Clause */
/* A crash in an interrupt names the chain through the interrupted function, which the manifest's test expects. */
#include "host.h"
#include <unicore/crash.h>
#include <unicore/platform.h>
#include <unicore/test.h>

#define SIGTERM 15

static volatile bool never;

__attribute__((noinline)) static void crash_in_interrupt(void)
{
	uc_crash("in an interrupt");
}

/* Interrupted in a system call: the signal is there when the call returns. */
__attribute__((noinline)) static int interrupted(void)
{
	HOST(HOST_KILL, HOST(HOST_GETPID), SIGTERM);
	return never;
}

__attribute__((noinline)) static int calls_interrupted(void)
{
	return interrupted() + 1;
}

UC_CRASH_TEST(backtrace_through_interrupt)
{
	uc_plat_on_shutdown(crash_in_interrupt);
	never = calls_interrupted() == 2;
}
