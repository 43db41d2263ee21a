/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * TCP_CORK and MSG_MORE without the host: small pieces are gathered here and leave in one call, with the piece that
 * ends the message or when the cork is pulled. What the host does not take then follows by itself when it has room.
 */
#include "internal.h"
#include <unicore/clock.h>
#include <unicore/heap.h>
#include <unicore/string.h>

/* Linux's ceiling for the time that TCP_CORK holds a part of a segment: tcp(7). */
#define LONGEST_NS (200 * UC_NS_PER_MS)

static struct uc_list holders = UC_LIST_INIT(holders);

bool hostsock_hold(struct hostsock *sock, const struct uc_message *message, size_t bytes)
{
	if (!sock->established || sock->shutdown_due || sock->ready & (UC_POLLHUP | UC_POLLERR) ||
	    bytes > CONFIG_HOSTSOCK_HOLD_BYTES - sock->held_end || message->address || message->control_bytes)
		return false;
	if (!sock->held)
		sock->held = uc_heap_alloc(CONFIG_HOSTSOCK_HOLD_BYTES);
	if (!sock->held)
		return false;
	if (!hostsock_held(sock)) {
		uc_list_add_before(&holders, &sock->holder);
		uc_timer_set(&sock->push, uc_clock_monotonic_ns() + LONGEST_NS);
	}
	for (size_t i = 0; i < message->count; i++) {
		memcpy(sock->held + sock->held_end, message->vector[i].base, message->vector[i].bytes);
		sock->held_end += message->vector[i].bytes;
	}
	return true;
}

void hostsock_held_drop(struct hostsock *sock)
{
	sock->held_start = sock->held_end = 0;
	uc_list_remove(&sock->holder);
	uc_timer_cancel(&sock->push);
}

size_t hostsock_held_sent(struct hostsock *sock, size_t sent)
{
	size_t held = hostsock_held(sock);
	if (sent < held) {
		sock->held_start += sent;
		return 0;
	}
	if (held)
		hostsock_held_drop(sock);
	return sent - held;
}

int hostsock_take_error(struct hostsock *sock)
{
	int error = sock->error;
	sock->error = 0;
	return error;
}

void hostsock_push(struct hostsock *sock)
{
	size_t held = hostsock_held(sock);
	uc_timer_cancel(&sock->push);
	if (held) {
		long sent = host(HOST_SENDTO, sock, (long)(sock->held + sock->held_start), (long)held,
				 UC_MSG_DONTWAIT | UC_MSG_NOSIGNAL, 0, 0);
		hostsock_progress++;
		if (sent >= 0) {
			hostsock_held_sent(sock, (size_t)sent);
		} else if (sent != -EAGAIN) {
			sock->error = (int)sent;
			hostsock_held_drop(sock);
		}
		if (sent < (long)held)
			sock->ready &= ~UC_POLLOUT;
	}
	if (sock->shutdown_due && !hostsock_held(sock)) {
		sock->shutdown_due = false;
		host(HOST_SHUTDOWN, sock, UC_SHUT_WR, 0, 0, 0, 0);
	}
}

void hostsock_push_timer(struct uc_timer *timer)
{
	hostsock_push(UC_CONTAINER_OF(timer, struct hostsock, push));
}

void uc_hostsock_flush(void)
{
	uc_list_for_each_safe(node, following, &holders) hostsock_push(UC_CONTAINER_OF(node, struct hostsock, holder));
}
