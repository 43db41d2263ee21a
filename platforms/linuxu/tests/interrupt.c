/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests to end are interrupts: masked, they wait; in the idle wait, none is slept through. */
#include "host.h"
#include <unicore/compiler.h>
#include <unicore/platform.h>
#include <unicore/test.h>

#define SIGTERM 15

static volatile unsigned requests, requests_unmasked;

static void on_shutdown(void)
{
	requests++;
	/* Interrupts are off in here: another save finds them so. */
	requests_unmasked += uc_plat_irq_save() == 0;
}

static void request_end(void)
{
	HOST(HOST_KILL, HOST(HOST_GETPID), SIGTERM);
}

UC_TEST(request_comes_at_once_when_interrupts_are_on)
{
	requests = requests_unmasked = 0;
	uc_plat_on_shutdown(on_shutdown);
	request_end();
	UC_CHECK_EQUAL(requests, 1);
	request_end();
	UC_CHECK_EQUAL(requests, 2);
	UC_CHECK_EQUAL(requests_unmasked, 0);
	UC_CHECK_EQUAL(uc_plat_irq_save(), 0); /* on again */
	uc_plat_irq_restore(0);
}

UC_TEST(request_waits_while_interrupts_are_off)
{
	requests = 0;
	uc_plat_on_shutdown(on_shutdown);
	unsigned long outer = uc_plat_irq_save(), inner = uc_plat_irq_save();
	request_end();
	uc_plat_irq_restore(inner);
	UC_CHECK_EQUAL(requests, 0);
	uc_plat_irq_restore(outer);
	UC_CHECK_EQUAL(requests, 1);
}

UC_TEST(request_before_the_idle_wait_ends_it)
{
	requests = 0;
	uc_plat_on_shutdown(on_shutdown);
	unsigned long state = uc_plat_irq_save();
	request_end();
	uc_plat_idle(UINT64_MAX);
	UC_CHECK_EQUAL(requests, 1);
	uc_plat_irq_restore(state);
	UC_CHECK_EQUAL(requests, 1);
}
