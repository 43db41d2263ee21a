/* SPDX-License-Identifier: BSD-3-Clause */
/* Devices are found and brought up: VIRTIO 1.2, 5.1.5. */
#include "net.h"
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/platform.h>
#include <unicore/printk.h>
#include <unicore/string.h>

#define LEAST_MTU 68u /* RFC 791, section 3.2 */
#define USUAL_MTU 1500u

static void wake(struct net_device *net)
{
	struct uc_netdev_user *user = net->netdev.user;
	if (user)
		user->ready(user);
}

static void on_queue(struct uc_virtq *queue)
{
	struct net_device *net = queue->owner;
	if (!queue->event_index)
		uc_virtq_hush(queue);
	wake(net);
}

static void on_config(struct uc_virtio_device *virtio)
{
	struct net_device *net = virtio->driver_data;
	__atomic_store_n(&net->config_changed, true, __ATOMIC_RELAXED);
	wake(net);
}

static void on_broke(struct uc_virtio_device *virtio)
{
	wake(virtio->driver_data);
}

static int start_queue(struct net_device *net, struct uc_virtq *queue, unsigned index, unsigned entries)
{
	queue->owner = net;
	queue->interrupt = on_queue;
	int result = uc_virtq_start(queue, net->virtio, index, entries);
	if (result == 0)
		uc_virtq_hush(queue);
	return result;
}

static int start_pair(struct net_device *net, unsigned index)
{
	struct net_pair *pair = &net->pairs[index];
	pair->net = net;
	uc_list_init(&pair->idle);
	uc_list_init(&pair->pages);
	int result = start_queue(net, &pair->receive, 2 * index, CONFIG_VIRTIO_NET_QUEUE_ENTRIES);
	return result < 0 ? result : start_queue(net, &pair->transmit, 2 * index + 1, CONFIG_VIRTIO_NET_QUEUE_ENTRIES);
}

/** Queue pairs of the device that are to be used; `*all`: that it has. */
static unsigned count_pairs(struct net_device *net, unsigned *all)
{
	*all = 1;
	if (uc_virtio_has(net->virtio, NET_SEVERAL) && uc_virtio_has(net->virtio, NET_CONTROL))
		*all = (unsigned)uc_virtio_config_number(net->virtio, AT_PAIRS, 2, 1);
	if (*all == 0 || *all > 0x8000)
		*all = 1;
	return *all < CONFIG_VIRTIO_NET_QUEUES ? *all : CONFIG_VIRTIO_NET_QUEUES;
}

static int start_queues(struct net_device *net)
{
	unsigned all, pairs = count_pairs(net, &all);
	net->pairs = uc_heap_alloc_zeroed(pairs, sizeof(*net->pairs));
	if (!net->pairs)
		return -ENOMEM;
	net->netdev.queues = pairs;
	int result = net->virtio->transport->interrupts(net->virtio, 2 * pairs + (pairs > 1));
	for (unsigned n = 0; n < pairs && result == 0; n++)
		result = start_pair(net, n);
	if (pairs > 1 && result == 0)
		result = start_queue(net, &net->control, 2 * all, 8);
	if (result < 0)
		return result;
	uc_virtio_start(net->virtio);
	return pairs > 1 ? net_set_pairs(net, pairs) : 0;
}

static void read_address(struct net_device *net)
{
	uint8_t *address = net->netdev.address;
	if (uc_virtio_has(net->virtio, NET_MAC) &&
	    uc_virtio_config(net->virtio, AT_ADDRESS, address, UC_ETHERNET_ADDRESS_BYTES, 1) == 0) {
		unsigned sum = 0;
		for (unsigned n = 0; n < UC_ETHERNET_ADDRESS_BYTES; n++)
			sum |= address[n];
		if (sum != 0 && !(address[0] & 1))
			return;
	}
	/* One of its own: unicast, locally administered. */
	if (uc_plat_entropy(address, UC_ETHERNET_ADDRESS_BYTES) < 0)
		memset(address, 0x0a, UC_ETHERNET_ADDRESS_BYTES);
	address[0] = (uint8_t)((address[0] & ~1u) | 2u);
}

static void set_offloads(struct net_device *net)
{
	static const struct {
		uint64_t feature;
		uint32_t means;
	} offloads[] = {{NET_CSUM, UC_NETDEV_CHECKSUM},
			{NET_GUEST_CSUM, UC_NETDEV_RECEIVE_CHECKSUM},
			{NET_HOST_TSO4, UC_NETDEV_SEGMENT_TCP4},
			{NET_HOST_TSO6, UC_NETDEV_SEGMENT_TCP6},
			{NET_GUEST_TSO4, UC_NETDEV_RECEIVE_LARGE4},
			{NET_GUEST_TSO6, UC_NETDEV_RECEIVE_LARGE6}};
	uint32_t features = 0;
	for (unsigned n = 0; n < UC_ARRAY_LENGTH(offloads); n++)
		if (uc_virtio_has(net->virtio, offloads[n].feature))
			features |= offloads[n].means;
	if (features & (UC_NETDEV_SEGMENT_TCP4 | UC_NETDEV_SEGMENT_TCP6))
		net->netdev.most_segment_bytes = MOST_FRAME_BYTES;
	net->netdev.features = features;
}

/** Sizes: what the device has, within what the driver can. */
static void set_sizes(struct net_device *net)
{
	uint32_t mtu = USUAL_MTU, most = BUFFER_FRAME_BYTES - UC_ETHERNET_HEADER_BYTES - UC_VLAN_TAG_BYTES;
	net->mergeable = uc_virtio_has(net->virtio, NET_MERGEABLE);
	if (net->mergeable)
		most = MOST_FRAME_BYTES - UC_ETHERNET_HEADER_BYTES - UC_VLAN_TAG_BYTES;
	if (uc_virtio_has(net->virtio, NET_MTU))
		mtu = (uint32_t)uc_virtio_config_number(net->virtio, AT_MTU, 2, USUAL_MTU);
	mtu = mtu < LEAST_MTU ? USUAL_MTU : mtu;
	net->netdev.mtu_bytes = (uint16_t)(mtu < most ? mtu : most);
	net->most_frame_bytes = net->netdev.mtu_bytes + UC_ETHERNET_HEADER_BYTES + UC_VLAN_TAG_BYTES;
	net->waiting_buffers = CONFIG_VIRTIO_NET_RECEIVE_BUFFERS;
	uint32_t least = net->most_frame_bytes / BUFFER_FRAME_BYTES + 2;
	if (net->netdev.features & (UC_NETDEV_RECEIVE_LARGE4 | UC_NETDEV_RECEIVE_LARGE6)) {
		net->most_frame_bytes = MOST_FRAME_BYTES;
		least = LARGE_BUFFERS;
	}
	if (net->waiting_buffers < least)
		net->waiting_buffers = least;
	if (net->waiting_buffers > net->pairs[0].receive.entries)
		net->waiting_buffers = net->pairs[0].receive.entries;
}

static int bring_up(struct net_device *net)
{
	uint64_t wanted = NET_CSUM | NET_GUEST_CSUM | NET_MTU | NET_MAC | NET_HOST_TSO4 | NET_HOST_TSO6 |
			  NET_MERGEABLE | NET_STATUS;
	/* Large frames need buffers that the device puts together, and as many entries of the queue. */
	uint64_t offered = net->virtio->transport->features(net->virtio);
	if (CONFIG_VIRTIO_NET_RECEIVE_LARGE && (offered & NET_MERGEABLE) && (offered & NET_GUEST_CSUM) &&
	    CONFIG_VIRTIO_NET_QUEUE_ENTRIES >= LARGE_BUFFERS &&
	    net->virtio->transport->queue_limit(net->virtio, 0) >= LARGE_BUFFERS)
		wanted |= NET_GUEST_TSO4 | NET_GUEST_TSO6;
	if (!(offered & NET_CSUM))
		wanted &= ~(NET_HOST_TSO4 | NET_HOST_TSO6);
	if (CONFIG_VIRTIO_NET_QUEUES > 1 && (offered & NET_CONTROL))
		wanted |= NET_CONTROL | NET_SEVERAL;
	int result = uc_virtio_negotiate(net->virtio, wanted);
	return result < 0 ? result : start_queues(net);
}

int net_create(struct uc_virtio_device *virtio, struct net_device **created)
{
	struct net_device *net = uc_heap_alloc_zeroed(1, sizeof(*net));
	if (!net)
		return -ENOMEM;
	net->virtio = virtio;
	virtio->driver_data = net;
	virtio->config_changed = on_config;
	virtio->broke = on_broke;
	int result = bring_up(net);
	if (result == 0 && virtio->broken)
		result = -EIO;
	if (result < 0) {
		net_destroy(net);
		return result;
	}
	read_address(net);
	set_offloads(net);
	set_sizes(net);
	net->netdev.operations = &uc_virtio_net_operations;
	net->netdev.most_fragments = MOST_FRAGMENTS;
	net->netdev.link_up = !uc_virtio_has(virtio, NET_STATUS) ||
			      (uc_virtio_config_number(virtio, AT_STATUS, 2, STATUS_LINK_UP) & STATUS_LINK_UP);
	*created = net;
	return 0;
}

void net_destroy(struct net_device *net)
{
	net->virtio->config_changed = NULL;
	net->virtio->broke = NULL;
	uc_virtio_give_up(net->virtio);
	for (unsigned n = 0; net->pairs && n < net->netdev.queues; n++) {
		struct net_pair *pair = &net->pairs[n];
		if (pair->pages.next)
			net_free_buffers(pair);
		net_free_sent(pair);
		uc_virtq_free(&pair->receive);
		uc_virtq_free(&pair->transmit);
	}
	uc_virtq_free(&net->control);
	uc_heap_free(net->pairs);
	uc_heap_free(net);
}

int uc_virtio_net_init(void);
int uc_virtio_net_init(void)
{
	static const char driver[] = "virtio-net";
	for (struct uc_virtio_device *virtio; (virtio = uc_virtio_claim(UC_VIRTIO_NET, driver)) != NULL;) {
		struct net_device *net;
		int result = net_create(virtio, &net);
		if (result < 0)
			uc_printk("virtio-net: %s does not start: error %d\n", virtio->place, -result);
		else
			uc_device_add(&net->netdev.device, UC_DEVICE_NET);
	}
	return 0;
}
