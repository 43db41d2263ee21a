/* SPDX-License-Identifier: BSD-3-Clause */
/* A network device as lwIP's netif. */
#ifndef DEVICE_H
#define DEVICE_H

#include <lwip/netif.h>
#include <lwip/pbuf.h>
#include <stdbool.h>
#include <unicore/compiler.h>
#include <unicore/netdev.h>

/** Packets that wait for room in the device's ring. Beyond them TCP keeps its segments, and others are lost. */
#define WAITING 128u

struct lwip_device {
	struct uc_netdev_user user;
	struct netif netif;
	struct uc_netdev *netdev;
	struct lwip_device *next;
	bool unflushed; /* something was transmitted since the last flush */
	bool refused;   /* a packet of TCP found no room: its connections are to try again */
	unsigned first_waiting, waiting;
	struct pbuf *queue[WAITING];
	bool is_static; /* the command line gave an address */
	ip_addr_t servers[3];
};

/** Takes a device into use: its netif is up, its address what the command line says, or asked for. Returns 0 or what
 * the device's open says, or -ENOMEM. */
int lwip_device_open(struct uc_netdev *netdev);
/** Takes all devices of the image into use. Returns 0 or a negative errno. */
int lwip_devices_init(void);
/** The device of a netif; NULL: it is the loopback. */
struct lwip_device *lwip_device_of(const struct netif *netif);
/** Whether packets to an own address wait to be delivered. */
bool lwip_devices_loop(void);
/** Delivers what has come. Returns whether there is more. */
bool lwip_devices_poll(void);
/** Tells the devices of what was transmitted. */
void lwip_devices_flush(void);
/** Waits until each device has an address, or the option's time is over. */
void lwip_devices_wait(void);

/** Sets the checksums and the offload of a frame that is to be sent. */
void lwip_offload(const struct lwip_device *device, struct pbuf *frame, struct uc_net_packet *packet);

/** What the command line says of a device, and DHCP. */
void lwip_configure(struct lwip_device *device);
/** Writes the name servers to /etc/resolv.conf. */
void lwip_resolver_write(const ip_addr_t *servers, unsigned count);

#endif
