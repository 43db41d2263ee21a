/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Packets are copied into shared pages, so that the back end sees nothing but them, and each page is granted once: no
 * grant is made or ended while packets go out. Xen's io/netif.h, "Guest transmit".
 */
#include "net.h"
#include <unicore/errno.h>
#include <unicore/string.h>

bool net_make_slots(struct net_pair *pair, unsigned count)
{
	while (pair->slot_count < count && pair->slot_count < CONFIG_NETFRONT_SEND_PAGES) {
		uint16_t n = pair->slot_count;
		if (uc_xenpage_make(&pair->slots[n].page, pair->net->xenbus.remote, true) < 0)
			break;
		pair->slots[n].next_free = pair->free_slots;
		pair->free_slots = n;
		pair->packets[n].next_free = pair->free_packets;
		pair->free_packets = n;
		pair->free_count++;
		pair->slot_count++;
	}
	return pair->slot_count >= count;
}

void net_free_slots(struct net_pair *pair)
{
	while (pair->slot_count > 0)
		(void)uc_xenpage_free(&pair->slots[--pair->slot_count].page);
	pair->free_slots = pair->free_packets = NONE;
	pair->free_count = 0;
}

/** The back end has done with a page; the packet is done with the last one. */
static void finish(struct net_pair *pair, uint16_t id)
{
	struct uc_netdev_user *user = pair->net->netdev.user;
	struct net_slot *slot = &pair->slots[id];
	struct net_packet *packet = &pair->packets[slot->packet];
	slot->busy = false;
	slot->next_free = pair->free_slots;
	pair->free_slots = id;
	pair->free_count++;
	if (--packet->left > 0)
		return;
	packet->next_free = pair->free_packets;
	pair->free_packets = slot->packet;
	if (user)
		user->sent(user, packet->cookie);
}

/** Gives back what will never be answered: of this connection, or only of the last one. */
static void lose(struct net_pair *pair, bool all)
{
	for (uint16_t n = 0; n < pair->slot_count; n++)
		if (pair->slots[n].busy && (all || pair->slots[n].life != pair->life))
			finish(pair, n);
	pair->has_stale = false;
}

int net_renew_slots(struct net_pair *pair)
{
	/* Of two connections ago there may be some, too, when nobody polled. */
	for (uint16_t n = 0; n < pair->slot_count; n++)
		pair->slots[n].life = pair->life;
	pair->life = !pair->life;
	pair->has_stale = true;
	int result = 0;
	for (uint16_t n = 0; n < pair->slot_count; n++) {
		struct uc_xenpage *page = &pair->slots[n].page;
		page->grant = UC_XEN_NO_GRANT;
		if (result == 0)
			result = uc_xenpage_again(page, pair->net->xenbus.remote, true);
	}
	return result;
}

void net_reap(struct net_pair *pair)
{
	struct net_device *net = pair->net;
	struct net_send_response response;
	int result = 0;
	while (!net->broken && (result = uc_xenring_take(&pair->transmit, &response, sizeof(response))) > 0) {
		if (response.status == STATUS_NULL)
			continue;
		if (response.id >= pair->slot_count || !pair->slots[response.id].busy ||
		    pair->slots[response.id].life != pair->life) {
			net_broken(net, "an answer to no packet");
			break;
		}
		finish(pair, response.id);
	}
	if (result < 0)
		net_broken(net, "its counter of sent packets jumps");
	if (UC_UNLIKELY(net->broken || pair->has_stale))
		lose(pair, net->broken);
}

void net_kick(struct net_pair *pair)
{
	if (!uc_xenring_push(&pair->transmit) || pair->net->broken)
		return;
	pair->net->kicks++;
	uc_xen_event_send(pair->port);
}

/** What is copied: fragments, as one run of bytes. */
struct source {
	const struct uc_net_fragment *fragment;
	uint32_t done; /* of it */
};

static void copy(uint8_t *to, uint32_t bytes, struct source *from)
{
	while (bytes > 0) {
		uint32_t part = from->fragment->bytes - from->done;
		part = part < bytes ? part : bytes;
		memcpy(to, (const uint8_t *)from->fragment->data + from->done, part);
		to += part;
		bytes -= part;
		from->done += part;
		if (from->done == from->fragment->bytes) {
			from->fragment++;
			from->done = 0;
		}
	}
}

static uint16_t take_slot(struct net_pair *pair, uint16_t packet)
{
	uint16_t id = pair->free_slots;
	struct net_slot *slot = &pair->slots[id];
	pair->free_slots = slot->next_free;
	pair->free_count--;
	slot->busy = true;
	slot->life = pair->life;
	slot->packet = packet;
	return id;
}

static void put_segment(struct net_pair *pair, const struct uc_net_offload *offload)
{
	const struct net_extra extra = {.type = EXTRA_SEGMENT,
					.segment_bytes = offload->segment_bytes,
					.segment = offload->segment == UC_NETDEV_SEGMENT_TCP4 ? SEGMENT_TCP4
											      : SEGMENT_TCP6};
	memcpy(uc_xenring_put(&pair->transmit), &extra, sizeof(extra));
}

/** Writes the requests of a packet, for which there is room. The first one tells the whole length. */
static void put(struct net_pair *pair, const struct uc_net_packet *packet, uint32_t bytes)
{
	struct source source = {.fragment = packet->fragments};
	uint16_t index = pair->free_packets;
	struct net_packet *sent = &pair->packets[index];
	pair->free_packets = sent->next_free;
	*sent = (struct net_packet){.cookie = packet->cookie};
	for (uint32_t done = 0; done < bytes; sent->left++) {
		uint32_t part = bytes - done < UC_PAGE_BYTES ? bytes - done : (uint32_t)UC_PAGE_BYTES;
		uint16_t id = take_slot(pair, index);
		struct net_send_request request = {
			.grant = pair->slots[id].page.grant, .id = id, .bytes = (uint16_t)(done == 0 ? bytes : part)};
		copy(pair->slots[id].page.memory, part, &source);
		bool is_first = done == 0;
		done += part;
		if (done < bytes)
			request.flags |= SEND_MORE;
		if (is_first && packet->offload.checksum == UC_CHECKSUM_PARTIAL)
			request.flags |= SEND_CHECKSUM_BLANK | SEND_VALIDATED;
		if (is_first && packet->offload.segment)
			request.flags |= SEND_EXTRA;
		memcpy(uc_xenring_put(&pair->transmit), &request, sizeof(request));
		if (request.flags & SEND_EXTRA)
			put_segment(pair, &packet->offload);
	}
}

static bool has_room(struct net_pair *pair, unsigned pages)
{
	if (uc_xenring_room(&pair->transmit) < pages + 1)
		return false;
	return pair->free_count >= pages || net_make_slots(pair, pair->slot_count + pages - (unsigned)pair->free_count);
}

/** Lets an event come when half of what is being sent has gone. Returns false when some has gone by now. */
static bool wait_for_room(struct net_pair *pair)
{
	uint32_t waiting = pair->transmit.put - pair->transmit.taken;
	net_kick(pair);
	return waiting == 0 || uc_xenring_ask(&pair->transmit, (waiting + 1) / 2);
}

/** Whether there is room for so many pages. Returns 0, -EAGAIN, or -ENETDOWN. */
static int make_room(struct net_pair *pair, unsigned pages)
{
	while (!has_room(pair, pages)) {
		net_reap(pair);
		if (pair->net->broken)
			return -ENETDOWN;
		if (!has_room(pair, pages) && wait_for_room(pair))
			return -EAGAIN;
	}
	return 0;
}

int net_transmit(struct uc_netdev *device, const struct uc_net_packet *packet)
{
	struct net_device *net = net_of(device);
	struct net_pair *pair = &net->pairs[device->queues == 1 ? 0 : packet->flow % device->queues];
	uint32_t bytes = 0;
	if (UC_UNLIKELY(net->broken))
		return -ENETDOWN;
	if (packet->count == 0 || packet->count > MOST_FRAGMENTS)
		return -EMSGSIZE;
	for (unsigned n = 0; n < packet->count; n++)
		bytes += packet->fragments[n].bytes;
	int result = uc_netdev_check_offload(device, &packet->offload, bytes);
	if (result == 0)
		result = make_room(pair, (bytes + UC_PAGE_BYTES - 1) / UC_PAGE_BYTES);
	if (result < 0)
		return result;
	put(pair, packet, bytes);
	device->counts.sent++;
	device->counts.sent_bytes += bytes;
	return 0;
}
