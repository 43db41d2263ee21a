/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Receive buffers: zeroed pages, granted while the back end may copy into them and not otherwise. While the user holds
 * some, others are made, up to the limit, and freed when they come back.
 */
#include "net.h"
#include <unicore/errno.h>
#include <unicore/heap.h>

/* How many buffers are given to the back end before it is told. */
#define REFILL_BATCH 8
/* It is told at once when it has no more than this. */
#define REFILL_URGENT 4
/* Buffers that neither side has: the user holds some for a moment in each round, and pages must not come and go. */
#define MOST_IDLE 16

static void make_idle(struct net_buffer *buffer)
{
	buffer->state = BUFFER_IDLE;
	uc_list_add_before(&buffer->pair->idle, &buffer->idle);
	buffer->pair->idle_count++;
}

static void leave_idle(struct net_buffer *buffer)
{
	uc_list_remove(&buffer->idle);
	buffer->pair->idle_count--;
}

static void free_buffer(struct net_buffer *buffer)
{
	uc_list_remove(&buffer->node);
	buffer->pair->buffer_count--;
	(void)uc_xenpage_free(&buffer->page);
	uc_heap_free(buffer);
}

static bool post(struct net_buffer *buffer)
{
	struct net_pair *pair = buffer->pair;
	struct uc_xenring *ring = &pair->receive;
	if (pair->net->broken || uc_xenring_room(ring) == 0)
		return false;
	if (buffer->page.grant == UC_XEN_NO_GRANT &&
	    uc_xenpage_again(&buffer->page, pair->net->xenbus.remote, false) < 0)
		return false;
	uint16_t id = (uint16_t)(ring->put & (RING_ENTRIES - 1));
	*(struct net_receive_request *)uc_xenring_put(ring) =
		(struct net_receive_request){.id = id, .grant = buffer->page.grant};
	pair->posted[id] = buffer;
	pair->waiting++;
	buffer->state = BUFFER_POSTED;
	return true;
}

static void kick(struct net_pair *pair)
{
	if (!uc_xenring_push(&pair->receive))
		return;
	pair->net->kicks++;
	uc_xen_event_send(pair->port);
}

static void release(struct uc_net_buffer *piece)
{
	struct net_buffer *buffer = UC_CONTAINER_OF(piece, struct net_buffer, piece);
	struct net_pair *pair = buffer->pair;
	if (pair->waiting >= pair->net->waiting_buffers || !post(buffer)) {
		if (pair->idle_count < MOST_IDLE)
			make_idle(buffer);
		else
			free_buffer(buffer);
		return;
	}
	if (pair->waiting <= REFILL_URGENT || pair->receive.put - pair->receive.told >= REFILL_BATCH)
		kick(pair);
}

static struct net_buffer *make_buffer(struct net_pair *pair)
{
	if (pair->buffer_count >= CONFIG_NETFRONT_MOST_RECEIVE_BUFFERS)
		return NULL;
	struct net_buffer *buffer = uc_heap_alloc_zeroed(1, sizeof(*buffer));
	if (!buffer || uc_xenpage_make(&buffer->page, pair->net->xenbus.remote, false) < 0) {
		uc_heap_free(buffer);
		return NULL;
	}
	buffer->piece.release = release;
	buffer->pair = pair;
	uc_list_init(&buffer->idle);
	uc_list_add_before(&pair->buffers, &buffer->node);
	pair->buffer_count++;
	return buffer;
}

bool net_refill(struct net_pair *pair)
{
	while (pair->waiting < pair->net->waiting_buffers && !pair->net->broken) {
		struct net_buffer *buffer = NULL;
		if (uc_list_empty(&pair->idle) && !(buffer = make_buffer(pair)))
			break;
		if (buffer)
			make_idle(buffer);
		buffer = UC_CONTAINER_OF(pair->idle.next, struct net_buffer, idle);
		if (!post(buffer))
			break;
		leave_idle(buffer);
	}
	if (!pair->net->broken)
		kick(pair);
	return pair->waiting > 0;
}

void net_take_back_buffers(struct net_pair *pair)
{
	uc_list_for_each(node, &pair->buffers)
	{
		struct net_buffer *buffer = UC_CONTAINER_OF(node, struct net_buffer, node);
		buffer->page.grant = UC_XEN_NO_GRANT;
		if (buffer->state == BUFFER_POSTED)
			make_idle(buffer);
	}
	pair->waiting = 0;
}

void net_free_buffers(struct net_pair *pair)
{
	while (!uc_list_empty(&pair->buffers))
		free_buffer(UC_CONTAINER_OF(pair->buffers.next, struct net_buffer, node));
	uc_list_init(&pair->idle);
	pair->waiting = pair->idle_count = 0;
}
