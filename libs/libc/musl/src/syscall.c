/* SPDX-License-Identifier: BSD-3-Clause */
/* syscall() with a number known only when it is called: the one user of the table of all calls. */
#include "syscall.h"
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>

#undef syscall

typedef long call6(long, long, long, long, long, long);

#define ENTRY(number, function) [number] = (call6 *)function
static call6 *const calls[] = {UC_SYSCALL_LIST(ENTRY)};

long syscall(long number, ...)
{
	long a[6];
	va_list more;
	va_start(more, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(more, long);
	va_end(more);
	if (number < 0 || (size_t)number >= sizeof calls / sizeof *calls || !calls[number])
		return __syscall_ret(-ENOSYS);
	return __syscall_ret(calls[number](a[0], a[1], a[2], a[3], a[4], a[5]));
}
