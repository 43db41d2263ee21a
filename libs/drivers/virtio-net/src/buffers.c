/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Receive buffers: halves of zeroed pages. The device has `waiting_buffers` of them; while the user holds others, more
 * are made, up to the limit, and freed when they come back.
 */
#include "net.h"
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/pagealloc.h>
#include <unicore/string.h>

/* How many buffers are given to the device before it is told. */
#define REFILL_BATCH 16
/* It is told at once when it has no more than this. */
#define REFILL_URGENT 4
/* Buffers that neither side has: the user holds some for a moment in each round, and pages must not come and go. */
#define MOST_IDLE 16

static struct net_page *page_of(struct net_buffer *buffer)
{
	return UC_CONTAINER_OF(buffer - buffer->half, struct net_page, halves[0]);
}

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

static bool post(struct net_buffer *buffer)
{
	const struct uc_virtq_piece piece = {buffer->memory + BUFFER_PAD, BUFFER_BYTES - BUFFER_PAD};
	if (uc_virtq_put(&buffer->pair->receive, &piece, 0, 1, NULL, buffer) < 0)
		return false;
	buffer->state = BUFFER_POSTED;
	return true;
}

static void free_page(struct net_pair *pair, struct net_page *page)
{
	uc_list_remove(&page->node);
	uc_pages_free(page->halves[0].memory, 1);
	uc_heap_free(page);
	pair->buffers -= 2;
}

static void release(struct uc_net_buffer *piece)
{
	struct net_buffer *buffer = UC_CONTAINER_OF(piece, struct net_buffer, piece);
	struct net_pair *pair = buffer->pair;
	struct uc_virtq *queue = &pair->receive;
	if (queue->waiting >= pair->net->waiting_buffers || !post(buffer)) {
		struct net_buffer *other = &page_of(buffer)->halves[!buffer->half];
		make_idle(buffer);
		if (other->state != BUFFER_IDLE || pair->idle_count <= MOST_IDLE)
			return;
		leave_idle(buffer);
		leave_idle(other);
		free_page(pair, page_of(buffer));
		return;
	}
	if (queue->waiting <= REFILL_URGENT || (uint16_t)(queue->available_index - queue->told_index) >= REFILL_BATCH)
		uc_virtq_kick(queue);
}

static bool make_page(struct net_pair *pair)
{
	if (pair->buffers + 2 > CONFIG_VIRTIO_NET_MOST_RECEIVE_BUFFERS)
		return false;
	struct net_page *page = uc_heap_alloc_zeroed(1, sizeof(*page));
	uint8_t *memory = page ? uc_pages_alloc(1) : NULL;
	if (!memory) {
		uc_heap_free(page);
		return false;
	}
	memset(memory, 0, UC_PAGE_BYTES);
	uc_list_add_before(&pair->pages, &page->node);
	pair->buffers += 2;
	for (unsigned n = 0; n < 2; n++) {
		struct net_buffer *buffer = &page->halves[n];
		buffer->piece.release = release;
		buffer->pair = pair;
		buffer->memory = memory + n * BUFFER_BYTES;
		buffer->half = (uint8_t)n;
		make_idle(buffer);
	}
	return true;
}

bool net_refill(struct net_pair *pair)
{
	struct uc_virtq *queue = &pair->receive;
	while (queue->waiting < pair->net->waiting_buffers) {
		if (uc_list_empty(&pair->idle) && !make_page(pair))
			break;
		struct net_buffer *buffer = UC_CONTAINER_OF(pair->idle.next, struct net_buffer, idle);
		if (!post(buffer))
			break;
		leave_idle(buffer);
	}
	uc_virtq_kick(queue);
	return queue->waiting > 0;
}

void net_free_buffers(struct net_pair *pair)
{
	while (!uc_list_empty(&pair->pages))
		free_page(pair, UC_CONTAINER_OF(pair->pages.next, struct net_page, node));
}
