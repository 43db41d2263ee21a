/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is known of a socket's readiness without asking. The host tells each change once (edge-triggered); what it told
 * holds until a call finds it to be over: EAGAIN, or a stream that gave less than there was room for.
 */
#include "internal.h"
#include <unicore/clock.h>

/* A program that only spins never lets the platform look: so often a refused call asks the host all the same. */
#define ASK_AFTER 16

#define WATCHED (UC_POLLIN | UC_POLLOUT | UC_POLLPRI | UC_POLLRDHUP)

uint64_t hostsock_progress;

/* In uc_plat_idle and uc_host_poll. */
static void notify(struct uc_host_watch *watch, unsigned events)
{
	struct hostsock *sock = UC_CONTAINER_OF(watch, struct hostsock, watch);
	sock->ready |= events;
	if (events & UC_POLLIN)
		sock->unsure = false;
	/* While the timer runs under a cork more is gathered; else what is held could not leave, and follows now. */
	if (events & (UC_POLLOUT | ENDED) && hostsock_held(sock) && !(sock->cork && sock->push.armed))
		hostsock_push(sock);
	if (sock->closing) {
		if (!hostsock_held(sock))
			hostsock_destroy(sock);
		return;
	}
	if (events & UC_POLLIN)
		events |= UC_POLLRDNORM;
	if (events & UC_POLLOUT)
		events |= UC_POLLWRNORM;
	uc_waitq_wake(&sock->socket.file.waiters, events, sock->listening ? 1 : ~0u);
}

int hostsock_watch(struct hostsock *sock)
{
	if (sock->watched)
		return 0;
	sock->watch.notify = notify;
	int error = uc_host_watch_add(&sock->watch, WATCHED);
	sock->watched = !error;
	return error;
}

void hostsock_forget(struct hostsock *sock)
{
	sock->ready = 0;
	sock->unsure = false;
	sock->drained = sock->full = UINT64_MAX;
}

/* Asks the host for the whole truth: where poll said "readable" wrongly, a read that may block would do so. */
static void ask(struct hostsock *sock)
{
	struct {
		int32_t descriptor;
		int16_t events, returned;
	} entry = {sock->watch.descriptor, WATCHED, 0};
	int64_t at_once[2] = {0, 0};
	if (uc_host_syscall(HOST_PPOLL, (long)&entry, 1, (long)at_once, 0, 0, 0) < 0)
		return;
	sock->ready = (uint16_t)entry.returned;
	sock->unsure = false;
}

unsigned hostsock_poll(struct uc_file *file)
{
	struct hostsock *sock = hostsock_of(uc_socket_of(file));
	if (!sock->watched && !sock->established) { /* nothing was told as yet */
		if (hostsock_watch(sock) < 0)
			return UC_POLLERR;
		ask(sock);
	} else if (hostsock_watch(sock) < 0) {
		return UC_POLLERR;
	} else if (sock->unsure && sock->ready & UC_POLLIN) {
		ask(sock);
	}
	unsigned ready = sock->ready;
	if (sock->error)
		ready |= UC_POLLERR;
	return ready | (ready & UC_POLLIN ? UC_POLLRDNORM : 0) | (ready & UC_POLLOUT ? UC_POLLWRNORM : 0);
}

/*
 * Since it was found that a call would block nothing has happened that the program could know of: it cannot tell this
 * answer from the host's.
 */
static bool may_ask(struct hostsock *sock, uint64_t found)
{
	if (found == hostsock_progress && ++sock->refusals < ASK_AFTER)
		return false;
	sock->refusals = 0;
	return true;
}

bool hostsock_may_read(struct hostsock *sock, bool blocking)
{
	if (sock->ready & (UC_POLLIN | ENDED))
		return true;
	return !blocking && may_ask(sock, sock->drained);
}

bool hostsock_may_write(struct hostsock *sock)
{
	return sock->ready & (UC_POLLOUT | UC_POLLHUP | UC_POLLERR) || may_ask(sock, sock->full);
}

void hostsock_drained(struct hostsock *sock)
{
	sock->ready &= ~UC_POLLIN;
	sock->unsure = false;
	sock->drained = hostsock_progress;
}

int hostsock_wait(struct hostsock *sock, unsigned bits, uint64_t timeout_ns)
{
	uint64_t deadline = timeout_ns ? uc_clock_monotonic_ns() + timeout_ns : UC_FOREVER;
	int error = hostsock_watch(sock);
	if (error)
		return error;
	error = UC_WAIT_EVENT(&sock->socket.file.waiters, sock->ready & (bits | UC_POLLHUP | UC_POLLERR), deadline,
			      true);
	return error == -ETIMEDOUT ? -EAGAIN : error;
}
