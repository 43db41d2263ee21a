/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Making the devices. Each word uc.tap.name=<interface> of the command line names a tap interface of the host that is
 * there or may be made (root, or CAP_NET_ADMIN in its network namespace); uc.tap.mac=<address> gives the first one's
 * address, else it is random.
 */
#include "tap.h"
#include <unicore/heap.h>
#include <unicore/platform.h>
#include <unicore/printk.h>
#include <unicore/string.h>

int uc_tap_init(void);

enum { AT_FDCWD = -100, O_RDWR = 2, O_NONBLOCK = 04000, O_CLOEXEC = 02000000 };
enum { IFF_TAP = 2, IFF_NO_PI = 0x1000, IFF_VNET_HDR = 0x4000, TUN_F_CSUM = 1 };
#define TUNSETIFF 0x400454caL
#define TUNSETOFFLOAD 0x400454d0L
#define TUNSETVNETHDRSZ 0x400454d8L
#define NAME_BYTES 16u
#define EPOLLIN 1u

/* struct ifreq. */
struct request {
	char name[NAME_BYTES];
	int16_t flags;
	char rest[22];
};

static void notify(struct uc_host_watch *watch, unsigned events)
{
	(void)events;
	tap_ready(UC_CONTAINER_OF(watch, struct tap, watch));
}

void tap_ready(struct tap *tap)
{
	if (tap->netdev.user)
		tap->netdev.user->ready(tap->netdev.user);
}

static int open_device(struct uc_netdev *device, struct uc_netdev_user *user)
{
	struct tap *tap = tap_of(device);
	if (device->user)
		return -EBUSY;
	device->user = user;
	tap->watch.notify = notify;
	int error = uc_host_watch_add(&tap->watch, EPOLLIN);
	if (error)
		device->user = NULL;
	return error;
}

/* Sent packets are told of by poll, so somebody has to ask it. */
static void flush(struct uc_netdev *device)
{
	struct tap *tap = tap_of(device);
	if (tap->done)
		tap_ready(tap);
}

static const struct uc_netdev_operations operations = {
	.open = open_device,
	.transmit = tap_transmit,
	.flush = flush,
	.poll = tap_poll,
};

/* Returns the host's descriptor or its negative errno. */
static long attach(const char *name, size_t bytes)
{
	struct request request = {.flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR};
	int header_bytes = sizeof(struct tap_header);
	memcpy(request.name, name, bytes);
	long tun =
		uc_host_syscall(HOST_OPENAT, AT_FDCWD, (long)"/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC, 0, 0, 0);
	if (tun < 0)
		return tun;
	long error = uc_host_syscall(HOST_IOCTL, tun, TUNSETIFF, (long)&request, 0, 0, 0);
	if (!error)
		error = uc_host_syscall(HOST_IOCTL, tun, TUNSETVNETHDRSZ, (long)&header_bytes, 0, 0, 0);
	if (!error)
		error = uc_host_syscall(HOST_IOCTL, tun, TUNSETOFFLOAD, TUN_F_CSUM, 0, 0, 0);
	if (!error)
		return tun;
	uc_host_syscall(HOST_CLOSE, tun, 0, 0, 0, 0, 0);
	return error;
}

int tap_make(const char *name, size_t bytes, const uint8_t address[UC_ETHERNET_ADDRESS_BYTES])
{
	struct tap *tap = uc_heap_alloc_zeroed(1, sizeof *tap);
	if (!tap)
		return -ENOMEM;
	long descriptor = attach(name, bytes);
	if (descriptor < 0) {
		uc_heap_free(tap);
		return (int)descriptor;
	}
	tap->watch.descriptor = (int)descriptor;
	tap->netdev.operations = &operations;
	memcpy(tap->netdev.address, address, UC_ETHERNET_ADDRESS_BYTES);
	tap->netdev.mtu_bytes = 1500;
	tap->netdev.features =
		UC_NETDEV_CHECKSUM | UC_NETDEV_RECEIVE_CHECKSUM | UC_NETDEV_SEGMENT_TCP4 | UC_NETDEV_SEGMENT_TCP6;
	tap->netdev.most_segment_bytes = 65535;
	tap->netdev.most_fragments = MOST_FRAGMENTS;
	tap->netdev.queues = 1;
	tap->netdev.link_up = true;
	uc_device_add(&tap->netdev.device, UC_DEVICE_NET);
	return 0;
}

/* What follows `text` at `at`, or NULL. */
static const char *after(const char *at, const char *text)
{
	for (; *text; at++, text++)
		if (*at != *text)
			return NULL;
	return at;
}

/* The value of the next word that begins with `key`, from `*line` on; NULL: none is left. */
static const char *next_value(const char **line, const char *key, size_t *bytes)
{
	while (**line) {
		const char *word = *line, *value = after(word, key);
		while (**line && **line != ' ')
			++*line;
		size_t length = (size_t)(*line - word);
		while (**line == ' ')
			++*line;
		if (!value)
			continue;
		*bytes = length - (size_t)(value - word);
		return value;
	}
	return NULL;
}

static int digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* Six pairs of hexadecimal digits with ':' between them. */
static bool parse_address(const char *text, size_t bytes, uint8_t address[UC_ETHERNET_ADDRESS_BYTES])
{
	if (bytes != 3 * UC_ETHERNET_ADDRESS_BYTES - 1)
		return false;
	for (unsigned i = 0; i < UC_ETHERNET_ADDRESS_BYTES; i++, text += 3) {
		if (digit(text[0]) < 0 || digit(text[1]) < 0 || (i < UC_ETHERNET_ADDRESS_BYTES - 1 && text[2] != ':'))
			return false;
		address[i] = (uint8_t)(digit(text[0]) << 4 | digit(text[1]));
	}
	return true;
}

/* IEEE 802: locally administered, of one station. */
static int random_address(uint8_t address[UC_ETHERNET_ADDRESS_BYTES])
{
	int error = uc_plat_entropy(address, UC_ETHERNET_ADDRESS_BYTES);
	address[0] = (uint8_t)((address[0] & 0xfc) | 2);
	return error;
}

int uc_tap_init(void)
{
	const char *line = uc_plat_command_line(), *macs = line, *name;
	size_t bytes;
	while ((name = next_value(&line, "uc.tap.name=", &bytes))) {
		uint8_t address[UC_ETHERNET_ADDRESS_BYTES];
		size_t mac_bytes;
		const char *mac = next_value(&macs, "uc.tap.mac=", &mac_bytes);
		int error = bytes == 0 || bytes >= NAME_BYTES ? -EINVAL : 0;
		if (!error && !(mac && parse_address(mac, mac_bytes, address)))
			error = mac ? -EINVAL : random_address(address);
		if (!error)
			error = tap_make(name, bytes, address);
		if (error) {
			uc_printk("tap: %.*s: error %d (root, or CAP_NET_ADMIN, is needed)\n", (int)bytes, name,
				  -error);
			return error;
		}
	}
	return 0;
}
