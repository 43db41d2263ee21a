/* SPDX-License-Identifier: BSD-3-Clause */
/* From the boot to main, and the end. */
#include <stdlib.h>
#include <unicore/crash.h>
#include <unicore/init.h>
#include <unicore/libc.h>

#define MOST_HANDLERS 32 /* C11, section 7.22.4.2 */

int main(int argc, char **argv, char **envp);

/* From the platform's linker script. */
extern void (*const __init_array_start[])(int, char **, char **);
extern void (*const __init_array_end[])(int, char **, char **);

static void (*handlers[MOST_HANDLERS])(void);
static unsigned handler_count;
char **environ;

int atexit(void (*handler)(void))
{
	if (handler_count == MOST_HANDLERS)
		return -1;
	handlers[handler_count++] = handler;
	return 0;
}

static void run_handlers(void)
{
	while (handler_count > 0)
		handlers[--handler_count]();
}

_Noreturn void exit(int status)
{
	run_handlers();
	uc_image_exit(status);
}

_Noreturn void _Exit(int status)
{
	uc_image_exit(status);
}

_Noreturn void abort(void)
{
	uc_crash("abort");
}

int uc_libc_run(int argc, char **argv, char **envp)
{
	environ = envp;
	for (size_t n = 0; &__init_array_start[n] < __init_array_end; n++)
		__init_array_start[n](argc, argv, envp);
	int status = main(argc, argv, envp);
	run_handlers();
	return status;
}
