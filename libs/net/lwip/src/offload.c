/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Work that is left to the device. Of TCP the device completes the checksum: the field holds the sum of the
 * pseudo-header (RFC 9293, 3.1; RFC 8200, 8.1), and where it lies is told. All other checksums are lwIP's.
 */
#include "device.h"
#include <lwip/inet_chksum.h>
#include <lwip/prot/ethernet.h>
#include <lwip/prot/ip.h>
#include <lwip/prot/ip4.h>
#include <lwip/prot/ip6.h>
#include <lwip/prot/tcp.h>
#include <unicore/string.h>

#define TCP_CHECKSUM_OFFSET 16

/* What lies in front of TCP in a frame. `sum` is the pseudo-header's, without the length. */
struct found {
	u16_t start; /* of the TCP header, from the frame's first byte */
	u32_t sum;
};

static bool find(const u8_t *frame, u16_t bytes, struct found *found)
{
	u16_t type = (u16_t)(frame[12] << 8 | frame[13]);
	const u8_t *ip = frame + SIZEOF_ETH_HDR;
	if (type == ETHTYPE_IP && bytes >= SIZEOF_ETH_HDR + IP_HLEN + TCP_HLEN && ip[9] == IP_PROTO_TCP) {
		found->start = (u16_t)(SIZEOF_ETH_HDR + (ip[0] & 0xf) * 4);
		found->sum = lwip_checksum(ip + 12, 8);
	} else if (type == ETHTYPE_IPV6 && bytes >= SIZEOF_ETH_HDR + IP6_HLEN + TCP_HLEN && ip[6] == IP_PROTO_TCP) {
		found->start = SIZEOF_ETH_HDR + IP6_HLEN;
		found->sum = lwip_checksum(ip + 8, 32);
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
	packet->flow = (uint16_t)(bytes[found.start + 1] ^ bytes[found.start + 3]);
}
