/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of netfront share. Xen's io/netif.h. */
#ifndef NET_H
#define NET_H

#include <unicore/compiler.h>
#include <unicore/netdev.h>
#include <unicore/platform.h>
#include <unicore/xenbus.h>
#include <unicore/xenring.h>

/* NETTXF_… and NETRXF_…: the first two are the other way round. */
#define SEND_CHECKSUM_BLANK 1u
#define SEND_VALIDATED 2u
#define SEND_MORE 4u
#define SEND_EXTRA 8u
#define RECEIVED_VALIDATED 1u
#define RECEIVED_CHECKSUM_BLANK 2u
#define RECEIVED_MORE 4u
#define RECEIVED_EXTRA 8u

/* NETIF_RSP_NULL: the response to a slot that held no request. */
#define STATUS_NULL 1

/* XEN_NETIF_EXTRA_TYPE_…, …_FLAG_MORE, XEN_NETIF_GSO_TYPE_… */
#define EXTRA_SEGMENT 1u
#define EXTRA_TYPES 5u
#define EXTRA_MORE 1u
#define SEGMENT_TCP4 1u
#define SEGMENT_TCP6 2u

/** struct netif_tx_request. */
struct net_send_request {
	uint32_t grant;
	uint16_t offset, flags, id, bytes;
};

/** struct netif_tx_response. */
struct net_send_response {
	uint16_t id;
	int16_t status;
};

/** struct netif_rx_request. */
struct net_receive_request {
	uint16_t id, pad;
	uint32_t grant;
};

/** struct netif_rx_response; `status` is the number of bytes, or less than 0. */
struct net_receive_response {
	uint16_t id, offset, flags;
	int16_t status;
};

/** struct netif_extra_info, in the place of a request or response. */
struct net_extra {
	uint8_t type, flags;
	uint16_t segment_bytes;
	uint8_t segment, pad;
	uint16_t features;
};

#define RING_ENTRIES 256u
#define MOST_FRAGMENTS 20
/* XEN_NETIF_MAX_TX_SIZE. */
#define MOST_FRAME_BYTES 65535u
/* Pages of the longest frame, and what lies in front. */
#define LARGE_PAGES 18u
/* Of a received frame: more than any back end needs. */
#define MOST_PIECES 24u

struct net_pair;

enum buffer_state { BUFFER_IDLE, BUFFER_POSTED, BUFFER_TAKEN };

/** A page for received bytes. While it is taken nobody else has a right to it. */
struct net_buffer {
	struct uc_net_buffer piece; /* first */
	struct net_pair *pair;
	struct uc_list node; /* of pair->buffers */
	struct uc_list idle; /* of pair->idle */
	struct uc_xenpage page;
	enum buffer_state state;
};

/** A packet that is being sent. */
struct net_packet {
	void *cookie;
	uint16_t left; /* pages that the back end has of it; 0: free */
	uint16_t next_free;
};

/** A page for sent bytes, granted for ever. */
struct net_slot {
	struct uc_xenpage page;
	uint16_t packet;
	uint16_t next_free;
	bool busy;
	bool life; /* of the connection in which it was sent */
};

#define NONE UINT16_MAX

struct net_pair {
	struct net_device *net;
	struct uc_xenring receive, transmit;
	uc_xen_port port;
	/* received */
	struct net_buffer *posted[RING_ENTRIES]; /* by their place in the ring */
	unsigned waiting;                        /* at the back end */
	struct uc_list buffers, idle;
	unsigned buffer_count, idle_count;
	/* sent */
	struct net_slot slots[CONFIG_NETFRONT_SEND_PAGES];
	struct net_packet packets[CONFIG_NETFRONT_SEND_PAGES];
	uint16_t free_slots, free_packets; /* lists */
	uint16_t free_count, slot_count;   /* pages: free, made */
	bool life;                         /* changes with each connection */
	bool has_stale;                    /* packets of the last one have not been given back */
};

struct net_device {
	struct uc_netdev netdev; /* first */
	struct uc_xenbus_device xenbus;
	struct uc_xen_suspend_hook hook;
	struct net_pair *pairs;
	unsigned waiting_buffers;  /* of each pair, that the back end is to have */
	uint32_t most_frame_bytes; /* received */
	bool scatters;             /* the back end takes packets in several pages */
	bool broken;
	bool was_broken; /* poll has dealt with it */
	bool is_new;     /* connected again: poll has not told of it */
	uint64_t kicks, interrupts;
};

static inline struct net_device *net_of(struct uc_netdev *device)
{
	return UC_CONTAINER_OF(device, struct net_device, netdev);
}

/** Brings device/vif/<number> up and fills in its netdev. Returns 0, or what xenstore or Xen said. */
int net_create(unsigned number, struct net_device **created);
/** Stops a device and frees all that it has. The user holds no buffer any more. */
void net_destroy(struct net_device *net);

/** Reads what the back end can, and says what the front end uses. Returns 0 or an error. */
int net_negotiate(struct net_device *net);
int net_publish(uc_xenbus_transaction transaction, void *net);
void net_read_address(struct net_device *net);

void net_wake(struct net_device *net);

/** The back end has answered nonsense, or is gone. Says so once; it is not listened to again. Any context. */
void net_broken(struct net_device *net, const char *what);

/** Gives the back end as many buffers as it is to have. Returns whether it has any. */
bool net_refill(struct net_pair *pair);
/** Delivers the next frame. False: there is none. */
bool net_receive(struct net_pair *pair);
/** The back end has none any more: it is another one. */
void net_take_back_buffers(struct net_pair *pair);
void net_free_buffers(struct net_pair *pair);

int net_transmit(struct uc_netdev *device, const struct uc_net_packet *packet);
/** Makes so many pages. Returns whether there are as many. */
bool net_make_slots(struct net_pair *pair, unsigned count);
/** Delivers what was sent, or, of a broken device, will never be. */
void net_reap(struct net_pair *pair);
/** Another connection: the pages are granted again. Returns 0 or -ENOSPC. */
int net_renew_slots(struct net_pair *pair);
void net_free_slots(struct net_pair *pair);
void net_kick(struct net_pair *pair);

extern const struct uc_netdev_operations uc_netfront_operations;

#endif
