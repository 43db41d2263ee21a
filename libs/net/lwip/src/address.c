/* SPDX-License-Identifier: BSD-3-Clause */
/* Addresses between Linux's form and lwIP's; a socket of AF_INET6 has IPv4 ones as ::ffff:a.b.c.d (RFC 4291, 2.5.5.2).
 */
#include "internal.h"
#include <lwip/netif.h>
#include <unicore/string.h>

static void from4(const uint8_t *bytes, ip_addr_t *address)
{
	uint32_t word;
	memcpy(&word, bytes, sizeof word);
	ip_addr_set_zero_ip4(address);
	ip4_addr_set_u32(ip_2_ip4(address), word);
}

#if LWIP_IPV6
static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};

static int from6(const struct lwsock *sock, const struct uc_address6 *given, uint32_t bytes, ip_addr_t *address)
{
	if (bytes < offsetof(struct uc_address6, scope)) /* SIN6_LEN_RFC2133 of Linux */
		return -EINVAL;
	if (memcmp(given->address, mapped, sizeof mapped) == 0) {
		from4(given->address + sizeof mapped, address);
		return sock->v6only ? -ENETUNREACH : 0;
	}
	ip_addr_set_zero_ip6(address);
	memcpy(ip_2_ip6(address)->addr, given->address, sizeof given->address);
	if (bytes >= sizeof *given && given->scope && ip6_addr_has_scope(ip_2_ip6(address), IP6_UNKNOWN))
		ip6_addr_set_zone(ip_2_ip6(address), (u8_t)given->scope);
	/* :: stands for IPv4 too. */
	if (ip6_addr_isany(ip_2_ip6(address)) && !sock->v6only)
		IP_SET_TYPE(address, IPADDR_TYPE_ANY);
	return 0;
}
#endif

int lwsock_address(const struct lwsock *sock, const union uc_address *given, uint32_t bytes, struct lwsock_name *name)
{
	name->port = lwip_ntohs(given->v4.port); /* both families have it at the same place */
#if LWIP_IPV6
	if (sock->socket.domain == UC_AF_INET6 && given->family == UC_AF_INET6)
		return from6(sock, &given->v6, bytes, &name->address);
#endif
	if (bytes < sizeof given->v4)
		return -EINVAL;
	if (sock->socket.domain != UC_AF_INET || given->family != UC_AF_INET)
		return -EAFNOSUPPORT;
	from4(given->v4.address, &name->address);
	return 0;
}

uint32_t lwsock_address_put(const struct lwsock *sock, const struct lwsock_name *name, union uc_address *address)
{
	uint32_t word = ip_addr_get_ip4_u32(&name->address);
	memset(address, 0, sizeof *address);
	address->family = (uint16_t)sock->socket.domain;
	address->v4.port = lwip_htons(name->port);
	if (sock->socket.domain == UC_AF_INET) {
		memcpy(address->v4.address, &word, sizeof word);
		return sizeof address->v4;
	}
#if LWIP_IPV6
	if (IP_IS_V4_VAL(name->address) && !ip_addr_isany(&name->address)) {
		memcpy(address->v6.address, mapped, sizeof mapped);
		memcpy(address->v6.address + sizeof mapped, &word, sizeof word);
	} else if (!IP_IS_V4_VAL(name->address)) {
		memcpy(address->v6.address, ip_2_ip6(&name->address)->addr, sizeof address->v6.address);
		address->v6.scope = ip6_addr_zone(ip_2_ip6(&name->address));
	}
#endif
	return sizeof address->v6;
}

#if LWIP_IPV6
static bool is_own6(const struct netif *netif, const ip_addr_t *address)
{
	for (unsigned i = 0; i < LWIP_IPV6_NUM_ADDRESSES; i++)
		if (ip6_addr_isvalid(netif_ip6_addr_state(netif, i)) &&
		    ip6_addr_cmp_zoneless(ip_2_ip6(address), netif_ip6_addr(netif, i)))
			return true;
	return false;
}
#endif

bool lwsock_address_is_own(const ip_addr_t *address)
{
	struct netif *netif;
	if (ip_addr_isany(address))
		return true;
	NETIF_FOREACH(netif)
	{
#if LWIP_IPV6
		if (IP_IS_V6(address)) {
			if (is_own6(netif, address))
				return true;
			continue;
		}
#endif
		if (ip4_addr_cmp(ip_2_ip4(address), netif_ip4_addr(netif)))
			return true;
	}
	return false;
}

int lwsock_errno(err_t error)
{
	switch (error) {
	case ERR_OK:
		return 0;
	case ERR_MEM:
		return -ENOBUFS;
	case ERR_BUF:
		return -EADDRNOTAVAIL; /* no port is free */
	case ERR_TIMEOUT:
		return -ETIMEDOUT;
	case ERR_RTE:
		return -ENETUNREACH;
	case ERR_USE:
		return -EADDRINUSE;
	case ERR_ALREADY:
		return -EALREADY;
	case ERR_ISCONN:
		return -EISCONN;
	case ERR_CONN:
		return -ENOTCONN;
	case ERR_IF:
		return -ENETDOWN;
	case ERR_ABRT:
		return -ECONNABORTED;
	case ERR_RST:
		return -ECONNRESET;
	case ERR_CLSD:
		return -EPIPE;
	default:
		return -EINVAL;
	}
}
