/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Work that is left to the device. Of TCP the device completes the checksum: the field holds the sum of the
 * pseudo-header (RFC 9293, 3.1; RFC 8200, 8.1), and where it lies is told. All other checksums are lwIP's.
 */
#include "device.h"
#include <hooks.h>
#include <lwip/inet_chksum.h>
#include <lwip/prot/ethernet.h>
#include <lwip/prot/ip.h>
#include <lwip/prot/ip4.h>
#include <lwip/prot/ip6.h>
#include <lwip/prot/tcp.h>
#include <lwip/tcp.h>
#include <unicore/string.h>

#define TCP_CHECKSUM_OFFSET 16

/* RFC 9293, 3.7.1: what every host takes; for a packet that waited for its neighbour's address. */
#define SAFE_SEGMENT 536u

u16_t lwip_segment_bytes;

u16_t lwip_segment_most(const struct netif *netif, const struct tcp_pcb *pcb)
{
	const struct lwip_device *device = lwip_device_of(netif);
	uint32_t wanted = IP_IS_V6(&pcb->remote_ip) ? UC_NETDEV_SEGMENT_TCP6 : UC_NETDEV_SEGMENT_TCP4;
	(void)pcb; /* of IPv4 without IPv6 */
	uint32_t headers = SIZEOF_ETH_HDR + IP6_HLEN + TCP_HLEN;
	if (!device || !(device->netdev->features & wanted) || !(device->netdev->features & UC_NETDEV_CHECKSUM) ||
	    device->netdev->most_segment_bytes <= headers)
		return 0;
	return (u16_t)(LWIP_MIN(device->netdev->most_segment_bytes, UINT16_MAX) - headers);
}

/* What lies in front of TCP in a frame. `sum` is the pseudo-header's, without the length. */
struct found {
	u16_t start; /* of the TCP header, from the frame's first byte */
	uint8_t segment;
	u32_t sum;
};

static bool find(const u8_t *frame, u16_t bytes, struct found *found)
{
	u16_t type = (u16_t)(frame[12] << 8 | frame[13]);
	const u8_t *ip = frame + SIZEOF_ETH_HDR;
	if (type == ETHTYPE_IP && bytes >= SIZEOF_ETH_HDR + IP_HLEN + TCP_HLEN && ip[9] == IP_PROTO_TCP) {
		found->start = (u16_t)(SIZEOF_ETH_HDR + (ip[0] & 0xf) * 4);
		found->sum = lwip_checksum(ip + 12, 8);
		found->segment = UC_NETDEV_SEGMENT_TCP4;
	} else if (type == ETHTYPE_IPV6 && bytes >= SIZEOF_ETH_HDR + IP6_HLEN + TCP_HLEN && ip[6] == IP_PROTO_TCP) {
		found->start = SIZEOF_ETH_HDR + IP6_HLEN;
		found->sum = lwip_checksum(ip + 8, 32);
		found->segment = UC_NETDEV_SEGMENT_TCP6;
	} else {
		return false;
	}
	found->sum += lwip_htons(IP_PROTO_TCP);
	return found->start + TCP_HLEN <= bytes;
}

void lwip_offload(const struct lwip_device *device, struct pbuf *frame, struct uc_net_packet *packet)
{
	u8_t *bytes = frame->payload;
	struct found found;
	if (!(device->netdev->features & UC_NETDEV_CHECKSUM) || frame->len < SIZEOF_ETH_HDR ||
	    !find(bytes, frame->len, &found))
		return;
	u32_t sum = found.sum + lwip_htons((u16_t)(frame->tot_len - found.start));
	sum = (sum & 0xffff) + (sum >> 16);
	u16_t field = (u16_t)((sum & 0xffff) + (sum >> 16));
	memcpy(bytes + found.start + TCP_CHECKSUM_OFFSET, &field, sizeof field);
	packet->offload = (struct uc_net_offload){
		.checksum = UC_CHECKSUM_PARTIAL,
		.checksum_start = found.start,
		.checksum_offset = TCP_CHECKSUM_OFFSET,
	};
	if (frame->tot_len > device->netdev->mtu_bytes + SIZEOF_ETH_HDR) {
		packet->offload.segment = found.segment;
		packet->offload.segment_bytes = lwip_segment_bytes ? lwip_segment_bytes : SAFE_SEGMENT;
		packet->offload.header_bytes = (uint16_t)(found.start + (bytes[found.start + 12] >> 4) * 4);
	}
	packet->flow = (uint16_t)(bytes[found.start + 1] ^ bytes[found.start + 3]);
}
