/* SPDX-License-Identifier: BSD-3-Clause */
/* Events of host descriptors: one epoll(7) instance, whose wait is the process' only one. */
#include "linuxu.h"

enum { EPOLL_CTL_ADD = 1, EPOLL_CTL_DEL = 2, EPOLL_CLOEXEC = 02000000 };
#define EPOLLET 0x80000000u
#define MOST_EVENTS 64

static int epoll = -1; /* made with the first watch */

/* The events that are being delivered; a watch that is removed meanwhile is taken out. */
static struct host_epoll_event batch[MOST_EVENTS];
static long batch_length;

int uc_host_watch_add(struct uc_host_watch *watch, unsigned events)
{
	if (epoll < 0) {
		long made = HOST_CALL(HOST_EPOLL_CREATE1, EPOLL_CLOEXEC);
		if (made < 0)
			return (int)made;
		epoll = (int)made;
	}
	struct host_epoll_event event = {.events = events | EPOLLET, .data = watch};
	return (int)HOST_CALL(HOST_EPOLL_CTL, epoll, EPOLL_CTL_ADD, watch->descriptor, &event);
}

bool uc_linuxu_is_watching(void)
{
	return epoll >= 0;
}

int uc_host_watch_remove(struct uc_host_watch *watch)
{
	for (long n = 0; n < batch_length; n++)
		if (batch[n].data == watch)
			batch[n].data = NULL;
	return (int)HOST_CALL(HOST_EPOLL_CTL, epoll, EPOLL_CTL_DEL, watch->descriptor, 0);
}

static void deliver(long length)
{
	batch_length = length;
	for (long n = 0; n < length; n++) {
		struct uc_host_watch *watch = batch[n].data;
		if (watch != NULL)
			watch->notify(watch, batch[n].events);
	}
	batch_length = 0;
}

/* Milliseconds, rounded up, for a host older than Linux 5.11. */
static int milliseconds(const struct host_timespec *wait)
{
	if (wait == NULL)
		return -1;
	if (wait->seconds > INT32_MAX / 1000 - 1)
		return INT32_MAX;
	return (int)(wait->seconds * 1000 + (wait->nanoseconds + 999999) / 1000000);
}

#define WAIT(number, a, b, c, d) \
	uc_linuxu_wait(number, HOST_ARGUMENT(a), HOST_ARGUMENT(b), HOST_ARGUMENT(c), HOST_ARGUMENT(d), 0, 0)

void uc_linuxu_wait_host(const struct host_timespec *wait)
{
	static bool old_host;
	if (epoll < 0) {
		struct host_timespec rest; /* the host changes it */
		if (wait != NULL)
			rest = *wait;
		WAIT(HOST_PPOLL, 0, 0, wait != NULL ? &rest : NULL, 0);
		return;
	}
	long length = -ENOSYS;
	if (!old_host) {
		length = WAIT(HOST_EPOLL_PWAIT2, epoll, batch, MOST_EVENTS, wait);
		old_host = length == -ENOSYS;
	}
	if (old_host)
		length = WAIT(HOST_EPOLL_PWAIT, epoll, batch, MOST_EVENTS, milliseconds(wait));
	if (length > 0)
		deliver(length);
}

void uc_host_poll(void)
{
	static const struct host_timespec at_once = {0, 0};
	if (epoll < 0)
		return;
	unsigned long state = uc_plat_irq_save();
	uc_linuxu_wait_host(&at_once);
	uc_plat_irq_restore(state);
}
