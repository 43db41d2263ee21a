/* SPDX-License-Identifier: BSD-3-Clause */
/* The end of an image. */
#include <unicore/platform.h>

/*
 * MUST: bring `status` to the runner over a channel that the port declares (`run` in its manifest), so that the runner
 * tells 0–125, a crash and its own failures apart. A missing channel is an error that the runner sees, never a success.
 * MUST: leave the console's last bytes written. Any context.
 */
_Noreturn void uc_plat_exit(int status)
{
	(void)status;
	for (;;)
		__builtin_trap();
}

/* MUST: end with what the runner reports as 134. The report is on the console already. Any context. */
_Noreturn void uc_plat_crash(void)
{
	uc_plat_exit(134);
}

/*
 * MUST: call `handler` with interrupts off when the host asks the image to end (ACPI's power button, a control channel,
 * a signal), each time; without a handler, let the host end the image. MAY be a host that never asks.
 */
void uc_plat_on_shutdown(void (*handler)(void))
{
	(void)handler;
}
