/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lwIP's lists of TCP blocks (0004-connections-by-hash.patch). Active ones and those in TIME-WAIT are linked both ways
 * and found by a hash of their names; those that are only bound or listen are few, and in plain lists.
 */
#include "internal.h"
#include <lwip/ip.h>
#include <lwip/priv/tcp_priv.h>

#define CHAINS 512u

static struct tcp_pcb *chains[CHAINS];

static u32_t low_word(const ip_addr_t *address)
{
#if LWIP_IPV6
	if (IP_IS_V6(address))
		return ip_2_ip6(address)->addr[3] ^ ip_2_ip6(address)->addr[1];
#endif
	return ip_addr_get_ip4_u32(address);
}

static struct tcp_pcb **chain_of(const ip_addr_t *remote, u16_t remote_port, u16_t local_port)
{
	static u32_t key; /* so that a stranger cannot choose names that all lie in one chain */
	if (UC_UNLIKELY(!key))
		key = lwip_random() | 1;
	u32_t name = ((u32_t)remote_port << 16 | local_port) ^ (low_word(remote) * key);
	return &chains[(name * key * 0x9e3779b1u) >> 23];
}

static bool is_hashed(struct tcp_pcb **list)
{
	return list == &tcp_active_pcbs || list == &tcp_tw_pcbs;
}

void tcp_list_add(struct tcp_pcb **list, struct tcp_pcb *pcb)
{
	pcb->next = *list;
	if (is_hashed(list)) {
		struct tcp_pcb **chain = chain_of(&pcb->remote_ip, pcb->remote_port, pcb->local_port);
		pcb->prev = NULL;
		if (pcb->next)
			pcb->next->prev = pcb;
		pcb->hash_next = *chain;
		*chain = pcb;
	}
	*list = pcb;
	tcp_timer_needed();
}

static void remove_hashed(struct tcp_pcb **list, struct tcp_pcb *pcb)
{
	struct tcp_pcb **place = chain_of(&pcb->remote_ip, pcb->remote_port, pcb->local_port);
	while (*place && *place != pcb)
		place = &(*place)->hash_next;
	if (*place)
		*place = pcb->hash_next;
	if (pcb->next)
		pcb->next->prev = pcb->prev;
	if (pcb->prev)
		pcb->prev->next = pcb->next;
	else
		*list = pcb->next;
}

void tcp_list_remove(struct tcp_pcb **list, struct tcp_pcb *pcb)
{
	if (is_hashed(list)) {
		remove_hashed(list, pcb);
	} else {
		while (*list && *list != pcb)
			list = &(*list)->next;
		if (*list)
			*list = pcb->next;
	}
	pcb->next = NULL;
}

struct tcp_pcb *tcp_list_find(u16_t remote_port, u16_t local_port)
{
	struct tcp_pcb *pcb = *chain_of(ip_current_src_addr(), remote_port, local_port);
	for (; pcb; pcb = pcb->hash_next)
		if (pcb->remote_port == remote_port && pcb->local_port == local_port &&
		    ip_addr_cmp(&pcb->remote_ip, ip_current_src_addr()) &&
		    ip_addr_cmp(&pcb->local_ip, ip_current_dest_addr()) &&
		    (pcb->netif_idx == NETIF_NO_INDEX || pcb->netif_idx == netif_get_index(ip_current_input_netif())))
			return pcb;
	return NULL;
}
