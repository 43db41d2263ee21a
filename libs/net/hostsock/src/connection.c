/* SPDX-License-Identifier: BSD-3-Clause */
/* Names and connections. The runner maps ports: what the image binds to may be another port of the host. */
#include "internal.h"

static uint16_t swap(uint16_t port)
{
	return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? __builtin_bswap16(port) : port;
}

/* The port of both families lies at the same place. */
static bool has_port(const union uc_address *address, uint32_t bytes)
{
	return (address->family == UC_AF_INET || address->family == UC_AF_INET6) &&
	       bytes >= offsetof(struct uc_address4, address);
}

int hostsock_bind(struct uc_socket *socket, const union uc_address *address, uint32_t bytes)
{
	union uc_address mapped = *address;
	if (has_port(&mapped, bytes) && mapped.v4.port)
		mapped.v4.port = swap(uc_host_port(swap(mapped.v4.port)));
	return (int)host(HOST_BIND, hostsock_of(socket), (long)&mapped, bytes, 0, 0, 0);
}

int hostsock_name(struct uc_socket *socket, bool peer, union uc_address *address, uint32_t *bytes)
{
	*bytes = sizeof *address;
	long result = host(peer ? HOST_GETPEERNAME : HOST_GETSOCKNAME, hostsock_of(socket), (long)address, (long)bytes,
			   0, 0, 0);
	if (result == 0 && !peer && has_port(address, *bytes) && address->v4.port)
		address->v4.port = swap(uc_host_port_reverse(swap(address->v4.port)));
	return (int)result;
}

int hostsock_listen(struct uc_socket *socket, int backlog)
{
	struct hostsock *sock = hostsock_of(socket);
	long result = host(HOST_LISTEN, sock, backlog, 0, 0, 0, 0);
	if (result < 0 || sock->listening)
		return (int)result;
	sock->listening = true;
	hostsock_forget(sock);
	return hostsock_watch(sock);
}

static int wrap(struct hostsock *listener, long descriptor, struct uc_socket **accepted)
{
	struct hostsock *sock;
	struct uc_socket *parent = &listener->socket;
	int error = hostsock_make((int)descriptor, parent->domain, parent->type, parent->protocol, &sock);
	if (error) {
		uc_host_syscall(HOST_CLOSE, descriptor, 0, 0, 0, 0, 0);
		return error;
	}
	sock->established = true;
	sock->receive_timeout_ns = listener->receive_timeout_ns;
	sock->send_timeout_ns = listener->send_timeout_ns;
	sock->cork = listener->cork;
	sock->nodelay = listener->nodelay;
	sock->host_nodelay = listener->host_nodelay;
	*accepted = &sock->socket;
	return 0;
}

int hostsock_accept(struct uc_socket *socket, struct uc_socket **accepted, union uc_address *peer, uint32_t *bytes)
{
	struct hostsock *sock = hostsock_of(socket);
	bool blocking = may_block(sock, 0);
	for (;;) {
		if (!sock->listening || hostsock_may_read(sock, blocking)) {
			*bytes = sizeof *peer;
			long descriptor = host(HOST_ACCEPT4, sock, (long)peer, (long)bytes,
					       UC_SOCK_NONBLOCK | UC_SOCK_CLOEXEC, 0, 0);
			hostsock_progress++;
			if (descriptor >= 0) {
				sock->unsure = true;
				return wrap(sock, descriptor, accepted);
			}
			if (descriptor != -EAGAIN)
				return (int)descriptor;
			hostsock_drained(sock);
		}
		if (!blocking)
			return -EAGAIN;
		int error = hostsock_wait(sock, UC_POLLIN, sock->receive_timeout_ns);
		if (error)
			return error;
	}
}

/* The outcome of a connect that the host went on with. */
static int outcome(struct hostsock *sock)
{
	int error = 0;
	uint32_t bytes = sizeof error;
	host(HOST_GETSOCKOPT, sock, UC_SOL_SOCKET, UC_SO_ERROR, (long)&error, (long)&bytes, 0);
	if (error)
		return -error;
	sock->established = true;
	return 0;
}

int hostsock_connect(struct uc_socket *socket, const union uc_address *address, uint32_t bytes)
{
	struct hostsock *sock = hostsock_of(socket);
	if (is_stream(sock) && !sock->established && !sock->listening)
		hostsock_forget(sock);
	int error = is_stream(sock) ? hostsock_watch(sock) : 0;
	if (error)
		return error;
	long result = host(HOST_CONNECT, sock, (long)address, bytes, 0, 0, 0);
	hostsock_progress++;
	if (result == 0 && is_stream(sock)) {
		sock->established = address->family != UC_AF_UNSPEC;
		sock->ready |= UC_POLLOUT;
	}
	bool goes_on = result == -EINPROGRESS || result == -EALREADY;
	if (!goes_on || !may_block(sock, 0))
		return (int)result;
	error = hostsock_wait(sock, UC_POLLOUT, sock->send_timeout_ns);
	return error == -EAGAIN ? -EINPROGRESS : error ? error : outcome(sock);
}

int hostsock_shutdown(struct uc_socket *socket, int how)
{
	struct hostsock *sock = hostsock_of(socket);
	if (how != UC_SHUT_RD && hostsock_held(sock))
		hostsock_push(sock);
	hostsock_progress++;
	if (how == UC_SHUT_RD || !hostsock_held(sock))
		return (int)host(HOST_SHUTDOWN, sock, how, 0, 0, 0, 0);
	sock->shutdown_due = true;
	return how == UC_SHUT_RDWR ? (int)host(HOST_SHUTDOWN, sock, UC_SHUT_RD, 0, 0, 0, 0) : 0;
}
