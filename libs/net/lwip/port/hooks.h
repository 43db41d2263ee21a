/* SPDX-License-Identifier: BSD-3-Clause */
/* What lwIP calls of ours in the middle of its own work. */
#ifndef HOOKS_H
#define HOOKS_H

#include <lwip/ip_addr.h>

/** The initial sequence number of a connection: random.c. */
u32_t lwip_hook_isn(const ip_addr_t *local, u16_t local_port, const ip_addr_t *remote, u16_t remote_port);

/** What DHCP tells of name servers: address.c. */
void dns_setserver(u8_t index, const ip_addr_t *server);

#endif
