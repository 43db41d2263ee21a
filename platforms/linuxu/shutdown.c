/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The end: exit statuses, crashes, and the host's requests (SIGTERM, SIGINT), which are interrupts. Without a handler
 * the host ends the process, as it does by default.
 */
#include "linuxu.h"

#define CRASH_STATUS 134

static void (*shutdown_handler)(void);

_Noreturn void uc_plat_exit(int status)
{
	for (;;)
		HOST_CALL(HOST_EXIT_GROUP, status);
}

_Noreturn void uc_plat_crash(void)
{
	uc_plat_exit(CRASH_STATUS);
}

/* A signal that the parent made ignored (nohup, a shell's background job) stays ignored. */
static bool is_ignored(int signal)
{
	struct host_sigaction action = {0};
	HOST_CALL(HOST_RT_SIGACTION, signal, 0, &action, sizeof(action.mask));
	return action.handler == HOST_SIG_IGN;
}

void uc_plat_on_shutdown(void (*handler)(void))
{
	static const uint8_t signals[] = {HOST_SIGTERM, HOST_SIGINT};
	shutdown_handler = handler;
	for (size_t n = 0; n < UC_ARRAY_LENGTH(signals); n++)
		if (!is_ignored(signals[n]))
			uc_linuxu_sigaction(signals[n], handler != NULL ? uc_linuxu_interrupt_entry : HOST_SIG_DFL,
					    HOST_SA_ONSTACK);
}

void uc_linuxu_shutdown_requested(void)
{
	if (shutdown_handler != NULL)
		shutdown_handler();
}
