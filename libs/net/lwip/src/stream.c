/* SPDX-License-Identifier: BSD-3-Clause */
/* What lwIP tells of streams: connections, bytes, room, ends and errors. It only notes and wakes. */
#include "internal.h"
#include <lwip/priv/tcp_priv.h>

#define READABLE (UC_POLLIN | UC_POLLRDNORM)
#define WRITABLE (UC_POLLOUT | UC_POLLWRNORM)

void lwsock_free_received(struct lwsock *sock)
{
	while (sock->first) {
		struct pbuf *piece = sock->first;
		sock->first = piece->next;
		piece->next = NULL;
		pbuf_free(piece);
	}
	sock->last = NULL;
	sock->bytes = sock->skipped = 0;
}

static void keep_names(struct lwsock *sock, const struct tcp_pcb *pcb)
{
	ip_addr_copy(sock->own.address, pcb->local_ip);
	sock->own.port = pcb->local_port;
	ip_addr_copy(sock->peer.address, pcb->remote_ip);
	sock->peer.port = pcb->remote_port;
}

/* After the peer's end lwIP may free its block without a word as soon as ours is acknowledged. */
static void note_end(struct lwsock *sock, struct tcp_pcb *pcb)
{
	sock->ended = true;
	if (pcb->state == TIME_WAIT || pcb->state == CLOSING)
		lwsock_detach(sock);
	lwsock_tell(sock, READABLE | UC_POLLRDHUP | (sock->write_shut ? UC_POLLHUP : 0));
}

static err_t received(void *argument, struct tcp_pcb *pcb, struct pbuf *data, err_t error)
{
	struct lwsock *sock = argument;
	(void)error;
	if (!data) {
		note_end(sock, pcb);
		return ERR_OK;
	}
	sock->bytes += data->tot_len;
	/* Where nothing is answered the peer may wait (RFC 896) for the acknowledgement of the last, short segment. */
	if (!sock->answered && data->tot_len < pcb->mss)
		tcp_ack_now(pcb);
	sock->answered = false;
	if (sock->last)
		sock->last->next = data;
	else
		sock->first = data;
	for (sock->last = data; sock->last->next; sock->last = sock->last->next)
		;
	lwsock_tell(sock, READABLE);
	return ERR_OK;
}

static err_t sent(void *argument, struct tcp_pcb *pcb, u16_t bytes)
{
	struct lwsock *sock = argument;
	(void)pcb;
	(void)bytes;
	if (sock->linger || (sock->full && lwsock_room(sock)))
		lwsock_tell(sock, WRITABLE);
	return ERR_OK;
}

/* The block is gone already. */
static void failed(void *argument, err_t error)
{
	struct lwsock *sock = argument;
	sock->tcp = NULL;
	uc_list_remove(&sock->dirty);
	uc_list_remove(&sock->corked);
	if (error == ERR_CLSD) { /* both directions have ended in order */
		sock->ended = sock->write_shut = true;
		lwsock_tell(sock, READABLE | WRITABLE | UC_POLLRDHUP | UC_POLLHUP);
		return;
	}
	bool refused = sock->state == LWSOCK_CONNECTING && error == ERR_RST;
	sock->error = refused ? ECONNREFUSED : error == ERR_RST ? ECONNRESET : ETIMEDOUT;
	sock->state = LWSOCK_CLOSED;
	sock->ended = sock->write_shut = true;
	lwsock_tell(sock, READABLE | WRITABLE | UC_POLLRDHUP | UC_POLLERR | UC_POLLHUP);
}

void lwsock_attach(struct lwsock *sock, struct tcp_pcb *pcb)
{
	sock->tcp = pcb;
	sock->answered = true;
	tcp_arg(pcb, sock);
	tcp_recv(pcb, received);
	tcp_sent(pcb, sent);
	tcp_err(pcb, failed);
}

void lwsock_detach(struct lwsock *sock)
{
	struct tcp_pcb *pcb = sock->tcp;
	if (!pcb)
		return;
	uc_list_remove(&sock->dirty);
	uc_list_remove(&sock->corked);
	if (pcb->state != LISTEN) {
		keep_names(sock, pcb);
		tcp_recv(pcb, NULL);
		tcp_sent(pcb, NULL);
		tcp_err(pcb, NULL);
	}
	tcp_arg(pcb, NULL);
	sock->tcp = NULL;
}

err_t lwsock_connected_callback(void *argument, struct tcp_pcb *pcb, err_t error)
{
	struct lwsock *sock = argument;
	(void)error;
	sock->state = LWSOCK_CONNECTED;
	keep_names(sock, pcb);
	lwsock_tell(sock, WRITABLE);
	return ERR_OK;
}

/* What an accepted socket has from the one that listened, as on Linux. */
static void inherit(struct lwsock *sock, const struct lwsock *listener)
{
	sock->receive_timeout_ns = listener->receive_timeout_ns;
	sock->send_timeout_ns = listener->send_timeout_ns;
	sock->send_most = listener->send_most;
	sock->receive_most = listener->receive_most;
	sock->cork = listener->cork;
	sock->nodelay = listener->nodelay;
	sock->v6only = listener->v6only;
	sock->linger = listener->linger;
	sock->linger_seconds = listener->linger_seconds;
}

err_t lwsock_accept_callback(void *argument, struct tcp_pcb *pcb, err_t error)
{
	struct lwsock *listener = argument;
	if (error != ERR_OK || !pcb)
		return ERR_VAL;
	struct lwsock *sock = listener ? lwsock_make(listener->socket.domain, UC_SOCK_STREAM, UC_IPPROTO_TCP) : NULL;
	if (!sock) {
		tcp_abort(pcb);
		return ERR_ABRT;
	}
	lwsock_attach(sock, pcb);
	inherit(sock, listener);
	if (sock->nodelay)
		tcp_nagle_disable(pcb);
	sock->state = LWSOCK_CONNECTED;
	keep_names(sock, pcb);
	sock->parent = listener;
	uc_list_add_before(&listener->queue, &sock->place);
	listener->queued++;
	tcp_backlog_delayed(pcb); /* until it is accepted it counts */
	lwsock_tell(listener, READABLE);
	return ERR_OK;
}
