/* SPDX-License-Identifier: BSD-3-Clause */
/* The operations of the device: events only wake, poll works and asks for them again. */
#include "net.h"
#include <unicore/errno.h>
#include <unicore/printk.h>

void net_wake(struct net_device *net)
{
	struct uc_netdev_user *user = net->netdev.user;
	if (user) {
		unsigned long state = uc_plat_irq_save();
		user->ready(user);
		uc_plat_irq_restore(state);
	}
}

void net_broken(struct net_device *net, const char *what)
{
	if (net->broken)
		return;
	net->broken = true;
	uc_printk("netfront: %s is given up: %s\n", net->xenbus.front, what);
	net_wake(net);
}

static int open(struct uc_netdev *device, struct uc_netdev_user *user)
{
	struct net_device *net = net_of(device);
	if (device->user)
		return -EBUSY;
	device->user = user;
	for (unsigned n = 0; n < device->queues; n++) {
		struct net_pair *pair = &net->pairs[n];
		/* A packet that finds no room may count on one that is being sent: so the longest can always be. */
		unsigned least = device->most_segment_bytes > 0 ? LARGE_PAGES : device->mtu_bytes / UC_PAGE_BYTES + 2;
		if (!net_make_slots(pair, least) || !net_refill(pair)) {
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
		net_kick(&net->pairs[n]);
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
	device->link_up = false;
	device->user->link(device->user);
}

/** The link was away for a moment: who listens tells the new network where the address is. */
static void announce(struct net_device *net)
{
	struct uc_netdev *device = &net->netdev;
	net->is_new = false;
	if (device->link_up) {
		device->link_up = false;
		device->user->link(device->user);
	}
	device->link_up = true;
	device->user->link(device->user);
}

/** Whether nothing is left to be done, and events come for what follows. */
static bool rest(struct net_device *net)
{
	bool idle = true;
	for (unsigned n = 0; n < net->netdev.queues; n++) {
		net_refill(&net->pairs[n]);
		idle = uc_xenring_ask(&net->pairs[n].receive, 1) && idle;
	}
	return idle;
}

static unsigned poll(struct uc_netdev *device, unsigned most)
{
	struct net_device *net = net_of(device);
	unsigned done = 0;
	if (UC_UNLIKELY(net->is_new && !net->broken))
		announce(net);
	for (unsigned n = 0; n < device->queues; n++)
		net_reap(&net->pairs[n]);
	while (done < most && !net->broken) {
		unsigned before = done;
		for (unsigned n = 0; n < device->queues; n++)
			while (done < most && net_receive(&net->pairs[n]))
				done++;
		if (done == before && (net->broken || rest(net)))
			break;
	}
	if (UC_UNLIKELY(net->broken))
		end(net);
	else if (done == most)
		for (unsigned n = 0; n < device->queues; n++)
			net_refill(&net->pairs[n]);
	device->counts.kicks = net->kicks;
	device->counts.interrupts = net->interrupts;
	return done;
}

const struct uc_netdev_operations uc_netfront_operations = {
	.open = open,
	.transmit = net_transmit,
	.flush = flush,
	.poll = poll,
};
