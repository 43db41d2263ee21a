/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of lib-tap share. Linux: Documentation/networking/tuntap.rst,
 * include/uapi/linux/{if_tun,virtio_net}.h. */
#ifndef TAP_H
#define TAP_H

#include "host-calls.h"
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/linuxu.h>
#include <unicore/netdev.h>

#define FRAME_BYTES 2048u  /* of a buffer: more than an Ethernet frame with a tag */
#define MOST_FRAGMENTS 32u /* of a packet that is sent */
#define MOST_DONE 256u     /* packets that were sent and not yet told of */

/* Before each frame: struct virtio_net_hdr, in the byte order of the host. */
struct tap_header {
	uint8_t flags, segment;
	uint16_t header_bytes, segment_bytes, checksum_start, checksum_offset;
};
#define TAP_NEEDS_CHECKSUM 1u
#define TAP_CHECKSUM_GOOD 2u
#define TAP_SEGMENT_TCP4 1u
#define TAP_SEGMENT_TCP6 4u

struct tap_iovec {
	const void *base;
	size_t bytes;
};

struct tap_buffer {
	struct uc_net_buffer piece; /* first */
	struct tap *tap;
	struct tap_buffer *next; /* while it is free */
	uint8_t frame[FRAME_BYTES];
};

struct tap {
	struct uc_netdev netdev; /* first */
	struct uc_host_watch watch;
	struct tap_buffer *spare;
	unsigned buffers; /* that are with the user */
	bool starved;     /* the host has more, but no buffer was free */
	unsigned done;
	void *cookies[MOST_DONE];
};

static inline struct tap *tap_of(struct uc_netdev *device)
{
	return UC_CONTAINER_OF(device, struct tap, netdev);
}

/** Sends a frame: struct uc_netdev_operations' transmit. */
int tap_transmit(struct uc_netdev *device, const struct uc_net_packet *packet);
/** Delivers frames and what was sent: poll. */
unsigned tap_poll(struct uc_netdev *device, unsigned most);
/** Adds the device of an interface. Returns 0, -ENOMEM or what the host says. */
int tap_make(const char *name, size_t bytes, const uint8_t address[UC_ETHERNET_ADDRESS_BYTES]);
/** Has the user look again. */
void tap_ready(struct tap *tap);

#endif
