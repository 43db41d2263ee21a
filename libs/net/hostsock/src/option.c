/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Options. Those that programs set for each request (TCP_CORK, TCP_NODELAY) and those that a host's descriptor which
 * never blocks cannot have (timeouts) are kept here; all others are the host's.
 */
#include "internal.h"
#include <unicore/string.h>

static int set_tcp(struct hostsock *sock, int option, const void *value, uint32_t bytes)
{
	int on;
	if (bytes < sizeof on)
		return -EINVAL;
	memcpy(&on, value, sizeof on);
	if (option == UC_TCP_NODELAY)
		sock->nodelay = on;
	else
		sock->cork = on;
	if (hostsock_held(sock) && !sock->cork)
		hostsock_push(sock);
	return 0;
}

static bool is_kept_tcp(const struct hostsock *sock, int level, int option)
{
	return is_stream(sock) && level == UC_IPPROTO_TCP && (option == UC_TCP_NODELAY || option == UC_TCP_CORK);
}

int hostsock_set_option(struct uc_socket *socket, int level, int option, const void *value, uint32_t bytes)
{
	struct hostsock *sock = hostsock_of(socket);
	if (level == UC_SOL_SOCKET && option == UC_SO_RCVTIMEO)
		return uc_socket_set_timeout(&sock->receive_timeout_ns, value, bytes);
	if (level == UC_SOL_SOCKET && option == UC_SO_SNDTIMEO)
		return uc_socket_set_timeout(&sock->send_timeout_ns, value, bytes);
	if (is_kept_tcp(sock, level, option))
		return set_tcp(sock, option, value, bytes);
	return (int)host(HOST_SETSOCKOPT, sock, level, option, (long)value, bytes, 0);
}

static int get_error(struct hostsock *sock, void *value, uint32_t *bytes)
{
	int error = -hostsock_take_error(sock);
	if (error)
		return uc_socket_answer(&error, sizeof error, value, bytes);
	sock->ready &= ~UC_POLLERR;
	return (int)host(HOST_GETSOCKOPT, sock, UC_SOL_SOCKET, UC_SO_ERROR, (long)value, (long)bytes, 0);
}

int hostsock_get_option(struct uc_socket *socket, int level, int option, void *value, uint32_t *bytes)
{
	struct hostsock *sock = hostsock_of(socket);
	if (level == UC_SOL_SOCKET && option == UC_SO_RCVTIMEO)
		return uc_socket_get_timeout(sock->receive_timeout_ns, value, bytes);
	if (level == UC_SOL_SOCKET && option == UC_SO_SNDTIMEO)
		return uc_socket_get_timeout(sock->send_timeout_ns, value, bytes);
	if (level == UC_SOL_SOCKET && option == UC_SO_ERROR)
		return get_error(sock, value, bytes);
	if (is_kept_tcp(sock, level, option)) {
		int on = option == UC_TCP_NODELAY ? sock->nodelay : sock->cork;
		return uc_socket_answer(&on, sizeof on, value, bytes);
	}
	return (int)host(HOST_GETSOCKOPT, sock, level, option, (long)value, (long)bytes, 0);
}
