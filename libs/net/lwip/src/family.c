/* SPDX-License-Identifier: BSD-3-Clause */
/* The families AF_INET and AF_INET6: making sockets, and their end. */
#include "internal.h"
#include <lwip/init.h>
#include <lwip/netif.h>
#include <unicore/clock.h>
#include <unicore/heap.h>

static const struct uc_socket_operations operations = {
	.bind = lwsock_bind,
	.listen = lwsock_listen,
	.accept = lwsock_accept,
	.connect = lwsock_connect,
	.shutdown = lwsock_shutdown,
	.name = lwsock_name,
	.set_option = lwsock_set_option,
	.get_option = lwsock_get_option,
	.send = lwsock_send,
	.receive = lwsock_receive,
	.lend = lwsock_lend,
};

static long control(struct uc_file *file, unsigned request, void *argument)
{
	enum { TIOCOUTQ = 0x5411, SIOCATMARK = 0x8905 };
	struct lwsock *sock = lwsock_of(uc_socket_of(file));
	int value = 0;
	switch (request) {
	case UC_FIONREAD:
		if (sock->state == LWSOCK_LISTENING)
			return -EINVAL;
		value = is_stream(sock) ? (int)sock->bytes : lwsock_datagram_pending(sock);
		break;
	case TIOCOUTQ:
		if (is_stream(sock) && sock->tcp && sock->state == LWSOCK_CONNECTED)
			value = (int)(TCP_SND_BUF - sock->tcp->snd_buf);
		break;
	case SIOCATMARK:
		break;
	default:
		return -ENOTTY;
	}
	if (!argument)
		return -EFAULT;
	*(int *)argument = value;
	return 0;
}

/* Waits, as SO_LINGER says, until the peer has acknowledged everything. Returns whether it has. */
static bool linger(struct lwsock *sock)
{
	uint64_t deadline = uc_clock_monotonic_ns() + sock->linger_seconds * UC_NS_PER_SECOND;
	if (!sock->write_shut)
		tcp_shutdown(sock->tcp, 0, 1);
	sock->write_shut = true;
	lwip_kick();
	UC_WAIT_EVENT(&sock->socket.file.waiters, !sock->tcp || sock->tcp->snd_buf >= TCP_SND_BUF, deadline, false);
	return !sock->tcp || sock->tcp->snd_buf >= TCP_SND_BUF;
}

static void close_listener(struct lwsock *sock)
{
	struct tcp_pcb *pcb = sock->tcp;
	uc_list_for_each_safe(node, following, &sock->queue)
	{
		struct lwsock *waiting = UC_CONTAINER_OF(node, struct lwsock, place);
		uc_list_remove(node);
		struct tcp_pcb *connection = waiting->tcp;
		lwsock_detach(waiting);
		if (connection)
			tcp_abort(connection);
		lwsock_destroy(waiting);
	}
	lwsock_detach(sock);
	tcp_close(pcb);
}

static void close_stream(struct lwsock *sock)
{
	bool reset = sock->bytes > 0 || (sock->linger && sock->linger_seconds == 0);
	if (sock->state == LWSOCK_CONNECTED && sock->linger && !reset)
		reset = !linger(sock);
	struct tcp_pcb *pcb = sock->tcp;
	if (!pcb)
		return;
	tcp_clear_flags(pcb, TF_CORK);
	lwsock_detach(sock);
	if (sock->state == LWSOCK_CONNECTED && reset)
		tcp_abort(pcb);
	else
		tcp_close(pcb);
}

static void release(struct uc_file *file)
{
	struct lwsock *sock = lwsock_of(uc_socket_of(file));
	if (!is_stream(sock)) {
		if (sock->udp)
			udp_remove(sock->udp);
	} else if (sock->state == LWSOCK_LISTENING) {
		close_listener(sock);
	} else {
		close_stream(sock);
	}
	lwip_tcp_active();
	lwip_kick();
	lwsock_destroy(sock);
}

static const struct uc_file_operations file_operations = {
	.read = uc_socket_read,
	.write = uc_socket_write,
	.lend = uc_socket_lend,
	.stat = uc_socket_stat,
	.poll = lwsock_poll,
	.control = control,
	.release = release,
};

struct lwsock *lwsock_make(int domain, int type, int protocol)
{
	struct lwsock *sock = uc_heap_alloc_zeroed(1, sizeof *sock);
	if (!sock)
		return NULL;
	uc_socket_init(&sock->socket, &operations, &file_operations, domain, type, protocol);
	uc_list_init(&sock->datagrams);
	uc_list_init(&sock->queue);
	uc_list_init(&sock->place);
	uc_list_init(&sock->dirty);
	uc_list_init(&sock->corked);
	uc_list_init(&sock->starved);
	sock->send_most = TCP_SND_BUF;
	sock->receive_most = type == UC_SOCK_STREAM ? TCP_WND : CONFIG_LWIP_UDP_RECEIVE_BYTES;
	return sock;
}

void lwsock_destroy(struct lwsock *sock)
{
	uc_list_remove(&sock->dirty);
	uc_list_remove(&sock->corked);
	uc_list_remove(&sock->starved);
	lwsock_free_received(sock);
	lwsock_free_datagrams(sock);
	uc_heap_free(sock);
}

int lwsock_new_tcp(struct lwsock *sock)
{
	u8_t type = sock->socket.domain == UC_AF_INET ? IPADDR_TYPE_V4
		    : LWIP_IPV6 && sock->v6only       ? IPADDR_TYPE_V6
						      : IPADDR_TYPE_ANY;
	struct tcp_pcb *pcb = tcp_new_ip_type(type);
	if (!pcb)
		return -ENOBUFS;
	lwsock_attach(sock, pcb);
	if (sock->nodelay)
		tcp_nagle_disable(pcb);
	return 0;
}

/* Linux's answers: a type that no family has, a protocol that is not the type's. */
static int check(int type, int *protocol)
{
	int own = type == UC_SOCK_STREAM ? UC_IPPROTO_TCP : UC_IPPROTO_UDP;
	if (type != UC_SOCK_STREAM && type != UC_SOCK_DGRAM)
		return type > 10 || type < 1 ? -EINVAL : -ESOCKTNOSUPPORT;
	if (*protocol && *protocol != own)
		return -EPROTONOSUPPORT;
	*protocol = own;
	return 0;
}

static int create(int domain, int type, int protocol, struct uc_socket **socket)
{
	int error = check(type, &protocol);
	if (error)
		return error;
	struct lwsock *sock = lwsock_make(domain, type, protocol);
	if (!sock)
		return -ENOMEM;
	error = type == UC_SOCK_STREAM ? lwsock_new_tcp(sock) : lwsock_new_udp(sock);
	if (error) {
		lwsock_destroy(sock);
		return error;
	}
	*socket = &sock->socket;
	return 0;
}

void lwip_families_add(void)
{
	static struct uc_socket_family families[] = {
		{.domain = UC_AF_INET, .create = create},
#if CONFIG_LWIP_IPV6
		{.domain = UC_AF_INET6, .create = create},
#endif
	};
	for (size_t i = 0; i < UC_ARRAY_LENGTH(families); i++)
		uc_socket_family_add(&families[i]);
}
