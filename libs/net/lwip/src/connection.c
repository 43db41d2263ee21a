/* SPDX-License-Identifier: BSD-3-Clause */
/* Names and connections. */
#include "internal.h"
#include <lwip/priv/tcp_priv.h>

/* Another socket may have the same name only if both allow it (SO_REUSEADDR), and none of them listens. */
static int bind_tcp(struct lwsock *sock, const struct lwsock_name *name)
{
	if (!sock->tcp || sock->tcp->state != CLOSED || sock->tcp->local_port)
		return -EINVAL;
	return lwsock_errno(tcp_bind(sock->tcp, &name->address, name->port));
}

static int bind_udp(struct lwsock *sock, const struct lwsock_name *name)
{
	if (sock->udp->local_port)
		return -EINVAL;
	return lwsock_errno(udp_bind(sock->udp, &name->address, name->port));
}

int lwsock_bind(struct uc_socket *socket, const union uc_address *address, uint32_t bytes)
{
	struct lwsock *sock = lwsock_of(socket);
	struct lwsock_name name;
	int error = lwsock_address(sock, address, bytes, &name);
	if (error)
		return error;
	if (!lwsock_address_is_own(&name.address) && !(ip_addr_ismulticast(&name.address) && !is_stream(sock)))
		return -EADDRNOTAVAIL;
	error = is_stream(sock) ? bind_tcp(sock, &name) : bind_udp(sock, &name);
	if (!error)
		sock->own = (struct lwsock_name){name.address,
						 is_stream(sock) ? sock->tcp->local_port : sock->udp->local_port};
	return error;
}

/* Linux counts to one more than was asked for. */
static u16_t backlog_of(int backlog)
{
	if (backlog < 0 || backlog >= CONFIG_LWIP_BACKLOG_MOST)
		return CONFIG_LWIP_BACKLOG_MOST;
	return (u16_t)(backlog + 1);
}

int lwsock_listen(struct uc_socket *socket, int backlog)
{
	struct lwsock *sock = lwsock_of(socket);
	err_t error = ERR_OK;
	if (!is_stream(sock))
		return -EOPNOTSUPP;
	if (sock->state == LWSOCK_LISTENING) {
		((struct tcp_pcb_listen *)sock->tcp)->backlog = backlog_of(backlog);
		return 0;
	}
	if (sock->state != LWSOCK_NEW && sock->state != LWSOCK_CLOSED)
		return -EINVAL;
	if (!sock->tcp)
		return -EINVAL;
	if (!sock->tcp->local_port)
		error = tcp_bind(sock->tcp, &sock->tcp->local_ip, 0);
	if (error != ERR_OK)
		return lwsock_errno(error);
	/* lwIP makes another, smaller block; the first is freed. */
	struct tcp_pcb *listening = tcp_listen_with_backlog_and_err(sock->tcp, 1, &error);
	if (!listening)
		return lwsock_errno(error);
	sock->tcp = listening;
	((struct tcp_pcb_listen *)listening)->backlog = backlog_of(backlog);
	tcp_arg(listening, sock);
	tcp_accept(listening, lwsock_accept_callback);
	sock->state = LWSOCK_LISTENING;
	sock->own.port = listening->local_port;
	return 0;
}

static struct lwsock *take(struct lwsock *listener)
{
	struct lwsock *sock = UC_CONTAINER_OF(listener->queue.next, struct lwsock, place);
	uc_list_remove(&sock->place);
	listener->queued--;
	sock->parent = NULL;
	if (sock->tcp)
		tcp_backlog_accepted(sock->tcp);
	return sock;
}

int lwsock_accept(struct uc_socket *socket, struct uc_socket **accepted, union uc_address *peer, uint32_t *bytes)
{
	struct lwsock *sock = lwsock_of(socket);
	if (!is_stream(sock))
		return -EOPNOTSUPP;
	if (sock->state != LWSOCK_LISTENING)
		return -EINVAL;
	while (uc_list_empty(&sock->queue)) {
		if (!may_block(sock, 0)) {
			if (!lwsock_look_again(sock))
				return -EAGAIN;
			continue;
		}
		int error = lwsock_wait(sock, UC_POLLIN, sock->receive_timeout_ns);
		if (error)
			return error;
	}
	struct lwsock *connection = take(sock);
	*bytes = lwsock_address_put(connection, &connection->peer, peer);
	*accepted = &connection->socket;
	return 0;
}

static int connect_udp(struct lwsock *sock, const union uc_address *address, uint32_t bytes)
{
	struct lwsock_name name;
	if (address->family == UC_AF_UNSPEC) {
		udp_disconnect(sock->udp);
		return 0;
	}
	int error = lwsock_address(sock, address, bytes, &name);
	if (error)
		return error;
	if (ip_addr_isany(&name.address))
		ip_addr_set_loopback(IP_IS_V6(&name.address), &name.address);
	return lwsock_errno(udp_connect(sock->udp, &name.address, name.port));
}

static int begin_connect(struct lwsock *sock, const struct lwsock_name *name)
{
	if (!sock->tcp) {
		int error = lwsock_new_tcp(sock);
		if (error)
			return error;
		sock->write_shut = sock->ended = sock->read_shut = false;
	}
	sock->peer = *name;
	if (ip_addr_isany(&sock->peer.address))
		ip_addr_set_loopback(IP_IS_V6(&sock->peer.address), &sock->peer.address);
	err_t error = tcp_connect(sock->tcp, &sock->peer.address, name->port, lwsock_connected_callback);
	if (error != ERR_OK)
		return lwsock_errno(error);
	sock->state = LWSOCK_CONNECTING;
	lwip_tcp_active();
	lwip_kick();
	return 0;
}

static int outcome(struct lwsock *sock)
{
	int error = lwsock_wait(sock, UC_POLLOUT, sock->send_timeout_ns);
	if (error)
		return error == -EAGAIN ? -EINPROGRESS : error;
	return lwsock_take_error(sock);
}

int lwsock_connect(struct uc_socket *socket, const union uc_address *address, uint32_t bytes)
{
	struct lwsock *sock = lwsock_of(socket);
	struct lwsock_name name;
	if (!is_stream(sock))
		return connect_udp(sock, address, bytes);
	int error = lwsock_address(sock, address, bytes, &name);
	if (error)
		return error;
	if (sock->state == LWSOCK_CONNECTED || sock->state == LWSOCK_LISTENING)
		return -EISCONN;
	if (sock->state == LWSOCK_CONNECTING)
		return may_block(sock, 0) ? outcome(sock) : -EALREADY;
	error = lwsock_take_error(sock);
	if (!error)
		error = begin_connect(sock, &name);
	if (error)
		return error;
	return may_block(sock, 0) ? outcome(sock) : -EINPROGRESS;
}

int lwsock_shutdown(struct uc_socket *socket, int how)
{
	struct lwsock *sock = lwsock_of(socket);
	if (!is_stream(sock)) {
		if (!(sock->udp->flags & UDP_FLAGS_CONNECTED))
			return -ENOTCONN;
		sock->read_shut |= how != UC_SHUT_WR;
		sock->write_shut |= how != UC_SHUT_RD;
		lwsock_tell(sock, lwsock_ready(sock));
		return 0;
	}
	if (sock->state != LWSOCK_CONNECTED || (!sock->tcp && !sock->write_shut))
		return -ENOTCONN;
	if (how != UC_SHUT_WR)
		sock->read_shut = true;
	if (how != UC_SHUT_RD && !sock->write_shut) {
		tcp_clear_flags(sock->tcp, TF_CORK);
		uc_list_remove(&sock->corked);
		sock->write_shut = true;
		err_t error = tcp_shutdown(sock->tcp, 0, 1); /* what finds no memory follows by lwIP's timer */
		if (error != ERR_OK && error != ERR_MEM)
			return lwsock_errno(error);
		lwip_tcp_active();
		lwip_kick();
	}
	lwsock_tell(sock, lwsock_ready(sock));
	return 0;
}

static void name_of_udp(struct lwsock *sock, bool peer, struct lwsock_name *name)
{
	struct udp_pcb *pcb = sock->udp;
	*name = (struct lwsock_name){peer ? pcb->remote_ip : pcb->local_ip, peer ? pcb->remote_port : pcb->local_port};
}

int lwsock_name(struct uc_socket *socket, bool peer, union uc_address *address, uint32_t *bytes)
{
	struct lwsock *sock = lwsock_of(socket);
	struct lwsock_name name = peer ? sock->peer : sock->own;
	bool connected = is_stream(sock) ? sock->state == LWSOCK_CONNECTED : sock->udp->flags & UDP_FLAGS_CONNECTED;
	if (peer && !connected)
		return -ENOTCONN;
	if (!is_stream(sock))
		name_of_udp(sock, peer, &name);
	else if (!peer && sock->tcp)
		name = (struct lwsock_name){sock->tcp->local_ip, sock->tcp->local_port};
	*bytes = lwsock_address_put(sock, &name, address);
	return 0;
}
