/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The console is the process' standard input and output. Neither is made non-blocking: that would outlive the process
 * in a terminal that it shares. Output waits for its reader, as any process' does.
 */
#include "linuxu.h"
#include <unicore/string.h>

#define STATUS_NOT_RUN 125 /* as lib-boot's */

enum { STANDARD_INPUT = 0, STANDARD_OUTPUT = 1, STANDARD_ERROR = 2 };

void uc_plat_console_write(const char *text, size_t bytes)
{
	while (bytes > 0) {
		long written = HOST_CALL(HOST_WRITE, STANDARD_OUTPUT, text, bytes);
		if (written == -EAGAIN) {
			struct host_pollfd output = {.descriptor = STANDARD_OUTPUT, .events = HOST_POLLOUT};
			HOST_CALL(HOST_PPOLL, &output, 1, 0, 0, 0);
		} else if (written > 0) {
			text += written;
			bytes -= (size_t)written;
		} else if (written != -EINTR) {
			return; /* nobody listens any more */
		}
	}
}

static void (*on_input)(void);

static void tell_input(struct uc_host_watch *watch, unsigned events)
{
	(void)watch, (void)events;
	if (on_input)
		on_input();
}

int uc_plat_on_console_input(void (*handler)(void))
{
	on_input = handler;
	return 0;
}

/* Who found nothing wants to be told. A file cannot be watched, and need not: it always gives something or its end. */
static void watch_input(void)
{
	static struct uc_host_watch watch = {.descriptor = STANDARD_INPUT, .notify = tell_input};
	static bool watched;
	if (on_input && !watched) {
		watched = true;
		uc_host_watch_add(&watch, HOST_POLLIN);
	}
}

long uc_plat_console_read(char *buffer, size_t bytes)
{
	struct host_pollfd input = {.descriptor = STANDARD_INPUT, .events = HOST_POLLIN};
	struct host_timespec now = {0, 0};
	if (bytes == 0)
		return 0;
	if (HOST_CALL(HOST_PPOLL, &input, 1, &now, 0, 0) <= 0) {
		watch_input();
		return 0;
	}
	long got = HOST_CALL(HOST_READ, STANDARD_INPUT, buffer, bytes);
	if (got > 0)
		return got;
	return got == -EINTR || got == -EAGAIN ? 0 : -EIO;
}

_Noreturn void uc_linuxu_fail(const char *what, const char *detail)
{
	const char *const parts[] = {"linuxu: ", what, ": ", detail, "\n"};
	for (size_t n = 0; n < UC_ARRAY_LENGTH(parts); n++)
		HOST_CALL(HOST_WRITE, STANDARD_ERROR, parts[n], strlen(parts[n]));
	uc_plat_exit(STATUS_NOT_RUN);
}
