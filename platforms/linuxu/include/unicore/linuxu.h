/* SPDX-License-Identifier: BSD-3-Clause */
/* What only the platform linuxu has: the host's system calls and events of host descriptors. */
#ifndef UNICORE_LINUXU_H
#define UNICORE_LINUXU_H

#include <unicore/list.h>

/** A system call of the host, by its number on this architecture. Returns its value or a negative errno. Any context.
 */
long uc_host_syscall(long number, long a, long b, long c, long d, long e, long f);

/** Listens to a host descriptor, edge-triggered (epoll(7)). Belongs to the caller until removed. */
struct uc_host_watch {
	int descriptor;
	/** Called from uc_plat_idle and uc_host_poll with EPOLL* bits, interrupts off; must not block. */
	void (*notify)(struct uc_host_watch *watch, unsigned events);
};

/** Returns 0 or the host's negative errno. */
int uc_host_watch_add(struct uc_host_watch *watch, unsigned events);
int uc_host_watch_remove(struct uc_host_watch *watch);

/** Delivers what is there, without waiting. The scheduler's yield need not call it; a busy loop of a driver may. */
void uc_host_poll(void);

/** The guest port's host port after the runner's `--port host:guest` (given as `uc.port=host:guest` on the command
 * line). */
unsigned short uc_host_port(unsigned short guest_port);
/** The reverse. */
unsigned short uc_host_port_reverse(unsigned short host_port);

#endif
