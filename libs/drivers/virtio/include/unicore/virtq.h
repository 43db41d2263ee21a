/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Split virtqueues: OASIS Virtual I/O Device (VIRTIO) 1.2, sections 2.6 and 2.7. The rings lie in zeroed pages that
 * hold nothing else. All that matters to the driver is kept in memory of its own as well; of the rings it reads only
 * what the device has used, each entry once. One thread, or interrupts off, for each queue.
 */
#ifndef UNICORE_VIRTQ_H
#define UNICORE_VIRTQ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicore/virtio.h>

#define UC_VIRTQ_MOST_ENTRIES 1024u

/** A piece of memory of a request, in memory that uc_bus_address knows. */
struct uc_virtq_piece {
	const void *data;
	uint32_t bytes; /* > 0 */
};

/** An entry of the descriptor table (2.7.5), 16 bytes, little-endian. */
struct uc_virtq_descriptor {
	uint64_t address;
	uint32_t bytes;
	uint16_t flags;
	uint16_t next;
};

struct uc_virtq_slot;

struct uc_virtq {
	struct uc_list node;
	struct uc_virtio_device *device;
	uint16_t index;   /* of the device */
	uint16_t entries; /* a power of two */
	uint16_t free;    /* descriptors that can be taken */
	uint16_t waiting; /* requests that the device has */
	uint16_t first_free;
	uint16_t available_index; /* of the next request, as the ring counts */
	uint16_t told_index;      /* what the device was told of */
	uint16_t used_index;      /* of the next answer */
	bool event_index, indirect;
	uint16_t message;        /* the transport's */
	volatile void *doorbell; /* the transport's */
	struct uc_virtq_slot *slots;
	struct uc_virtq_descriptor *descriptors;
	uint16_t *available; /* flags, index, ring, used_event */
	uint16_t *used;      /* flags, index, ring of {id, bytes}, available_event */
	/** There may be answers. Interrupt context: wakes. NULL: nobody waits. */
	void (*interrupt)(struct uc_virtq *queue);
	void *owner;    /* the driver's */
	uint64_t kicks; /* notifications of the device */
};

/**
 * Makes and starts a queue of `entries`, rounded down to a power of two and to what the device allows. The queue is all
 * zero but `interrupt` and `owner`. Returns 0, -ENOENT (the device has no such queue), -ENOMEM, or what the transport
 * said. Interrupts are asked for once. Thread context.
 */
int uc_virtq_start(struct uc_virtq *queue, struct uc_virtio_device *device, unsigned index, unsigned entries);

/** Frees a queue whose device was given up. Thread context. */
void uc_virtq_free(struct uc_virtq *queue);

/**
 * Puts a request into the ring: `out` pieces that the device reads, then `in` that it writes. `table` holds at least
 * out + in descriptors in shared memory until the request is taken: used where the device can (INDIRECT) and the ring
 * gets short; NULL: never. `cookie` is not NULL. Returns 0; -EAGAIN: no room; -EIO: the device is broken.
 */
int uc_virtq_put(struct uc_virtq *queue, const struct uc_virtq_piece *pieces, unsigned out, unsigned in,
		 struct uc_virtq_descriptor *table, void *cookie);

/** Tells the device of all that was put, unless it said that it need not be told. */
void uc_virtq_kick(struct uc_virtq *queue);

/**
 * Takes the next request that the device has done with. Returns its cookie and how many bytes were written into its
 * `in` pieces (never more than they hold); NULL: none, or the device is broken.
 */
void *uc_virtq_take(struct uc_virtq *queue, uint32_t *written);

/** Whether uc_virtq_take would find something. */
bool uc_virtq_is_used(const struct uc_virtq *queue);

/**
 * Asks for an interrupt as soon as `after` more requests are done (1: the next one). Returns false when they are done
 * already: look again, no interrupt may come.
 */
bool uc_virtq_ask(struct uc_virtq *queue, unsigned after);

/** Asks for no interrupts. One may come all the same. */
void uc_virtq_hush(struct uc_virtq *queue);

/** Takes back the requests of a device that is broken or given up, one a call, in any order; NULL: no more. */
void *uc_virtq_take_back(struct uc_virtq *queue);

#endif
