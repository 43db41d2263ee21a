/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames to and from the host. A write is done when it returns; a read fills a buffer that is the user's until given
 * back. */
#include "tap.h"
#include <unicore/heap.h>

static uint8_t segment_of(uint8_t segment)
{
	return segment == UC_NETDEV_SEGMENT_TCP4 ? TAP_SEGMENT_TCP4 : segment ? TAP_SEGMENT_TCP6 : 0;
}

int tap_transmit(struct uc_netdev *device, const struct uc_net_packet *packet)
{
	struct tap *tap = tap_of(device);
	const struct uc_net_offload *offload = &packet->offload;
	struct tap_iovec vector[1 + MOST_FRAGMENTS];
	size_t bytes = 0;
	struct tap_header header = {
		.flags = offload->checksum == UC_CHECKSUM_PARTIAL ? TAP_NEEDS_CHECKSUM : 0,
		.segment = segment_of(offload->segment),
		.header_bytes = offload->header_bytes,
		.segment_bytes = offload->segment_bytes,
		.checksum_start = offload->checksum_start,
		.checksum_offset = offload->checksum_offset,
	};
	if (packet->count > MOST_FRAGMENTS)
		return -EMSGSIZE;
	if (tap->done == MOST_DONE)
		return -EAGAIN;
	vector[0] = (struct tap_iovec){&header, sizeof header};
	for (unsigned i = 0; i < packet->count; i++) {
		vector[1 + i] = (struct tap_iovec){packet->fragments[i].data, packet->fragments[i].bytes};
		bytes += packet->fragments[i].bytes;
	}
	long written = uc_host_syscall(HOST_WRITEV, tap->watch.descriptor, (long)vector, 1 + packet->count, 0, 0, 0);
	if (written == -EAGAIN)
		return -EAGAIN;
	/* An interface that is down (-EIO) or refuses the frame loses it, as a wire would. */
	device->counts.kicks++;
	device->counts.sent++;
	device->counts.sent_bytes += bytes;
	tap->cookies[tap->done++] = packet->cookie;
	return 0;
}

static void release(struct uc_net_buffer *piece)
{
	struct tap_buffer *buffer = UC_CONTAINER_OF(piece, struct tap_buffer, piece);
	struct tap *tap = buffer->tap;
	buffer->next = tap->spare;
	tap->spare = buffer;
	tap->buffers--;
	if (tap->starved) {
		tap->starved = false;
		tap_ready(tap);
	}
}

static struct tap_buffer *take(struct tap *tap)
{
	struct tap_buffer *buffer = tap->spare;
	if (tap->buffers >= CONFIG_TAP_BUFFERS)
		return NULL;
	if (buffer)
		tap->spare = buffer->next;
	else
		buffer = uc_heap_alloc(sizeof *buffer);
	if (!buffer)
		return NULL;
	buffer->tap = tap;
	buffer->piece = (struct uc_net_buffer){.data = buffer->frame, .release = release};
	tap->buffers++;
	return buffer;
}

static uint8_t checksum_of(const struct tap_header *header)
{
	return header->flags & (TAP_NEEDS_CHECKSUM | TAP_CHECKSUM_GOOD) ? UC_CHECKSUM_GOOD : UC_CHECKSUM_NONE;
}

/* Returns whether there was a frame. */
static bool receive(struct tap *tap)
{
	struct uc_netdev *device = &tap->netdev;
	struct tap_header header;
	struct tap_buffer *buffer = take(tap);
	if (!buffer) {
		tap->starved = true;
		return false;
	}
	struct tap_iovec vector[] = {{&header, sizeof header}, {buffer->frame, FRAME_BYTES}};
	long got = uc_host_syscall(HOST_READV, tap->watch.descriptor, (long)vector, 2, 0, 0, 0);
	if (got <= (long)sizeof header + UC_ETHERNET_HEADER_BYTES) {
		release(&buffer->piece);
		return got >= 0;
	}
	buffer->piece.bytes = (uint32_t)got - (uint32_t)sizeof header;
	device->counts.received++;
	device->counts.received_bytes += buffer->piece.bytes;
	const struct uc_net_offload offload = {.checksum = checksum_of(&header)};
	device->user->received(device->user, &buffer->piece, &offload);
	return true;
}

unsigned tap_poll(struct uc_netdev *device, unsigned most)
{
	struct tap *tap = tap_of(device);
	unsigned count = 0;
	for (unsigned i = 0; i < tap->done; i++)
		device->user->sent(device->user, tap->cookies[i]);
	tap->done = 0;
	while (count < most && receive(tap))
		count++;
	return count;
}
