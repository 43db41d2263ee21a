/* SPDX-License-Identifier: BSD-3-Clause */
/* What lwIP calls of ours in the middle of its own work. */
#ifndef HOOKS_H
#define HOOKS_H

#include <lwip/ip4_frag.h> /* struct pbuf_custom_ref */
#include <lwip/ip_addr.h>
#include <lwip/pbuf.h>

struct netif;
struct tcp_pcb;

/** The initial sequence number of a connection: random.c. */
u32_t lwip_hook_isn(const ip_addr_t *local, u16_t local_port, const ip_addr_t *remote, u16_t remote_port);

/** The same for lwIP's own unit tests, which expect lwIP's numbers: tests/unit/suites.c. */
u32_t lwip_unit_isn(const ip_addr_t *local, u16_t local_port, const ip_addr_t *remote, u16_t remote_port);

/** What DHCP tells of name servers: address.c. */
void dns_setserver(u8_t index, const ip_addr_t *server);

/** Payload that the device under `netif` cuts into segments for this connection; 0: none. offload.c. */
u16_t lwip_segment_most(const struct netif *netif, const struct tcp_pcb *pcb);
#define LWIP_HOOK_SEGMENT_MOST(netif, pcb) lwip_segment_most(netif, pcb)

/** While a packet that the device is to cut is on its way down: the payload of each segment; else 0. */
extern u16_t lwip_segment_bytes;

/** A pbuf for bytes that are not copied, with a reference to what they belong to: lend.c. */
struct pbuf *lwip_alloc_lent(pbuf_layer layer, u16_t bytes);
#define LWIP_HOOK_ALLOC_LENT(layer, bytes) lwip_alloc_lent(layer, bytes)

#endif
