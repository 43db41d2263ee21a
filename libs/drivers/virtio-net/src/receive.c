/* SPDX-License-Identifier: BSD-3-Clause */
/* Received frames: VIRTIO 1.2, 5.1.6.3 and 5.1.6.4. Header and lengths are the device's word and are checked. */
#include "net.h"
#include <unicore/byteorder.h>

/** The next piece of a frame: its bytes after `skip`. NULL: none, or nonsense. */
static struct net_buffer *take(struct net_pair *pair, uint32_t skip)
{
	uint32_t written;
	struct net_buffer *buffer = uc_virtq_take(&pair->receive, &written);
	if (!buffer)
		return NULL;
	buffer->state = BUFFER_TAKEN;
	buffer->piece.next = NULL;
	buffer->piece.data = buffer->memory + BUFFER_PAD + skip;
	buffer->piece.bytes = written - skip;
	if (UC_LIKELY(written > skip))
		return buffer;
	buffer->piece.release(&buffer->piece);
	uc_virtio_broken(pair->net->virtio, "a received buffer without a byte");
	return NULL;
}

static void release_frame(struct uc_net_buffer *piece)
{
	while (piece) {
		struct uc_net_buffer *next = piece->next;
		piece->release(piece);
		piece = next;
	}
}

/** Adds the other buffers of a frame. Returns its length, 0: they are not all there. */
static uint32_t gather(struct net_pair *pair, struct net_buffer *first, unsigned buffers)
{
	struct uc_net_buffer *last = &first->piece;
	uint32_t bytes = last->bytes;
	for (unsigned n = 1; n < buffers; n++) {
		struct net_buffer *buffer = take(pair, 0);
		if (!buffer) {
			uc_virtio_broken(pair->net->virtio, "a frame whose buffers are not there");
			return 0;
		}
		last->next = &buffer->piece;
		last = &buffer->piece;
		bytes += last->bytes;
	}
	return bytes;
}

/** What the device says of the frame. False: it cannot be. */
static bool read_offload(const struct net_device *net, const struct net_header *header, struct uc_net_offload *offload)
{
	*offload = (struct uc_net_offload){0};
	if (header->flags & (HEADER_NEEDS_CHECKSUM | HEADER_DATA_VALID)) {
		if (!uc_virtio_has(net->virtio, NET_GUEST_CSUM))
			return false;
		offload->checksum = UC_CHECKSUM_GOOD;
	}
	if (header->segment == 0)
		return true;
	bool is_tcp4 = header->segment == HEADER_TCP4, is_tcp6 = header->segment == HEADER_TCP6;
	if (!(is_tcp4 && uc_virtio_has(net->virtio, NET_GUEST_TSO4)) &&
	    !(is_tcp6 && uc_virtio_has(net->virtio, NET_GUEST_TSO6)))
		return false;
	offload->segment = is_tcp4 ? UC_NETDEV_SEGMENT_TCP4 : UC_NETDEV_SEGMENT_TCP6;
	offload->segment_bytes = uc_little16(header->segment_bytes);
	return true;
}

bool net_receive(struct net_pair *pair)
{
	struct net_device *net = pair->net;
	struct uc_netdev *netdev = &net->netdev;
	struct uc_net_offload offload;
	struct net_header header;
	struct net_buffer *first = take(pair, sizeof(header));
	if (!first)
		return false;
	/* The device may change it: copied once, and not looked at there again. */
	__builtin_memcpy(&header, first->memory + BUFFER_PAD, sizeof(header));
	__asm__ volatile("" ::: "memory");
	unsigned buffers = net->mergeable ? uc_little16(header.buffers) : 1;
	if (UC_UNLIKELY(buffers == 0))
		uc_virtio_broken(net->virtio, "a frame of no buffers");
	uint32_t bytes = buffers > 0 ? gather(pair, first, buffers) : 0;
	if (UC_UNLIKELY(bytes < UC_ETHERNET_HEADER_BYTES || bytes > net->most_frame_bytes ||
			!read_offload(net, &header, &offload))) {
		netdev->counts.broken += bytes > 0;
		release_frame(&first->piece);
		return !net->virtio->broken;
	}
	netdev->counts.received++;
	netdev->counts.received_bytes += bytes;
	netdev->user->received(netdev->user, &first->piece, &offload);
	return true;
}
