/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How lwIP is built: its raw interface alone, without threads, timers and pools of its own. What users may choose are
 * options of this project.
 */
#ifndef LWIPOPTS_H
#define LWIPOPTS_H

#include <stddef.h>

#define NO_SYS 1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_TIMERS 0
#define LWIP_NETCONN 0
#define LWIP_SOCKET 0
#define LWIP_RAW 0
#define LWIP_DNS 0
#define LWIP_STATS CONFIG_LWIP_UNIT_TESTS
#if LWIP_STATS
#define LWIP_STATS_DISPLAY 0
#define MEMP_STATS 1
#define MIB2_STATS 1
#endif
#if !CONFIG_BUILD_DEBUG
#define LWIP_NOASSERT 1
#endif

/* Memory: memory.c, on the image's heap. */
#define MEM_LIBC_MALLOC 1
#define MEMP_MEM_MALLOC 1
#define MEM_ALIGNMENT 8
#define MEMCPY(to, from, bytes) memcpy(to, from, bytes)

/* Link and address resolution. */
#define LWIP_ETHERNET 1
#define LWIP_ARP 1
#define ARP_TABLE_SIZE 64
#define ARP_QUEUEING 1
#define LWIP_NETIF_LOOPBACK 1
#define LWIP_HAVE_LOOPIF 1
#define LWIP_LOOPBACK_MAX_PBUFS 0
#define LWIP_NETIF_LOOPBACK_MULTITHREADING 0
#define LWIP_NETIF_STATUS_CALLBACK 1
#define LWIP_NETIF_TX_SINGLE_PBUF 0
#define LWIP_SUPPORT_CUSTOM_PBUF 1
#define LWIP_CHECKSUM_CTRL_PER_NETIF 1
#define LWIP_CHECKSUM_ON_COPY 0
#define LWIP_SINGLE_NETIF 0

/* IP. */
#define LWIP_IPV4 1
#define LWIP_IPV6 CONFIG_LWIP_IPV6
#define IP_FORWARD 0
#define IP_REASSEMBLY 1
#define IP_REASS_MAX_PBUFS 128
#define IP_FRAG 1
#define LWIP_ICMP 1
#define LWIP_IGMP 0
#define IPV6_FRAG_COPYHEADER 1 /* a pointer is as long as the header in which it is kept meanwhile */
#define LWIP_IPV6_MLD LWIP_IPV6
#define LWIP_IPV6_AUTOCONFIG LWIP_IPV6
#define LWIP_IPV6_DHCP6 0
#define LWIP_IPV6_NUM_ADDRESSES 4
#define LWIP_ND6_NUM_NEIGHBORS 32
#define LWIP_ND6_NUM_DESTINATIONS 32
#define LWIP_DHCP CONFIG_LWIP_DHCP
#define LWIP_DHCP_MAX_DNS_SERVERS 3
#define LWIP_DHCP_PROVIDE_DNS_SERVERS 3
#define DHCP_DOES_ARP_CHECK 0

/* UDP and TCP. */
#define LWIP_UDP 1
#define LWIP_TCP 1
#define SO_REUSE 1
#define TCP_MSS CONFIG_LWIP_TCP_MSS
#define TCP_WND CONFIG_LWIP_TCP_RECEIVE_BYTES
#define TCP_SND_BUF CONFIG_LWIP_TCP_SEND_BYTES
#define TCP_SND_QUEUELEN LWIP_MIN(60000, 4 * (TCP_SND_BUF / TCP_MSS) + 32)
#define TCP_SNDLOWAT LWIP_MIN(TCP_SND_BUF / 3, 0x8000)
#define TCP_SNDQUEUELOWAT (TCP_SND_QUEUELEN / 2)
#define LWIP_WND_SCALE 1
#define TCP_RCV_SCALE 8
#define TCP_QUEUE_OOSEQ 1
#if CONFIG_LWIP_UNIT_TESTS
#define TCP_OOSEQ_MAX_BYTES 0 /* tests of overruns need it; the window bounds it all the same */
#else
#define TCP_OOSEQ_MAX_BYTES TCP_WND
#endif
#define LWIP_TCP_SACK_OUT 1
#define LWIP_TCP_KEEPALIVE 1
#define TCP_LISTEN_BACKLOG 1
#define LWIP_TCP_CALC_INITIAL_CWND(mss) ((tcpwnd_size_t)(10u * (mss))) /* RFC 6928 */
#define TCP_TMR_INTERVAL 100   /* delayed acknowledgement; twice that: the unit of retransmission */
#define LWIP_TCP_RTO_TIME 1000 /* RFC 6298, 2.1 */
#define TCP_MSL 30000UL        /* 2 MSL: 60 s, as Linux has it */
#define MEMP_NUM_TCP_PCB 65535
#define MEMP_NUM_TCP_SEG 65535

/* RFC 6528: initial sequence numbers that a stranger cannot guess. */
#define LWIP_HOOK_FILENAME "hooks.h"
#if CONFIG_LWIP_UNIT_TESTS
#define LWIP_HOOK_TCP_ISN lwip_unit_isn
#else
#define LWIP_HOOK_TCP_ISN lwip_hook_isn
#endif

#endif
