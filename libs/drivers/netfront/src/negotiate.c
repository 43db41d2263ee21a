/* SPDX-License-Identifier: BSD-3-Clause */
/* What both ends say of themselves in xenstore: io/netif.h, and docs/misc/xenstore-paths.pandoc, "vif". */
#include "net.h"
#include <unicore/errno.h>
#include <unicore/string.h>

#define USUAL_MTU 1500u
#define LEAST_MTU 68u /* RFC 791, section 3.2 */

static bool has(struct net_device *net, const char *feature)
{
	return uc_xenbus_back_number(&net->xenbus, feature, 0) == 1;
}

static int digit(char text)
{
	if (text >= '0' && text <= '9')
		return text - '0';
	text |= 0x20;
	return text >= 'a' && text <= 'f' ? text - 'a' + 10 : -1;
}

/** "00:16:3e:01:02:03". */
static bool parse_address(const char *text, uint8_t *address)
{
	unsigned sum = 0;
	if (strlen(text) != 3 * UC_ETHERNET_ADDRESS_BYTES - 1)
		return false;
	for (unsigned n = 0; n < UC_ETHERNET_ADDRESS_BYTES; n++, text += 3) {
		int high = digit(text[0]), low = digit(text[1]);
		if (high < 0 || low < 0 || (n + 1 < UC_ETHERNET_ADDRESS_BYTES && text[2] != ':'))
			return false;
		address[n] = (uint8_t)(high << 4 | low);
		sum |= address[n];
	}
	return sum != 0 && !(address[0] & 1);
}

void net_read_address(struct net_device *net)
{
	uint8_t *address = net->netdev.address;
	char path[64], text[24];
	if (uc_xenbus_join(path, sizeof(path), net->xenbus.front, "mac") == 0 &&
	    uc_xenbus_read(0, path, text, sizeof(text)) > 0 && parse_address(text, address))
		return;
	/* One of its own: unicast, locally administered. */
	if (uc_plat_entropy(address, UC_ETHERNET_ADDRESS_BYTES) < 0)
		memset(address, 0x0a, UC_ETHERNET_ADDRESS_BYTES);
	address[0] = (uint8_t)((address[0] & ~1u) | 2u);
}

static uint32_t read_features(struct net_device *net)
{
	uint32_t features = UC_NETDEV_RECEIVE_CHECKSUM;
	/* One bit for both protocols: it is there when the back end can do both. */
	if (!has(net, "feature-no-csum-offload") && has(net, "feature-ipv6-csum-offload"))
		features |= UC_NETDEV_CHECKSUM;
	if (net->scatters && (features & UC_NETDEV_CHECKSUM) && has(net, "feature-gso-tcpv4"))
		features |= UC_NETDEV_SEGMENT_TCP4;
	if (net->scatters && (features & UC_NETDEV_CHECKSUM) && has(net, "feature-gso-tcpv6"))
		features |= UC_NETDEV_SEGMENT_TCP6;
	if (CONFIG_NETFRONT_RECEIVE_LARGE)
		features |= UC_NETDEV_RECEIVE_LARGE4 | UC_NETDEV_RECEIVE_LARGE6;
	return features;
}

static uint32_t read_mtu(struct net_device *net)
{
	char path[64];
	uint64_t mtu = USUAL_MTU;
	uint32_t most = (net->scatters ? MOST_FRAME_BYTES : (uint32_t)UC_PAGE_BYTES) - UC_ETHERNET_HEADER_BYTES -
			UC_VLAN_TAG_BYTES;
	if (uc_xenbus_join(path, sizeof(path), net->xenbus.front, "mtu") < 0 ||
	    uc_xenbus_read_number(0, path, &mtu) < 0 || mtu < LEAST_MTU)
		mtu = USUAL_MTU;
	return mtu < most ? (uint32_t)mtu : most;
}

static void set_sizes(struct net_device *net)
{
	struct uc_netdev *netdev = &net->netdev;
	netdev->mtu_bytes = (uint16_t)read_mtu(net);
	netdev->most_segment_bytes = 0;
	if (netdev->features & (UC_NETDEV_SEGMENT_TCP4 | UC_NETDEV_SEGMENT_TCP6))
		netdev->most_segment_bytes = MOST_FRAME_BYTES;
	net->most_frame_bytes = netdev->mtu_bytes + UC_ETHERNET_HEADER_BYTES + UC_VLAN_TAG_BYTES;
	net->waiting_buffers = CONFIG_NETFRONT_RECEIVE_BUFFERS;
	unsigned least = net->most_frame_bytes / (unsigned)UC_PAGE_BYTES + 2;
	if (CONFIG_NETFRONT_RECEIVE_LARGE) {
		net->most_frame_bytes = MOST_FRAME_BYTES;
		least = LARGE_PAGES + 2;
	}
	if (net->waiting_buffers < least)
		net->waiting_buffers = least;
}

int net_negotiate(struct net_device *net)
{
	uint64_t queues = uc_xenbus_back_number(&net->xenbus, "multi-queue-max-queues", 1);
	unsigned count = queues < CONFIG_NETFRONT_QUEUES ? (unsigned)queues : CONFIG_NETFRONT_QUEUES;
	/* Others would turn pages of theirs into ours: no back end of today wants that. */
	if (!has(net, "feature-rx-copy"))
		return -EOPNOTSUPP;
	if (count == 0)
		count = 1;
	if (net->pairs) {
		/* Connected again: what the user knows must still hold. */
		net->scatters = has(net, "feature-sg");
		uint32_t features = read_features(net);
		return count >= net->netdev.queues && (features & net->netdev.features) == net->netdev.features
			       ? 0
			       : -EOPNOTSUPP;
	}
	net->netdev.queues = count;
	net->scatters = has(net, "feature-sg");
	net->netdev.features = read_features(net);
	set_sizes(net);
	return 0;
}

static int publish_pair(uc_xenbus_transaction transaction, const struct net_device *net, unsigned index)
{
	const struct net_pair *pair = &net->pairs[index];
	struct uc_xenbus_device place = net->xenbus;
	char queue[] = "queue-0";
	queue[6] = (char)('0' + index);
	/* One queue is written where front ends had it before there were several. */
	if (net->netdev.queues > 1 && uc_xenbus_join(place.front, sizeof(place.front), net->xenbus.front, queue) < 0)
		return -ENAMETOOLONG;
	int result = uc_xenbus_front_number(transaction, &place, "tx-ring-ref", pair->transmit.page.grant);
	if (result == 0)
		result = uc_xenbus_front_number(transaction, &place, "rx-ring-ref", pair->receive.page.grant);
	return result < 0 ? result : uc_xenbus_front_number(transaction, &place, "event-channel", pair->port);
}

int net_publish(uc_xenbus_transaction transaction, void *argument)
{
	struct net_device *net = argument;
	static const char *const features[] = {"request-rx-copy",           "feature-rx-notify", "feature-sg",
					       "feature-ipv6-csum-offload", "feature-gso-tcpv4", "feature-gso-tcpv6"};
	/* The last two only where large frames may come. */
	unsigned count = UC_ARRAY_LENGTH(features) - (CONFIG_NETFRONT_RECEIVE_LARGE ? 0 : 2);
	int result = 0;
	for (unsigned n = 0; n < count && result == 0; n++)
		result = uc_xenbus_front_number(transaction, &net->xenbus, features[n], 1);
	if (net->netdev.queues > 1 && result == 0)
		result =
			uc_xenbus_front_number(transaction, &net->xenbus, "multi-queue-num-queues", net->netdev.queues);
	for (unsigned n = 0; n < net->netdev.queues && result == 0; n++)
		result = publish_pair(transaction, net, n);
	return result;
}
