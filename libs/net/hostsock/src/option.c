/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Options. Those that programs set for each request (TCP_CORK, TCP_NODELAY) and those that a host's descriptor which
 * never blocks cannot have (timeouts) are kept here; all others are the host's.
 */
#include "internal.h"
#include <unicore/clock.h>
#include <unicore/string.h>

struct timeval {
	int64_t seconds;
	int64_t microseconds;
};

static int set_timeout(uint64_t *timeout_ns, const void *value, uint32_t bytes)
{
	struct timeval time;
	if (bytes < sizeof time)
		return -EINVAL;
	memcpy(&time, value, sizeof time);
	if (time.microseconds < 0 || time.microseconds >= 1000000)
		return -EDOM;
	if (time.seconds < 0)
		*timeout_ns = 1; /* as Linux: nothing is waited for */
	else if (time.seconds >= INT32_MAX)
		*timeout_ns = 0;
	else
		*timeout_ns = (uint64_t)time.seconds * UC_NS_PER_SECOND + (uint64_t)time.microseconds * 1000;
	return 0;
}

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
		return set_timeout(&sock->receive_timeout_ns, value, bytes);
	if (level == UC_SOL_SOCKET && option == UC_SO_SNDTIMEO)
		return set_timeout(&sock->send_timeout_ns, value, bytes);
	if (is_kept_tcp(sock, level, option))
		return set_tcp(sock, option, value, bytes);
	return (int)host(HOST_SETSOCKOPT, sock, level, option, (long)value, bytes, 0);
}

static int answer(const void *known, uint32_t known_bytes, void *value, uint32_t *bytes)
{
	if (*bytes > known_bytes)
		*bytes = known_bytes;
	memcpy(value, known, *bytes);
	return 0;
}

static int get_timeout(uint64_t timeout_ns, void *value, uint32_t *bytes)
{
	struct timeval time = {(int64_t)(timeout_ns / UC_NS_PER_SECOND),
			       (int64_t)(timeout_ns % UC_NS_PER_SECOND / 1000)};
	return *bytes < sizeof time ? -EINVAL : answer(&time, sizeof time, value, bytes);
}

static int get_error(struct hostsock *sock, void *value, uint32_t *bytes)
{
	int error = -hostsock_take_error(sock);
	if (error)
		return answer(&error, sizeof error, value, bytes);
	sock->ready &= ~UC_POLLERR;
	return (int)host(HOST_GETSOCKOPT, sock, UC_SOL_SOCKET, UC_SO_ERROR, (long)value, (long)bytes, 0);
}

int hostsock_get_option(struct uc_socket *socket, int level, int option, void *value, uint32_t *bytes)
{
	struct hostsock *sock = hostsock_of(socket);
	if (level == UC_SOL_SOCKET && option == UC_SO_RCVTIMEO)
		return get_timeout(sock->receive_timeout_ns, value, bytes);
	if (level == UC_SOL_SOCKET && option == UC_SO_SNDTIMEO)
		return get_timeout(sock->send_timeout_ns, value, bytes);
	if (level == UC_SOL_SOCKET && option == UC_SO_ERROR)
		return get_error(sock, value, bytes);
	if (is_kept_tcp(sock, level, option)) {
		int on = option == UC_TCP_NODELAY ? sock->nodelay : sock->cork;
		return answer(&on, sizeof on, value, bytes);
	}
	return (int)host(HOST_GETSOCKOPT, sock, level, option, (long)value, (long)bytes, 0);
}
