/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One network device that moves Ethernet frames. Packets lie in buffers that driver and stack share: nothing is copied
 * between them. A device has one user. All is thread context but `ready`.
 *
 * The user's loop: `ready` wakes its thread; it calls poll until that returns less than asked for, which turns the
 * device's interrupts on again, and flush once before it sleeps.
 */
#ifndef UNICORE_NETDEV_H
#define UNICORE_NETDEV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicore/device.h>
#include <unicore/errno.h>

#define UC_ETHERNET_ADDRESS_BYTES 6
#define UC_ETHERNET_HEADER_BYTES 14
/* IEEE 802.1Q, clause 9: a frame may be longer by its tag. */
#define UC_VLAN_TAG_BYTES 4u

/* What the device can do: bits of uc_netdev.features. */
#define UC_NETDEV_CHECKSUM (1u << 0)         /* completes the checksums of transmitted TCP and UDP */
#define UC_NETDEV_RECEIVE_CHECKSUM (1u << 1) /* tells of received ones that they are good */
#define UC_NETDEV_SEGMENT_TCP4 (1u << 2)     /* cuts TCP over IPv4 into segments (TSO) */
#define UC_NETDEV_SEGMENT_TCP6 (1u << 3)
#define UC_NETDEV_RECEIVE_LARGE4 (1u << 4) /* may deliver TCP segments of up to 64 KiB over IPv4 */
#define UC_NETDEV_RECEIVE_LARGE6 (1u << 5)

enum uc_net_checksum {
	UC_CHECKSUM_NONE,    /* the packet's checksums are what they are */
	UC_CHECKSUM_PARTIAL, /* the field holds the pseudo-header's sum; what it covers begins at checksum_start */
	UC_CHECKSUM_GOOD     /* received only: it was checked, or the packet was never on a wire */
};

/** Work that the packet leaves to the device, or that the device has done. Zeros: nothing. */
struct uc_net_offload {
	uint8_t checksum; /* enum uc_net_checksum */
	uint8_t segment;  /* 0, UC_NETDEV_SEGMENT_TCP4 or UC_NETDEV_SEGMENT_TCP6: a TCP packet longer than the MTU */
	uint16_t segment_bytes;   /* payload of each segment (MSS) */
	uint16_t header_bytes;    /* Ethernet to TCP header, repeated in each segment */
	uint16_t checksum_start;  /* from the first byte of the frame */
	uint16_t checksum_offset; /* of the field, from checksum_start */
};

/** A piece of a received frame. It belongs to the user until it calls release, in any order, at any time. */
struct uc_net_buffer {
	struct uc_net_buffer *next; /* of the same frame; NULL: the last */
	uint8_t *data;              /* the user may write it */
	uint32_t bytes;             /* > 0 */
	/** Gives this piece (not `next`) back to its driver. */
	void (*release)(struct uc_net_buffer *buffer);
};

struct uc_net_fragment {
	const void *data; /* in memory that uc_bus_address knows: not a stack of a host process */
	uint32_t bytes;   /* > 0 */
};

/** A frame to be sent: Ethernet header first. The struct and the array are read during the call only. */
struct uc_net_packet {
	const struct uc_net_fragment *fragments;
	unsigned count;
	struct uc_net_offload offload;
	uint16_t flow; /* packets of one flow keep their order: any hash of the connection */
	void *cookie;  /* for uc_netdev_user.sent */
};

struct uc_netdev;

/** What the device calls. `received` and `sent` come only from poll. */
struct uc_netdev_user {
	/** There may be something for poll. Interrupt context or thread, interrupts off: only wakes. */
	void (*ready)(struct uc_netdev_user *user);
	/** A frame, whole, of at most 65535 bytes; its pieces belong to the user from now on. */
	void (*received)(struct uc_netdev_user *user, struct uc_net_buffer *frame,
			 const struct uc_net_offload *offload);
	/** The device has done with the packet's fragments: sent or lost. */
	void (*sent)(struct uc_netdev_user *user, void *cookie);
	/** netdev->link_up has changed. */
	void (*link)(struct uc_netdev_user *user);
};

struct uc_netdev_operations {
	/** Gives the device its user and lets frames come in. Once. Returns 0, -ENOMEM, -EBUSY (it has one). */
	int (*open)(struct uc_netdev *device, struct uc_netdev_user *user);
	/**
	 * Takes a frame. The fragments' bytes stay as they are until `sent`. Returns 0; -EAGAIN: no room, again after
	 * the next `sent`; -EMSGSIZE: too long, or more than most_fragments; -EINVAL: an offload that the device does
	 * not have; -ENETDOWN: the device is broken. After an error nothing is kept.
	 */
	int (*transmit)(struct uc_netdev *device, const struct uc_net_packet *packet);
	/** Tells the device of all that was transmitted since the last flush: a host may be slow to be told. */
	void (*flush)(struct uc_netdev *device);
	/**
	 * Delivers at most `most` frames and all that was sent. Returns the number of frames; when it is less than
	 * `most`, `ready` will be called for whatever comes from now on, else the caller must call again.
	 */
	unsigned (*poll)(struct uc_netdev *device, unsigned most);
};

/** One device. What the driver fills in before uc_device_add; the user reads it. */
struct uc_netdev {
	struct uc_device device; /* UC_DEVICE_NET */
	const struct uc_netdev_operations *operations;
	uint8_t address[UC_ETHERNET_ADDRESS_BYTES];
	uint16_t mtu_bytes;          /* payload of an Ethernet frame */
	uint32_t features;           /* UC_NETDEV_… */
	uint32_t most_segment_bytes; /* the longest packet that it cuts into segments; 0: none */
	unsigned most_fragments;     /* of a packet; >= 2 */
	unsigned queues;             /* pairs that are in use; >= 1 */
	bool link_up;
	struct uc_netdev_user *user; /* set by open */
	struct {
		uint64_t received, received_bytes, sent, sent_bytes;
		uint64_t dropped;           /* received, but no buffer was free */
		uint64_t broken;            /* nonsense from the device */
		uint64_t kicks, interrupts; /* of the host, by the host; as of the last poll */
	} counts;
};

/**
 * Whether the device can send a frame of `bytes` with this offload. Returns 0; -EINVAL: it does not have the offload,
 * or the offload's places lie outside of the frame; -EMSGSIZE: too long. Any context.
 */
static inline int uc_netdev_check_offload(const struct uc_netdev *netdev, const struct uc_net_offload *offload,
					  uint32_t bytes)
{
	uint32_t most = netdev->mtu_bytes + UC_ETHERNET_HEADER_BYTES + UC_VLAN_TAG_BYTES;
	if (offload->segment) {
		bool known = offload->segment == UC_NETDEV_SEGMENT_TCP4 || offload->segment == UC_NETDEV_SEGMENT_TCP6;
		if (!known || !(netdev->features & offload->segment) || offload->checksum != UC_CHECKSUM_PARTIAL ||
		    offload->segment_bytes == 0 || offload->header_bytes >= bytes)
			return -EINVAL;
		most = netdev->most_segment_bytes;
	}
	if (offload->checksum == UC_CHECKSUM_PARTIAL &&
	    (!(netdev->features & UC_NETDEV_CHECKSUM) ||
	     (uint32_t)offload->checksum_start + offload->checksum_offset + 2 > bytes))
		return -EINVAL;
	return bytes > most ? -EMSGSIZE : 0;
}

#endif
