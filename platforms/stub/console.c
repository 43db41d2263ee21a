/* SPDX-License-Identifier: BSD-3-Clause */
/* The console. Without stack protector: crashes of early code are reported here. */
#include <unicore/errno.h>
#include <unicore/platform.h>

/*
 * MUST: work from start.c on, in interrupts and in crashes; lose nothing (waits for its device); turn "\n" into what
 * the wire needs. MUST NOT: allocate, or wait for an interrupt.
 */
void uc_plat_console_write(const char *text, size_t bytes)
{
	(void)text, (void)bytes;
}

/* MUST NOT: wait. MUST: return -EIO only when there will never be input again. A console without input gives 0. */
long uc_plat_console_read(char *buffer, size_t bytes)
{
	(void)buffer, (void)bytes;
	return 0;
}

/* MUST: return 0 and call the handler when input arrives, or return -EOPNOTSUPP: then the console is polled. */
int uc_plat_on_console_input(void (*handler)(void))
{
	(void)handler;
	return -EOPNOTSUPP;
}
