/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Devices are found, connected, and, when the domain was restored elsewhere, connected again: io/netif.h and the states
 * of io/xenbus.h. A back end that closes or vanishes is as one that is broken.
 */
#include "net.h"
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/printk.h>

#define MOST_DEVICES 16

static void on_event(void *argument)
{
	struct net_pair *pair = argument;
	struct net_device *net = pair->net;
	net->interrupts++;
	if (net->netdev.user)
		net->netdev.user->ready(net->netdev.user);
}

static void on_back(struct uc_xenbus_device *xenbus)
{
	struct net_device *net = xenbus->driver_data;
	if (xenbus->back_state != UC_XENBUS_CLOSING && xenbus->back_state != UC_XENBUS_CLOSED)
		return;
	net_broken(net, "its back end closes");
	(void)uc_xenbus_set_state(xenbus, UC_XENBUS_CLOSED);
}

static int make_pair(struct net_device *net, struct net_pair *pair)
{
	uc_xen_domain remote = net->xenbus.remote;
	pair->net = net;
	pair->free_slots = pair->free_packets = NONE;
	uc_list_init(&pair->buffers);
	uc_list_init(&pair->idle);
	int result = uc_xenring_make(&pair->transmit, remote, sizeof(struct net_send_request));
	if (result == 0)
		result = uc_xenring_make(&pair->receive, remote, sizeof(struct net_receive_response));
	return result < 0 ? result : uc_xen_event_alloc(remote, on_event, pair, &pair->port);
}

static int make_pairs(struct net_device *net)
{
	int result = 0;
	net->pairs = uc_heap_alloc_zeroed(net->netdev.queues, sizeof(*net->pairs));
	if (!net->pairs)
		return -ENOMEM;
	/* All of them first: what a failure leaves is freed pair by pair. */
	for (unsigned n = 0; n < net->netdev.queues; n++) {
		uc_list_init(&net->pairs[n].buffers);
		net->pairs[n].net = net;
	}
	for (unsigned n = 0; n < net->netdev.queues && result == 0; n++)
		result = make_pair(net, &net->pairs[n]);
	return result;
}

/** What the restored domain has of a pair: pages with contents, nothing that others know of. */
static int renew_pair(struct net_pair *pair)
{
	uc_xen_domain remote = pair->net->xenbus.remote;
	net_take_back_buffers(pair);
	int result = uc_xenring_again(&pair->transmit, remote);
	if (result == 0)
		result = uc_xenring_again(&pair->receive, remote);
	if (result == 0)
		result = net_renew_slots(pair);
	return result < 0 ? result : uc_xen_event_alloc(remote, on_event, pair, &pair->port);
}

static int connect(struct net_device *net, unsigned number)
{
	bool is_first = net->pairs == NULL;
	int result = uc_xenbus_open(&net->xenbus, "vif", number);
	if (result == 0)
		result = uc_xenbus_wait(&net->xenbus, 1u << UC_XENBUS_INIT_WAIT);
	if (result == 0)
		result = net_negotiate(net);
	if (result == 0 && is_first)
		result = make_pairs(net);
	for (unsigned n = 0; n < net->netdev.queues && result == 0 && !is_first; n++)
		result = renew_pair(&net->pairs[n]);
	if (result == 0)
		result = uc_xenbus_transact(net_publish, net);
	if (result == 0)
		result = uc_xenbus_set_state(&net->xenbus, UC_XENBUS_CONNECTED);
	if (result == 0)
		result = uc_xenbus_wait(&net->xenbus, 1u << UC_XENBUS_CONNECTED);
	return result;
}

static void suspend(struct uc_xen_suspend_hook *hook)
{
	(void)hook;
}

static unsigned number_of(const struct net_device *net)
{
	unsigned number = 0;
	const char *text = net->xenbus.front + sizeof("device/vif/") - 1;
	while (*text)
		number = number * 10 + (unsigned)(*text++ - '0');
	return number;
}

static void resume(struct uc_xen_suspend_hook *hook, bool cancelled)
{
	struct net_device *net = UC_CONTAINER_OF(hook, struct net_device, hook);
	if (cancelled)
		return;
	/* Nobody is to touch the rings while they are made anew. */
	net->broken = true;
	for (unsigned n = 0; n < net->netdev.queues; n++)
		net->pairs[n].port = 0;
	uc_xenbus_forget(&net->xenbus);
	int result = connect(net, number_of(net));
	if (result < 0) {
		uc_printk("netfront: %s does not come back: error %d\n", net->xenbus.front, -result);
	} else {
		net->broken = net->was_broken = false;
		net->is_new = true;
		for (unsigned n = 0; n < net->netdev.queues && net->netdev.user; n++)
			net_refill(&net->pairs[n]);
	}
	net_wake(net);
}

int net_create(unsigned number, struct net_device **created)
{
	struct net_device *net = uc_heap_alloc_zeroed(1, sizeof(*net));
	if (!net)
		return -ENOMEM;
	uc_list_init(&net->xenbus.watch.node);
	uc_list_init(&net->hook.node);
	net->xenbus.driver_data = net;
	int result = connect(net, number);
	if (result < 0) {
		net_destroy(net);
		return result;
	}
	net_read_address(net);
	net->netdev.operations = &uc_netfront_operations;
	net->netdev.most_fragments = MOST_FRAGMENTS;
	net->netdev.link_up = true;
	net->xenbus.changed = on_back;
	*created = net;
	return 0;
}

void net_destroy(struct net_device *net)
{
	net->xenbus.changed = NULL;
	uc_list_remove(&net->hook.node);
	for (unsigned n = 0; net->pairs && n < net->netdev.queues; n++)
		uc_xen_event_close(net->pairs[n].port);
	if (net->xenbus.front[0])
		uc_xenbus_close(&net->xenbus);
	for (unsigned n = 0; net->pairs && n < net->netdev.queues; n++) {
		net_free_buffers(&net->pairs[n]);
		net_free_slots(&net->pairs[n]);
		(void)uc_xenring_free(&net->pairs[n].receive);
		(void)uc_xenring_free(&net->pairs[n].transmit);
	}
	uc_heap_free(net->pairs);
	uc_heap_free(net);
}

int uc_netfront_init(void);
int uc_netfront_init(void)
{
	unsigned numbers[MOST_DEVICES];
	int count = uc_xenbus_find("vif", numbers, MOST_DEVICES);
	for (int n = 0; n < count; n++) {
		struct net_device *net;
		int result = net_create(numbers[n], &net);
		if (result < 0) {
			uc_printk("netfront: device/vif/%u does not start: error %d\n", numbers[n], -result);
			continue;
		}
		net->hook.suspend = suspend;
		net->hook.resume = resume;
		uc_xen_on_suspend(&net->hook);
		uc_device_add(&net->netdev.device, UC_DEVICE_NET);
	}
	return 0;
}
