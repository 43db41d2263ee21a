/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of virtio-net share. VIRTIO 1.2, section 5.1. */
#ifndef NET_H
#define NET_H

#include <unicore/compiler.h>
#include <unicore/netdev.h>
#include <unicore/platform.h>
#include <unicore/virtq.h>

/* Features (5.1.3). */
#define NET_CSUM (1ULL << 0)
#define NET_GUEST_CSUM (1ULL << 1)
#define NET_MTU (1ULL << 3)
#define NET_MAC (1ULL << 5)
#define NET_GUEST_TSO4 (1ULL << 7)
#define NET_GUEST_TSO6 (1ULL << 8)
#define NET_HOST_TSO4 (1ULL << 11)
#define NET_HOST_TSO6 (1ULL << 12)
#define NET_MERGEABLE (1ULL << 15)
#define NET_STATUS (1ULL << 16)
#define NET_CONTROL (1ULL << 17)
#define NET_SEVERAL (1ULL << 22)

/* The configuration (5.1.4). */
#define AT_ADDRESS 0
#define AT_STATUS 6
#define AT_PAIRS 8
#define AT_MTU 10
#define STATUS_LINK_UP 1u

/* Before each frame (5.1.6): flags and gso_type. */
#define HEADER_NEEDS_CHECKSUM 1u
#define HEADER_DATA_VALID 2u
#define HEADER_TCP4 1u
#define HEADER_TCP6 4u

struct net_header {
	uint8_t flags, segment;
	uint16_t header_bytes, segment_bytes, checksum_start, checksum_offset, buffers;
};

#define MOST_FRAGMENTS 20
#define MOST_FRAME_BYTES 65535u
#define BUFFER_BYTES (UC_PAGE_BYTES / 2)
/* Bytes before the header, so that what follows Ethernet's 14 is aligned to 4. */
#define BUFFER_PAD 2u
#define BUFFER_FRAME_BYTES ((unsigned)BUFFER_BYTES - BUFFER_PAD - (unsigned)sizeof(struct net_header))
/* Buffers for the longest frame, and one. */
#define LARGE_BUFFERS (MOST_FRAME_BYTES / (BUFFER_BYTES - BUFFER_PAD) + 2)

struct net_pair;

enum buffer_state { BUFFER_IDLE, BUFFER_POSTED, BUFFER_TAKEN };

/** One half of a page. All but the bytes is the driver's own memory. */
struct net_buffer {
	struct uc_net_buffer piece; /* first */
	struct net_pair *pair;
	struct uc_list idle; /* of pair->idle */
	uint8_t *memory;
	enum buffer_state state;
	uint8_t half;
};

struct net_page {
	struct uc_list node; /* of pair->pages */
	struct net_buffer halves[2];
};

/** A packet that is being sent. Header and table lie in pages that the device may read. */
struct net_sent {
	struct net_sent *next_free;
	void *cookie;
	uint32_t bytes;
	struct net_outgoing *shared;
};

struct net_outgoing {
	struct uc_virtq_descriptor table[1 + MOST_FRAGMENTS];
	struct net_header header;
};

/** The packets whose shared halves lie in one page. */
#define SENT_PER_PAGE ((unsigned)(UC_PAGE_BYTES / sizeof(struct net_outgoing)))
struct net_sent_page {
	struct net_sent_page *next;
	struct net_outgoing *shared;
	struct net_sent sent[SENT_PER_PAGE];
};

struct net_pair {
	struct net_device *net;
	struct uc_virtq receive, transmit;
	struct uc_list idle, pages;
	unsigned buffers; /* of all states */
	unsigned idle_count;
	struct net_sent *free_sent;
	struct net_sent_page *sent_pages;
	unsigned sent_count; /* free and busy */
};

struct net_device {
	struct uc_netdev netdev; /* first */
	struct uc_virtio_device *virtio;
	struct net_pair *pairs;
	struct uc_virtq control;
	uint32_t waiting_buffers;  /* of each pair, that the device is to have */
	uint32_t most_frame_bytes; /* received */
	bool mergeable;
	bool config_changed; /* by an interrupt */
	bool was_broken;     /* poll has dealt with it */
};

static inline struct net_device *net_of(struct uc_netdev *device)
{
	return UC_CONTAINER_OF(device, struct net_device, netdev);
}

/** Brings a device up and fills in its netdev. Returns 0, -ENOMEM, -ENODEV, -EIO, or what the transport said. */
int net_create(struct uc_virtio_device *virtio, struct net_device **net);
/** Stops a device and frees all that it has. The user holds no buffer any more. */
void net_destroy(struct net_device *net);

/** Uses as many queue pairs as were started. Returns 0, -EIO (refused, or no answer), or -ENOMEM. */
int net_set_pairs(struct net_device *net, unsigned pairs);

/** Gives the device as many buffers as it is to have. Returns whether it has any. */
bool net_refill(struct net_pair *pair);
/** Delivers the next frame. False: there is none. */
bool net_receive(struct net_pair *pair);
void net_free_buffers(struct net_pair *pair);

int net_transmit(struct uc_netdev *device, const struct uc_net_packet *packet);
/** Delivers what was sent, or, of a broken device, will never be. */
void net_reap(struct net_pair *pair);
/** Makes room for some more packets. False: no memory, or there are as many as there may be. */
bool net_make_sent(struct net_pair *pair);
void net_free_sent(struct net_pair *pair);

extern const struct uc_netdev_operations uc_virtio_net_operations;

#endif
