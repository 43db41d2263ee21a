/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The end: sched.h, SCHEDOP_shutdown. Its reason is a byte that the toolstack shows: 0 (poweroff) is the status 0, 128
 * + n the status n, which no Xen gives a meaning; a crash is 3.
 */
#include "xen.h"

#define MOST_STATUS 125
#define REASON_OF_STATUS 128

static void (*shutdown_handler)(void);
static bool is_reboot;

_Noreturn void uc_xen_shutdown(unsigned reason)
{
	uint32_t argument = reason;
	uc_xen_console_drain();
	for (;;)
		xen_call2(XEN_SCHED_OP, XEN_SCHED_SHUTDOWN, &argument);
}

_Noreturn void uc_plat_exit(int status)
{
	if (status < 0 || status > MOST_STATUS)
		status = MOST_STATUS;
	if (status != 0)
		uc_xen_shutdown(REASON_OF_STATUS + (unsigned)status);
	uc_xen_shutdown(is_reboot ? XEN_SHUTDOWN_REBOOT : XEN_SHUTDOWN_POWEROFF);
}

_Noreturn void uc_plat_crash(void)
{
	uc_xen_shutdown(XEN_SHUTDOWN_CRASH);
}

void uc_plat_on_shutdown(void (*handler)(void))
{
	shutdown_handler = handler;
}

void uc_xen_ask_shutdown(bool reboot)
{
	unsigned long state = uc_plat_irq_save();
	is_reboot = reboot;
	if (shutdown_handler != NULL)
		shutdown_handler();
	uc_plat_irq_restore(state);
}
