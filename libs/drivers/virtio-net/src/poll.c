/* SPDX-License-Identifier: BSD-3-Clause */
/* The operations of the device: interrupts only wake, poll works and turns them on again. */
#include "net.h"
#include <unicore/errno.h>

static int open(struct uc_netdev *device, struct uc_netdev_user *user)
{
	struct net_device *net = net_of(device);
	if (device->user)
		return -EBUSY;
	device->user = user;
	for (unsigned n = 0; n < device->queues; n++) {
		struct net_pair *pair = &net->pairs[n];
		/* A packet that finds no room may count on one that is being sent: so some can always be. */
		if (!net_refill(pair) || !(pair->free_sent || net_make_sent(pair))) {
			device->user = NULL;
			return -ENOMEM;
		}
	}
	return 0;
}

static void flush(struct uc_netdev *device)
{
	struct net_device *net = net_of(device);
	for (unsigned n = 0; n < device->queues; n++)
		uc_virtq_kick(&net->pairs[n].transmit);
}

static void look_at_link(struct net_device *net)
{
	struct uc_netdev *device = &net->netdev;
	net->config_changed = false;
	if (!uc_virtio_has(net->virtio, NET_STATUS))
		return;
	bool up = (uc_virtio_config_number(net->virtio, AT_STATUS, 2, 0) & STATUS_LINK_UP) != 0;
	if (up == device->link_up)
		return;
	device->link_up = up;
	device->user->link(device->user);
}

/** What a broken device had is given back, once. */
static void end(struct net_device *net)
{
	struct uc_netdev *device = &net->netdev;
	if (net->was_broken)
		return;
	net->was_broken = true;
	device->counts.broken++;
	for (unsigned n = 0; n < device->queues; n++)
		net_reap(&net->pairs[n]);
	if (device->link_up) {
		device->link_up = false;
		device->user->link(device->user);
	}
}

/** Whether nothing is left to be done, and interrupts come for what follows. */
static bool rest(struct net_device *net)
{
	bool idle = true;
	for (unsigned n = 0; n < net->netdev.queues; n++) {
		net_refill(&net->pairs[n]);
		idle = uc_virtq_ask(&net->pairs[n].receive, 1) && idle;
	}
	return idle;
}

static void count(struct net_device *net)
{
	uint64_t kicks = net->control.kicks;
	for (unsigned n = 0; n < net->netdev.queues; n++)
		kicks += net->pairs[n].receive.kicks + net->pairs[n].transmit.kicks;
	net->netdev.counts.kicks = kicks;
	net->netdev.counts.interrupts = net->virtio->interrupts;
}

static unsigned poll(struct uc_netdev *device, unsigned most)
{
	struct net_device *net = net_of(device);
	unsigned done = 0;
	if (UC_UNLIKELY(__atomic_load_n(&net->config_changed, __ATOMIC_RELAXED)))
		look_at_link(net);
	for (unsigned n = 0; n < device->queues; n++)
		net_reap(&net->pairs[n]);
	while (done < most && !net->virtio->broken) {
		unsigned before = done;
		for (unsigned n = 0; n < device->queues; n++)
			while (done < most && net_receive(&net->pairs[n]))
				done++;
		if (done == before && rest(net))
			break;
	}
	if (UC_UNLIKELY(net->virtio->broken))
		end(net);
	else if (done == most)
		for (unsigned n = 0; n < device->queues; n++)
			net_refill(&net->pairs[n]);
	count(net);
	return done;
}

const struct uc_netdev_operations uc_virtio_net_operations = {
	.open = open,
	.transmit = net_transmit,
	.flush = flush,
	.poll = poll,
};
