/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Addresses of devices. The command line may say, in words of their own:
 *
 *     uc.net0.address=10.0.0.2/24      or fd00::2/64, or both; "none": only what routers advertise
 *     uc.net0.gateway=10.0.0.1         of IPv4
 *     uc.net0.dns=10.0.0.1             up to three; they go to /etc/resolv.conf
 *
 * A device without an IPv4 address asks by DHCP.
 */
#include "device.h"
#include "internal.h"
#include <lwip/dhcp.h>
#include <lwip/ip6_addr.h>
#include <unicore/clock.h>
#include <unicore/platform.h>
#include <unicore/printk.h>
#include <unicore/string.h>

#define LONGEST 63 /* of a value */

static bool ends(char c)
{
	return c == '\0' || c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* What follows `text` at `at`, or NULL. */
static const char *after(const char *at, const char *text)
{
	for (; at && *text; at++, text++)
		if (*at != *text)
			return NULL;
	return at;
}

/* The value of the `index`th word "uc.<device>.<key>=<value>". Returns whether there is one, and it fits. */
static bool value_of(const char *device, const char *key, unsigned index, char value[LONGEST + 1])
{
	bool begins = true;
	for (const char *line = uc_plat_command_line(); *line; begins = ends(*line), line++) {
		if (!begins)
			continue;
		const char *at = after(after(after(line, "uc."), device), ".");
		at = after(after(at, key), "=");
		if (!at || index-- > 0)
			continue;
		size_t bytes = 0;
		while (!ends(at[bytes]))
			bytes++;
		if (bytes > LONGEST)
			return false;
		memcpy(value, at, bytes);
		value[bytes] = '\0';
		return true;
	}
	return false;
}

/* Cuts "/<bits>" off. Returns the bits; -1: there is none; -2: it is no number up to `most`. */
static int cut_prefix(char *value, int most)
{
	int bits = 0;
	for (; *value && *value != '/'; value++)
		;
	if (!*value)
		return -1;
	*value++ = '\0';
	if (!*value)
		return -2;
	for (; *value; value++) {
		if (*value < '0' || *value > '9')
			return -2;
		bits = bits * 10 + *value - '0';
		if (bits > most)
			return -2;
	}
	return bits;
}

static void set4(struct lwip_device *device, const ip4_addr_t *address, int bits, const char *name)
{
	ip4_addr_t mask, gateway = {0};
	char value[LONGEST + 1];
	ip4_addr_set_u32(&mask, bits <= 0 ? 0 : lwip_htonl(0xffffffffu << (32 - bits)));
	if (value_of(name, "gateway", 0, value) && !ip4addr_aton(value, &gateway))
		uc_printk("lwip: uc.%s.gateway=%s is no address\n", name, value);
	netif_set_addr(&device->netif, address, &mask, &gateway);
	device->is_static = true;
}

static bool set_address(struct lwip_device *device, const char *name, char *value)
{
	ip4_addr_t address;
	if (strlen(value) == 4 && memcmp(value, "none", 4) == 0) {
		device->is_static = true;
		return true;
	}
	int bits = cut_prefix(value, 128);
	if (bits == -2)
		return false;
	if (ip4addr_aton(value, &address)) {
		if (bits > 32)
			return false;
		set4(device, &address, bits < 0 ? 24 : bits, name);
		return true;
	}
#if LWIP_IPV6
	ip6_addr_t address6;
	s8_t index;
	if (ip6addr_aton(value, &address6) && netif_add_ip6_address(&device->netif, &address6, &index) == ERR_OK) {
		netif_ip6_addr_set_state(&device->netif, index, IP6_ADDR_PREFERRED);
		return true;
	}
#endif
	return false;
}

void dns_setserver(u8_t index, const ip_addr_t *server)
{
	static ip_addr_t servers[3];
	static unsigned count;
	if (index >= UC_ARRAY_LENGTH(servers) || !server || ip_addr_isany(server))
		return;
	servers[index] = *server;
	count = LWIP_MAX(count, index + 1u);
	lwip_resolver_write(servers, count);
}

static void set_servers(const char *name)
{
	char value[LONGEST + 1];
	ip_addr_t server;
	for (unsigned i = 0; i < 3 && value_of(name, "dns", i, value); i++) {
		if (ipaddr_aton(value, &server))
			dns_setserver((u8_t)i, &server);
		else
			uc_printk("lwip: uc.%s.dns=%s is no address\n", name, value);
	}
}

static struct uc_waitq waiting = UC_WAITQ_INIT(waiting);

static void changed(struct netif *netif)
{
	(void)netif;
	uc_waitq_wake_all(&waiting, 0);
}

/* Whether nothing is asked for any more. */
static bool netif_dhcp_is_done(const struct netif *netif)
{
#if LWIP_DHCP
	return !netif_dhcp_data(netif) || dhcp_supplied_address(netif);
#else
	return netif != NULL;
#endif
}

static bool all_have_addresses(void)
{
	struct netif *netif;
	NETIF_FOREACH(netif)
	{
		if (netif->linkoutput && netif_is_link_up(netif) && !netif_dhcp_is_done(netif))
			return false;
	}
	return true;
}

void lwip_devices_wait(void)
{
	uint64_t deadline = uc_clock_monotonic_ns() + CONFIG_LWIP_ADDRESS_MS * UC_NS_PER_MS;
	UC_WAIT_EVENT(&waiting, all_have_addresses(), deadline, false);
}

void lwip_configure(struct lwip_device *device)
{
	const char *name = device->netdev->device.name;
	char value[LONGEST + 1];
	netif_set_status_callback(&device->netif, changed);
#if LWIP_IPV6
	netif_create_ip6_linklocal_address(&device->netif, 1);
	device->netif.ip6_autoconfig_enabled = 1;
#endif
	for (unsigned i = 0; value_of(name, "address", i, value); i++)
		if (!set_address(device, name, value))
			uc_printk("lwip: uc.%s.address=%s is no address\n", name, value);
	set_servers(name);
#if LWIP_DHCP
	if (!device->is_static && dhcp_start(&device->netif) != ERR_OK)
		uc_printk("lwip: no memory for DHCP on %s\n", name);
#endif
}
