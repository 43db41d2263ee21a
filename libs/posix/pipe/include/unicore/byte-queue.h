/* SPDX-License-Identifier: BSD-3-Clause */
/* Bytes in a ring that takes memory as it fills. Thread context. */
#ifndef UNICORE_BYTE_QUEUE_H
#define UNICORE_BYTE_QUEUE_H

#include <stddef.h>
#include <unicore/file.h>

struct uc_byte_queue {
	char *bytes;
	size_t room; /* allocated: 0 or a power of two */
	size_t most; /* the capacity, a power of two */
	size_t start, length;
};

/** `most` is rounded up to a power of two. Takes no memory yet. */
void uc_byte_queue_init(struct uc_byte_queue *queue, size_t most);
void uc_byte_queue_free(struct uc_byte_queue *queue);
/** Tries to have room for `wanted` more bytes. Returns the room that there is: less when the queue is full or memory is
 * exhausted. */
size_t uc_byte_queue_reserve(struct uc_byte_queue *queue, size_t wanted);
/** Takes `bytes` bytes of a vector, from `skip` on; there is room for them. */
void uc_byte_queue_put(struct uc_byte_queue *queue, const struct uc_iovec *vector, size_t skip, size_t bytes);
/** Gives the next `bytes` bytes, which are there, into a vector from `skip` on, and keeps them. */
void uc_byte_queue_peek(const struct uc_byte_queue *queue, const struct uc_iovec *vector, size_t skip, size_t bytes);
/** Forgets the next `bytes` bytes, which are there. */
void uc_byte_queue_drop(struct uc_byte_queue *queue, size_t bytes);

#endif
