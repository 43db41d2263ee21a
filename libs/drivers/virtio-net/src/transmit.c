/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Packets go out without a copy: the driver's header, then the user's fragments. Interrupts for sent packets are asked
 * for only when there is no room: VIRTIO 1.2, 5.1.6.2.
 */
#include "net.h"
#include <unicore/byteorder.h>
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/pagealloc.h>
#include <unicore/string.h>

bool net_make_sent(struct net_pair *pair)
{
	if (pair->sent_count >= CONFIG_VIRTIO_NET_SEND_PACKETS)
		return false;
	struct net_sent_page *page = uc_heap_alloc_zeroed(1, sizeof(*page));
	struct net_outgoing *shared = page ? uc_pages_alloc(1) : NULL;
	if (!shared) {
		uc_heap_free(page);
		return false;
	}
	memset(shared, 0, UC_PAGE_BYTES);
	page->shared = shared;
	page->next = pair->sent_pages;
	pair->sent_pages = page;
	pair->sent_count += SENT_PER_PAGE;
	for (unsigned n = 0; n < SENT_PER_PAGE; n++) {
		page->sent[n].shared = &shared[n];
		page->sent[n].next_free = pair->free_sent;
		pair->free_sent = &page->sent[n];
	}
	return true;
}

void net_free_sent(struct net_pair *pair)
{
	for (struct net_sent_page *page = pair->sent_pages, *next; page; page = next) {
		next = page->next;
		uc_pages_free(page->shared, 1);
		uc_heap_free(page);
	}
	pair->sent_pages = NULL;
	pair->free_sent = NULL;
}

static void finish(struct net_pair *pair, struct net_sent *sent)
{
	struct uc_netdev_user *user = pair->net->netdev.user;
	void *cookie = sent->cookie;
	sent->next_free = pair->free_sent;
	pair->free_sent = sent;
	if (user)
		user->sent(user, cookie);
}

void net_reap(struct net_pair *pair)
{
	struct net_sent *sent;
	uint32_t written;
	while ((sent = uc_virtq_take(&pair->transmit, &written)) != NULL)
		finish(pair, sent);
	if (UC_LIKELY(!pair->net->virtio->broken))
		return;
	while ((sent = uc_virtq_take_back(&pair->transmit)) != NULL)
		finish(pair, sent);
}

static void write_header(struct net_header *header, const struct uc_net_offload *offload)
{
	*header = (struct net_header){0};
	if (offload->checksum != UC_CHECKSUM_PARTIAL)
		return;
	header->flags = HEADER_NEEDS_CHECKSUM;
	header->checksum_start = uc_little16(offload->checksum_start);
	header->checksum_offset = uc_little16(offload->checksum_offset);
	if (!offload->segment)
		return;
	header->segment = offload->segment == UC_NETDEV_SEGMENT_TCP4 ? HEADER_TCP4 : HEADER_TCP6;
	header->header_bytes = uc_little16(offload->header_bytes);
	header->segment_bytes = uc_little16(offload->segment_bytes);
}

/** A packet to fill in; NULL: no room now. */
static struct net_sent *get_sent(struct net_pair *pair)
{
	if (UC_UNLIKELY(!pair->free_sent))
		net_reap(pair);
	if (UC_UNLIKELY(!pair->free_sent))
		net_make_sent(pair);
	struct net_sent *sent = pair->free_sent;
	if (sent)
		pair->free_sent = sent->next_free;
	return sent;
}

static int put(struct net_pair *pair, const struct uc_virtq_piece *pieces, unsigned count, struct net_sent *sent)
{
	int result = uc_virtq_put(&pair->transmit, pieces, count, 0, sent->shared->table, sent);
	if (UC_LIKELY(result != -EAGAIN))
		return result;
	net_reap(pair);
	return uc_virtq_put(&pair->transmit, pieces, count, 0, sent->shared->table, sent);
}

/** Lets an interrupt come when half of what is being sent has gone. Returns false when there is room again by now. */
static bool wait_for_room(struct net_pair *pair)
{
	unsigned waiting = pair->transmit.waiting;
	uc_virtq_kick(&pair->transmit);
	return waiting == 0 || uc_virtq_ask(&pair->transmit, (waiting + 1) / 2);
}

static int send(struct net_pair *pair, const struct uc_net_packet *packet, uint32_t bytes)
{
	struct uc_virtq_piece pieces[1 + MOST_FRAGMENTS];
	struct net_sent *sent = get_sent(pair);
	if (!sent)
		return -EAGAIN;
	sent->cookie = packet->cookie;
	sent->bytes = bytes;
	write_header(&sent->shared->header, &packet->offload);
	pieces[0] = (struct uc_virtq_piece){&sent->shared->header, sizeof(struct net_header)};
	for (unsigned n = 0; n < packet->count; n++)
		pieces[1 + n] = (struct uc_virtq_piece){packet->fragments[n].data, packet->fragments[n].bytes};
	int result = put(pair, pieces, 1 + packet->count, sent);
	if (result == 0)
		return 0;
	sent->next_free = pair->free_sent;
	pair->free_sent = sent;
	return result;
}

int net_transmit(struct uc_netdev *device, const struct uc_net_packet *packet)
{
	struct net_device *net = net_of(device);
	struct net_pair *pair = &net->pairs[device->queues == 1 ? 0 : packet->flow % device->queues];
	uint32_t bytes = 0;
	if (UC_UNLIKELY(net->virtio->broken))
		return -ENETDOWN;
	if (packet->count == 0 || packet->count > MOST_FRAGMENTS)
		return -EMSGSIZE;
	for (unsigned n = 0; n < packet->count; n++)
		bytes += packet->fragments[n].bytes;
	int result = uc_netdev_check_offload(device, &packet->offload, bytes);
	if (result < 0)
		return result;
	do
		result = send(pair, packet, bytes);
	while (UC_UNLIKELY(result == -EAGAIN) && !wait_for_room(pair));
	if (UC_LIKELY(result == 0)) {
		device->counts.sent++;
		device->counts.sent_bytes += bytes;
	}
	return result == -EIO ? -ENETDOWN : result;
}
