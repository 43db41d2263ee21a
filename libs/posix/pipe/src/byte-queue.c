/* SPDX-License-Identifier: BSD-3-Clause */
/* The ring of bytes. */
#include <unicore/byte-queue.h>
#include <unicore/heap.h>
#include <unicore/string.h>

#define FIRST_BYTES 1024UL

static size_t power_of_two(size_t bytes)
{
	size_t power = FIRST_BYTES;
	while (power < bytes)
		power *= 2;
	return power;
}

void uc_byte_queue_init(struct uc_byte_queue *queue, size_t most)
{
	*queue = (struct uc_byte_queue){.most = power_of_two(most)};
}

void uc_byte_queue_free(struct uc_byte_queue *queue)
{
	uc_heap_free(queue->bytes);
	*queue = (struct uc_byte_queue){.most = queue->most};
}

/* The bytes in the ring as two pieces. */
static void pieces(const struct uc_byte_queue *queue, size_t from, size_t bytes, struct uc_iovec piece[2])
{
	size_t at = (queue->start + from) & (queue->room - 1), first = queue->room - at;
	piece[0] = (struct uc_iovec){queue->bytes + at, bytes < first ? bytes : first};
	piece[1] = (struct uc_iovec){queue->bytes, bytes - piece[0].bytes};
}

static void grow(struct uc_byte_queue *queue, size_t room)
{
	char *bytes = uc_heap_alloc(room);
	if (!bytes)
		return;
	if (queue->length > 0) {
		struct uc_iovec piece[2];
		pieces(queue, 0, queue->length, piece);
		memcpy(bytes, piece[0].base, piece[0].bytes);
		memcpy(bytes + piece[0].bytes, piece[1].base, piece[1].bytes);
	}
	uc_heap_free(queue->bytes);
	queue->bytes = bytes;
	queue->room = room;
	queue->start = 0;
}

size_t uc_byte_queue_reserve(struct uc_byte_queue *queue, size_t wanted)
{
	size_t needed = wanted < queue->most - queue->length ? queue->length + wanted : queue->most;
	if (needed > queue->room)
		grow(queue, power_of_two(needed));
	return queue->room - queue->length;
}

void uc_byte_queue_put(struct uc_byte_queue *queue, const struct uc_iovec *vector, size_t skip, size_t bytes)
{
	struct uc_iovec piece[2];
	pieces(queue, queue->length, bytes, piece);
	uc_iovec_get(vector, skip, piece[0].base, piece[0].bytes);
	uc_iovec_get(vector, skip + piece[0].bytes, piece[1].base, piece[1].bytes);
	queue->length += bytes;
}

void uc_byte_queue_peek(const struct uc_byte_queue *queue, const struct uc_iovec *vector, size_t skip, size_t bytes)
{
	struct uc_iovec piece[2];
	pieces(queue, 0, bytes, piece);
	uc_iovec_put(vector, skip, piece[0].base, piece[0].bytes);
	uc_iovec_put(vector, skip + piece[0].bytes, piece[1].base, piece[1].bytes);
}

void uc_byte_queue_drop(struct uc_byte_queue *queue, size_t bytes)
{
	queue->start = (queue->start + bytes) & (queue->room - 1);
	queue->length -= bytes;
}
