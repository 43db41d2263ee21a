/* SPDX-License-Identifier: BSD-3-Clause */
/* UDP: messages, each with where it came from, in the order in which they came. */
#include "internal.h"
#include <unicore/heap.h>
#include <unicore/string.h>

struct datagram {
	struct uc_list node;
	struct pbuf *data;
	struct lwsock_name from;
};

/* What a message costs beside its bytes. */
#define COST (sizeof(struct datagram) + sizeof(struct pbuf))

static struct datagram *first(const struct lwsock *sock)
{
	return UC_CONTAINER_OF(sock->datagrams.next, struct datagram, node);
}

static void drop_first(struct lwsock *sock)
{
	struct datagram *datagram = first(sock);
	uc_list_remove(&datagram->node);
	sock->bytes -= datagram->data->tot_len + COST;
	pbuf_free(datagram->data);
	uc_heap_free(datagram);
}

void lwsock_free_datagrams(struct lwsock *sock)
{
	while (!uc_list_empty(&sock->datagrams))
		drop_first(sock);
}

static void received(void *argument, struct udp_pcb *pcb, struct pbuf *data, const ip_addr_t *from, u16_t port)
{
	struct lwsock *sock = argument;
	struct datagram *datagram = NULL;
	(void)pcb;
	if (sock->bytes + data->tot_len + COST <= sock->receive_most || uc_list_empty(&sock->datagrams))
		datagram = uc_heap_alloc(sizeof *datagram);
	if (!datagram) {
		pbuf_free(data);
		return;
	}
	datagram->data = data;
	datagram->from = (struct lwsock_name){*from, port};
	uc_list_add_before(&sock->datagrams, &datagram->node);
	sock->bytes += data->tot_len + COST;
	lwsock_tell(sock, UC_POLLIN | UC_POLLRDNORM);
}

int lwsock_new_udp(struct lwsock *sock)
{
	u8_t type = sock->socket.domain == UC_AF_INET ? IPADDR_TYPE_V4 : IPADDR_TYPE_ANY;
	sock->udp = udp_new_ip_type(type);
	if (!sock->udp)
		return -ENOBUFS;
	udp_recv(sock->udp, received, sock);
	return 0;
}

int lwsock_datagram_pending(const struct lwsock *sock)
{
	return uc_list_empty(&sock->datagrams) ? 0 : first(sock)->data->tot_len;
}

static int target_of(struct lwsock *sock, const struct uc_message *message, struct lwsock_name *target)
{
	if (message->address) {
		int error = lwsock_address(sock, message->address, message->address_bytes, target);
		if (!error && ip_addr_isany(&target->address))
			ip_addr_set_loopback(IP_IS_V6(&target->address), &target->address);
		return !error && !target->port ? -EINVAL : error;
	}
	*target = (struct lwsock_name){sock->udp->remote_ip, sock->udp->remote_port};
	return sock->udp->flags & UDP_FLAGS_CONNECTED ? 0 : -EDESTADDRREQ;
}

long lwsock_send_datagram(struct lwsock *sock, const struct uc_message *message, unsigned flags)
{
	enum { MOST = 65507 }; /* RFC 768 and 791: 65535 less both headers */
	struct lwsock_name target;
	size_t bytes = uc_iovec_bytes(message->vector, (int)message->count);
	int error = sock->error ? lwsock_take_error(sock) : target_of(sock, message, &target);
	if (error)
		return error;
	if (sock->write_shut)
		return -EPIPE;
	if (flags & UC_MSG_OOB)
		return -EOPNOTSUPP;
	if (bytes > MOST)
		return -EMSGSIZE;
	struct pbuf *data = pbuf_alloc(PBUF_TRANSPORT, (u16_t)bytes, PBUF_RAM);
	if (!data)
		return -ENOBUFS;
	uc_iovec_get(message->vector, 0, data->payload, bytes);
	err_t result = udp_sendto(sock->udp, data, &target.address, target.port);
	pbuf_free(data);
	lwip_kick();
	/* Without a source address for the target there is no way to it. */
	if (result == ERR_VAL)
		return -ENETUNREACH;
	return result == ERR_OK ? (long)bytes : lwsock_errno(result);
}

static long hand_out(struct lwsock *sock, struct uc_message *message, unsigned flags)
{
	struct datagram *datagram = first(sock);
	size_t room = uc_iovec_bytes(message->vector, (int)message->count), bytes = datagram->data->tot_len, done = 0;
	for (const struct pbuf *piece = datagram->data; piece && done < room; piece = piece->next) {
		size_t part = piece->len < room - done ? piece->len : room - done;
		uc_iovec_put(message->vector, done, piece->payload, part);
		done += part;
	}
	message->flags = bytes > done ? UC_MSG_TRUNC : 0;
	message->control_bytes = 0;
	if (message->address)
		message->address_bytes = lwsock_address_put(sock, &datagram->from, message->address);
	if (!(flags & UC_MSG_PEEK))
		drop_first(sock);
	return flags & UC_MSG_TRUNC ? (long)bytes : (long)done;
}

long lwsock_receive_datagram(struct lwsock *sock, struct uc_message *message, unsigned flags)
{
	if (flags & UC_MSG_OOB)
		return -EOPNOTSUPP;
	if (flags & UC_MSG_ERRQUEUE)
		return -EAGAIN;
	while (uc_list_empty(&sock->datagrams)) {
		if (sock->error)
			return lwsock_take_error(sock);
		if (sock->read_shut)
			return 0;
		if (!may_block(sock, flags)) {
			if (!lwsock_look_again(sock))
				return -EAGAIN;
			continue;
		}
		int error = lwsock_wait(sock, UC_POLLIN, sock->receive_timeout_ns);
		if (error)
			return error;
	}
	sock->refusals = 0;
	return hand_out(sock, message, flags);
}
