/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Exceptions.
 *
 * MUST: take every exception on a stack that is known to be good, whatever the stack of the thread is (an overflow is
 * an exception); make a struct uc_trap of it, with the fault address of a page fault; call the handler of
 * uc_plat_on_trap, if there is one; when it returns true, go on with the registers as they are then in the struct; else
 * uc_crash_trap. MUST: let an exception in the handler, or in uc_crash_trap, come to uc_crash_trap too (it ends the
 * image). MUST: be ready before uc_boot, so that a fault in early code is reported.
 */
#include "stub.h"
#include <unicore/crash.h>
#include <unicore/trap.h>

static bool (*trap_handler)(struct uc_trap *trap);

void uc_plat_on_trap(bool (*handler)(struct uc_trap *trap))
{
	trap_handler = handler;
}

/* What the port's entry code of an exception calls, on the stack for exceptions. */
void uc_stub_on_exception(struct uc_trap *trap)
{
	if (trap_handler == NULL || !trap_handler(trap))
		uc_crash_trap(trap);
}
