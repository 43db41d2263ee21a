/* SPDX-License-Identifier: BSD-3-Clause */
/* Options: socket(7), tcp(7), ip(7), ipv6(7). */
#include "internal.h"
#include <lwip/priv/tcp_priv.h>
#include <unicore/string.h>

enum {
	SO_BROADCAST = 6,
	TCP_MAXSEG = 2,
	TCP_KEEPIDLE = 4,
	TCP_KEEPINTVL = 5,
	TCP_KEEPCNT = 6,
	TCP_DEFER_ACCEPT = 9,
	TCP_QUICKACK = 12,
	IP_TOS = 1,
	IP_TTL = 2,
	IPV6_UNICAST_HOPS = 16
};

struct linger {
	int32_t on, seconds;
};

static int set_linger(struct lwsock *sock, const void *value, uint32_t bytes)
{
	struct linger linger;
	if (bytes < sizeof linger)
		return -EINVAL;
	memcpy(&linger, value, sizeof linger);
	sock->linger = linger.on;
	sock->linger_seconds = linger.seconds < 0 || linger.seconds > UINT16_MAX ? UINT16_MAX : linger.seconds;
	return 0;
}

/* The bits that both kinds of lwIP's blocks have at the same place. */
static u8_t *bits_of(struct lwsock *sock)
{
	return is_stream(sock) ? (sock->tcp ? &sock->tcp->so_options : NULL) : &sock->udp->so_options;
}

static void set_bit(struct lwsock *sock, u8_t bit, int on)
{
	u8_t *bits = bits_of(sock);
	if (bits)
		*bits = on ? *bits | bit : *bits & (u8_t)~bit;
	if (bit == SOF_KEEPALIVE)
		lwip_tcp_active();
}

static bool is_block(const struct lwsock *sock)
{
	return is_stream(sock) && sock->tcp && sock->state != LWSOCK_LISTENING;
}

static uint32_t clamp(int value, uint32_t least, uint32_t most)
{
	uint32_t twice = (uint32_t)value * 2; /* as Linux, which counts its own cost in */
	return value < 0 || twice < least ? least : value > INT32_MAX / 2 || twice > most ? most : twice;
}

static int set_socket(struct lwsock *sock, int option, int value)
{
	switch (option) {
	case UC_SO_REUSEADDR:
		set_bit(sock, SOF_REUSEADDR, value);
		return 0;
	case UC_SO_REUSEPORT:
		sock->reuse_port = value;
		return 0;
	case UC_SO_KEEPALIVE:
		set_bit(sock, SOF_KEEPALIVE, value);
		return 0;
	case SO_BROADCAST:
		set_bit(sock, SOF_BROADCAST, value);
		return 0;
	case UC_SO_SNDBUF:
		sock->send_most = clamp(value, 4608, TCP_SND_BUF);
		return 0;
	case UC_SO_RCVBUF: /* of a stream the window is the option tcpReceiveBytes */
		sock->receive_most = clamp(value, 2304, is_stream(sock) ? TCP_WND : 16u << 20);
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

static int set_keep(u32_t *kept, int value, u32_t unit)
{
	if (value < 1 || value > 32767)
		return -EINVAL;
	*kept = (u32_t)value * unit;
	lwip_tcp_active();
	return 0;
}

static int set_tcp(struct lwsock *sock, int option, int value)
{
	switch (option) {
	case UC_TCP_NODELAY:
		sock->nodelay = value;
		if (is_block(sock) && value)
			tcp_nagle_disable(sock->tcp);
		else if (is_block(sock))
			tcp_nagle_enable(sock->tcp);
		if (value && !sock->cork)
			lwsock_uncork(sock);
		return 0;
	case UC_TCP_CORK:
		sock->cork = value;
		sock->more = false;
		if (!value)
			lwsock_uncork(sock);
		return 0;
	case TCP_KEEPIDLE:
		return is_block(sock) ? set_keep(&sock->tcp->keep_idle, value, 1000) : 0;
	case TCP_KEEPINTVL:
		return is_block(sock) ? set_keep(&sock->tcp->keep_intvl, value, 1000) : 0;
	case TCP_KEEPCNT:
		return is_block(sock) ? set_keep(&sock->tcp->keep_cnt, value, 1) : 0;
	case TCP_DEFER_ACCEPT: /* hints: a stack may do without */
	case TCP_QUICKACK:
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

static int set_v6only(struct lwsock *sock, int value)
{
	if (sock->own.port)
		return -EINVAL;
	sock->v6only = value;
#if LWIP_IPV6
	u8_t type = value ? IPADDR_TYPE_V6 : IPADDR_TYPE_ANY;
	if (!is_stream(sock))
		IP_SET_TYPE_VAL(sock->udp->local_ip, type);
	else if (is_block(sock))
		IP_SET_TYPE_VAL(sock->tcp->local_ip, type);
#endif
	return 0;
}

static int set_ip(struct lwsock *sock, int level, int option, int value)
{
	u8_t *ttl = is_stream(sock) ? (sock->tcp ? &sock->tcp->ttl : NULL) : &sock->udp->ttl;
	u8_t *tos = is_stream(sock) ? (sock->tcp ? &sock->tcp->tos : NULL) : &sock->udp->tos;
	if (level == UC_IPPROTO_IPV6 && option == UC_IPV6_V6ONLY && sock->socket.domain == UC_AF_INET6)
		return set_v6only(sock, value);
	bool is_ttl = level == UC_IPPROTO_IP ? option == IP_TTL : option == IPV6_UNICAST_HOPS;
	if (is_ttl && (value < -1 || value == 0 || value > 255))
		return -EINVAL;
	if (is_ttl && ttl)
		*ttl = value < 0 ? 64 : (u8_t)value;
	else if (level == UC_IPPROTO_IP && option == IP_TOS && tos)
		*tos = (u8_t)value;
	else
		return -ENOPROTOOPT;
	return 0;
}

int lwsock_set_option(struct uc_socket *socket, int level, int option, const void *value, uint32_t bytes)
{
	struct lwsock *sock = lwsock_of(socket);
	int number;
	if (level == UC_SOL_SOCKET && option == UC_SO_RCVTIMEO)
		return uc_socket_set_timeout(&sock->receive_timeout_ns, value, bytes);
	if (level == UC_SOL_SOCKET && option == UC_SO_SNDTIMEO)
		return uc_socket_set_timeout(&sock->send_timeout_ns, value, bytes);
	if (level == UC_SOL_SOCKET && option == UC_SO_LINGER)
		return set_linger(sock, value, bytes);
	if (bytes < sizeof number)
		return -EINVAL;
	memcpy(&number, value, sizeof number);
	if (level == UC_SOL_SOCKET)
		return set_socket(sock, option, number);
	if (level == UC_IPPROTO_TCP && is_stream(sock))
		return set_tcp(sock, option, number);
	if (level == UC_IPPROTO_IP || level == UC_IPPROTO_IPV6)
		return set_ip(sock, level, option, number);
	return -ENOPROTOOPT;
}

static int has_bit(struct lwsock *sock, u8_t bit)
{
	u8_t *bits = bits_of(sock);
	return bits && *bits & bit;
}

static int get_socket(struct lwsock *sock, int option)
{
	switch (option) {
	case UC_SO_ERROR:
		return -lwsock_take_error(sock);
	case UC_SO_ACCEPTCONN:
		return sock->state == LWSOCK_LISTENING;
	case UC_SO_REUSEADDR:
		return has_bit(sock, SOF_REUSEADDR);
	case UC_SO_REUSEPORT:
		return sock->reuse_port;
	case UC_SO_KEEPALIVE:
		return has_bit(sock, SOF_KEEPALIVE);
	case SO_BROADCAST:
		return has_bit(sock, SOF_BROADCAST);
	case UC_SO_SNDBUF:
		return (int)sock->send_most;
	case UC_SO_RCVBUF:
		return (int)sock->receive_most;
	default:
		return -1;
	}
}

static int get_tcp(struct lwsock *sock, int option)
{
	switch (option) {
	case UC_TCP_NODELAY:
		return sock->nodelay;
	case UC_TCP_CORK:
		return sock->cork;
	case TCP_MAXSEG:
		return is_block(sock) ? sock->tcp->mss : TCP_MSS;
	case TCP_KEEPIDLE:
		return is_block(sock) ? (int)(sock->tcp->keep_idle / 1000) : 7200;
	case TCP_KEEPINTVL:
		return is_block(sock) ? (int)(sock->tcp->keep_intvl / 1000) : 75;
	case TCP_KEEPCNT:
		return is_block(sock) ? (int)sock->tcp->keep_cnt : 9;
	case TCP_DEFER_ACCEPT:
	case TCP_QUICKACK:
		return 0;
	default:
		return -1;
	}
}

int lwsock_get_option(struct uc_socket *socket, int level, int option, void *value, uint32_t *bytes)
{
	struct lwsock *sock = lwsock_of(socket);
	int number = -1;
	if (level == UC_SOL_SOCKET && option == UC_SO_RCVTIMEO)
		return uc_socket_get_timeout(sock->receive_timeout_ns, value, bytes);
	if (level == UC_SOL_SOCKET && option == UC_SO_SNDTIMEO)
		return uc_socket_get_timeout(sock->send_timeout_ns, value, bytes);
	if (level == UC_SOL_SOCKET && option == UC_SO_LINGER) {
		struct linger linger = {sock->linger, sock->linger_seconds};
		return uc_socket_answer(&linger, sizeof linger, value, bytes);
	}
	if (level == UC_SOL_SOCKET)
		number = get_socket(sock, option);
	else if (level == UC_IPPROTO_TCP && is_stream(sock))
		number = get_tcp(sock, option);
	else if (level == UC_IPPROTO_IPV6 && option == UC_IPV6_V6ONLY && sock->socket.domain == UC_AF_INET6)
		number = sock->v6only;
	return number < 0 ? -ENOPROTOOPT : uc_socket_answer(&number, sizeof number, value, bytes);
}
