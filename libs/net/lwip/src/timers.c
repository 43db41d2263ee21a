/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lwIP's timers, run by the network's thread. Those of TCP stand still while no connection has anything to time: an
 * image with any number of idle connections sleeps. When one has, they start again; TCP's count of ticks then makes up
 * for the pause, so that what compares it with times of before (keep-alive, TIME-WAIT) is right.
 */
#include "internal.h"
#include <lwip/dhcp.h>
#include <lwip/etharp.h>
#include <lwip/ip4_frag.h>
#include <lwip/ip6_frag.h>
#include <lwip/mld6.h>
#include <lwip/nd6.h>
#include <lwip/netif.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/prot/dhcp.h>
#include <unicore/clock.h>

#define TICK_NS (TCP_TMR_INTERVAL * UC_NS_PER_MS)

/* What runs as long as there is a device, and by how many ms. */
static struct {
	unsigned interval_ms;
	void (*run)(void);
	uint64_t due_ns;
} cyclic[] = {
	{ARP_TMR_INTERVAL, etharp_tmr, 0},
	{IP_TMR_INTERVAL, ip_reass_tmr, 0},
#if LWIP_IPV6
	{ND6_TMR_INTERVAL, nd6_tmr, 0},
	{IP6_REASS_TMR_INTERVAL, ip6_reass_tmr, 0},
	{MLD6_TMR_INTERVAL, mld6_tmr, 0},
#endif
#if LWIP_DHCP
	{DHCP_COARSE_TIMER_MSECS, dhcp_coarse_tmr, 0},
	{DHCP_FINE_TIMER_MSECS, dhcp_fine_tmr, 0},
#endif
};

static uint64_t tcp_due_ns = UC_FOREVER;
static bool tcp_active; /* something happened that may want the next tick */

u32_t sys_now(void)
{
	return (u32_t)(uc_clock_monotonic_ns() / UC_NS_PER_MS);
}

/* lwIP makes a connection. */
void tcp_timer_needed(void)
{
	lwip_tcp_active();
}

void lwip_tcp_active(void)
{
	tcp_active = true;
}

/* In how many slow ticks of 2 × TICK_NS a connection wants to be looked at; 0: the next one of TICK_NS. */
static u32_t ticks_until_due(const struct tcp_pcb *pcb)
{
	u32_t gone = tcp_ticks - pcb->tmr, wait;
	if (pcb->rtime >= 0 || pcb->persist_backoff || pcb->refused_data || pcb->ooseq || pcb->unsent ||
	    pcb->flags & (TF_ACK_DELAY | TF_ACK_NOW | TF_CLOSEPEND | TF_INFR))
		return 0;
	switch (pcb->state) {
	case ESTABLISHED:
	case CLOSE_WAIT:
		if (!ip_get_option(pcb, SOF_KEEPALIVE))
			return UINT32_MAX;
		wait = (pcb->keep_idle + pcb->keep_cnt_sent * pcb->keep_intvl) / TCP_SLOW_INTERVAL;
		break;
	case FIN_WAIT_2:
		wait = pcb->flags & TF_RXCLOSED ? TCP_FIN_WAIT_TIMEOUT / TCP_SLOW_INTERVAL : UINT32_MAX;
		break;
	case TIME_WAIT:
	case LAST_ACK:
		wait = 2 * TCP_MSL / TCP_SLOW_INTERVAL;
		break;
	default:
		return 0;
	}
	return wait == UINT32_MAX ? wait : wait > gone ? wait - gone + 1 : 0;
}

/* The oldest are at the end of the list; beyond the limit they go first. */
static void limit_time_wait(void)
{
	unsigned count = 0;
	for (struct tcp_pcb *pcb = tcp_tw_pcbs, *next; pcb; pcb = next) {
		next = pcb->next;
		if (++count <= CONFIG_LWIP_TIME_WAIT_MOST)
			continue;
		TCP_RMV(&tcp_tw_pcbs, pcb);
		tcp_free(pcb);
	}
}

static uint64_t next_tcp(void)
{
	u32_t least = UINT32_MAX;
	for (struct tcp_pcb *pcb = tcp_active_pcbs; pcb && least; pcb = pcb->next)
		least = LWIP_MIN(least, ticks_until_due(pcb));
	for (struct tcp_pcb *pcb = tcp_tw_pcbs; pcb && least; pcb = pcb->next)
		least = LWIP_MIN(least, ticks_until_due(pcb));
	if (lwsock_hungry())
		least = 0;
	if (least == UINT32_MAX)
		return UC_FOREVER;
	return uc_clock_monotonic_ns() + (least ? least * 2 * TICK_NS : TICK_NS);
}

static void run_tcp(uint64_t now)
{
	static uint64_t slow_ns;
	tcp_fasttmr();
	if (now - slow_ns >= 2 * TICK_NS) {
		/* Each slow tick counts one more itself. */
		tcp_ticks = (u32_t)(now / (2 * TICK_NS)) - 1;
		slow_ns = now;
		tcp_slowtmr();
		limit_time_wait();
	}
	lwsock_feed();
	tcp_due_ns = next_tcp();
}

#if LWIP_DHCP
/* A lease needs to be looked at only once a minute; finding one, more often. */
static bool asks_for_lease(void)
{
	struct netif *netif;
	NETIF_FOREACH(netif)
	{
		const struct dhcp *dhcp = netif_dhcp_data(netif);
		if (dhcp && dhcp->state != DHCP_STATE_BOUND && dhcp->state != DHCP_STATE_OFF)
			return true;
	}
	return false;
}
#endif

static bool wanted(unsigned i)
{
#if LWIP_DHCP
	if (cyclic[i].run == dhcp_fine_tmr)
		return asks_for_lease();
#endif
	return cyclic[i].run != NULL;
}

static uint64_t run_cyclic(uint64_t now)
{
	uint64_t next = UC_FOREVER;
	if (!netif_default) /* loopback alone resolves nothing and reassembles nothing */
		return next;
	for (unsigned i = 0; i < UC_ARRAY_LENGTH(cyclic); i++) {
		if (!wanted(i))
			continue;
		if (now >= cyclic[i].due_ns) {
			cyclic[i].due_ns = now + cyclic[i].interval_ms * UC_NS_PER_MS;
			cyclic[i].run();
		}
		next = LWIP_MIN(next, cyclic[i].due_ns);
	}
	return next;
}

uint64_t lwip_timers_run(void)
{
	uint64_t now = uc_clock_monotonic_ns();
	if (tcp_active && tcp_due_ns > now + TICK_NS)
		tcp_due_ns = now + TICK_NS;
	tcp_active = false;
	if (now >= tcp_due_ns)
		run_tcp(now);
	uint64_t next = run_cyclic(now), cork = lwsock_cork_deadline();
	next = LWIP_MIN(next, tcp_due_ns);
	return LWIP_MIN(next, cork);
}
