/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Received frames: Xen's io/netif.h, "Guest receive". A response answers the request in the same place of the ring;
 * what it says was copied once and is checked, and the page is taken back from the other side before anybody reads it.
 */
#include "net.h"
#include <unicore/errno.h>
#include <unicore/string.h>

/** A frame as it is put together. */
struct frame {
	struct uc_net_buffer *first, *last;
	uint32_t bytes;
	unsigned slots;
	uint16_t flags; /* of the first piece */
	bool dropped;   /* the back end could not copy all of it */
	struct net_extra segment;
};

static void release_frame(struct uc_net_buffer *piece)
{
	while (piece) {
		struct uc_net_buffer *next = piece->next;
		piece->release(piece);
		piece = next;
	}
}

/** The next response, with the buffer of its place. NULL: none, or nonsense. */
static struct net_buffer *take(struct net_pair *pair, void *response, uint16_t *place)
{
	*place = (uint16_t)(pair->receive.taken & (RING_ENTRIES - 1));
	int result = pair->net->broken ? 0 : uc_xenring_take(&pair->receive, response, 8);
	if (result < 0)
		net_broken(pair->net, "its counter of received frames jumps");
	if (result <= 0)
		return NULL;
	struct net_buffer *buffer = pair->posted[*place];
	pair->posted[*place] = NULL;
	pair->waiting--;
	buffer->state = BUFFER_TAKEN;
	buffer->piece.next = NULL;
	return buffer;
}

/** Takes the back end's right to the page. False: it still holds it, and nobody will ever read it. */
static bool own(struct net_pair *pair, struct net_buffer *buffer)
{
	if (UC_LIKELY(uc_xen_grant_end(buffer->page.grant) == 0)) {
		buffer->page.grant = UC_XEN_NO_GRANT;
		return true;
	}
	net_broken(pair->net, "it holds on to a page that it has answered for");
	/* Kept among the buffers, with its grant, until the end. */
	buffer->state = BUFFER_POSTED;
	return false;
}

/** Adds a piece. False: it cannot be. */
static bool add(struct net_pair *pair, struct frame *frame, struct net_buffer *buffer,
		const struct net_receive_response *response, uint16_t place)
{
	if (!own(pair, buffer))
		return false;
	bool is_inside =
		response->status <= 0 || (uint32_t)response->offset + (uint32_t)response->status <= UC_PAGE_BYTES;
	if (response->id != place || !is_inside || ++frame->slots > MOST_PIECES) {
		buffer->piece.release(&buffer->piece);
		net_broken(pair->net, "a piece of a frame that cannot be");
		return false;
	}
	if (response->status <= 0) {
		frame->dropped = true;
		buffer->piece.release(&buffer->piece);
		return true;
	}
	buffer->piece.data = buffer->page.memory + response->offset;
	buffer->piece.bytes = (uint32_t)response->status;
	frame->bytes += buffer->piece.bytes;
	if (frame->last)
		frame->last->next = &buffer->piece;
	else
		frame->first = &buffer->piece;
	frame->last = &buffer->piece;
	return true;
}

/** Reads what stands between the first piece and the others. False: it cannot be. */
static bool take_extras(struct net_pair *pair, struct frame *frame)
{
	struct net_extra extra;
	uint16_t place;
	unsigned count = 0;
	do {
		struct net_buffer *buffer = take(pair, &extra, &place);
		if (!buffer || ++count > EXTRA_TYPES) {
			if (buffer)
				buffer->piece.release(&buffer->piece);
			net_broken(pair->net, "a frame whose parts are not there");
			return false;
		}
		/* Nothing was written into this page. */
		buffer->piece.release(&buffer->piece);
		if (extra.type == EXTRA_SEGMENT)
			frame->segment = extra;
	} while (extra.flags & EXTRA_MORE);
	return true;
}

static bool gather(struct net_pair *pair, struct frame *frame, struct net_buffer *buffer,
		   struct net_receive_response *response, uint16_t place)
{
	frame->flags = response->flags;
	for (;;) {
		if (!add(pair, frame, buffer, response, place))
			return false;
		if (frame->slots == 1 && (response->flags & RECEIVED_EXTRA) && !take_extras(pair, frame))
			return false;
		if (!(response->flags & RECEIVED_MORE))
			return true;
		buffer = take(pair, response, &place);
		if (!buffer) {
			net_broken(pair->net, "a frame whose parts are not there");
			return false;
		}
	}
}

/** What the back end says of the frame. False: it cannot be. */
static bool read_offload(const struct net_device *net, const struct frame *frame, struct uc_net_offload *offload)
{
	*offload = (struct uc_net_offload){0};
	if (frame->flags & (RECEIVED_CHECKSUM_BLANK | RECEIVED_VALIDATED))
		offload->checksum = UC_CHECKSUM_GOOD;
	if (frame->segment.type == 0)
		return true;
	bool is_tcp4 = frame->segment.segment == SEGMENT_TCP4, is_tcp6 = frame->segment.segment == SEGMENT_TCP6;
	if (!(is_tcp4 && (net->netdev.features & UC_NETDEV_RECEIVE_LARGE4)) &&
	    !(is_tcp6 && (net->netdev.features & UC_NETDEV_RECEIVE_LARGE6)))
		return false;
	offload->segment = is_tcp4 ? UC_NETDEV_SEGMENT_TCP4 : UC_NETDEV_SEGMENT_TCP6;
	offload->segment_bytes = frame->segment.segment_bytes;
	return true;
}

bool net_receive(struct net_pair *pair)
{
	struct net_device *net = pair->net;
	struct uc_netdev *netdev = &net->netdev;
	struct net_receive_response response;
	struct uc_net_offload offload;
	struct frame frame = {0};
	uint16_t place;
	struct net_buffer *buffer = take(pair, &response, &place);
	if (!buffer)
		return false;
	bool is_whole = gather(pair, &frame, buffer, &response, place);
	if (UC_UNLIKELY(!is_whole || frame.dropped || frame.bytes < UC_ETHERNET_HEADER_BYTES ||
			frame.bytes > net->most_frame_bytes || !read_offload(net, &frame, &offload))) {
		*(frame.dropped ? &netdev->counts.dropped : &netdev->counts.broken) += is_whole;
		release_frame(frame.first);
		return !net->broken;
	}
	netdev->counts.received++;
	netdev->counts.received_bytes += frame.bytes;
	netdev->user->received(netdev->user, frame.first, &offload);
	return true;
}
