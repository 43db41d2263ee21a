/* SPDX-License-Identifier: BSD-3-Clause */
/* Which port of the host stands for which of the image's: "uc.port=8080:80". Without stack protector: read at the
 * start. */
#include "linuxu.h"

#define MOST_PORTS 32

static struct pair {
	uint16_t host, guest;
} pairs[MOST_PORTS];
static unsigned pair_count;

/* Reads 1–65535 up to `end`; 0 for what is none. */
static uint16_t parse_port(const char **text, char end)
{
	unsigned port = 0;
	const char *c = *text;
	for (; *c >= '0' && *c <= '9' && port <= UINT16_MAX; c++)
		port = port * 10 + (unsigned)(*c - '0');
	if (*c != end || port > UINT16_MAX)
		return 0;
	*text = end != '\0' ? c + 1 : c;
	return (uint16_t)port;
}

bool uc_linuxu_port_add(const char *text)
{
	uint16_t host = parse_port(&text, ':');
	uint16_t guest = host != 0 ? parse_port(&text, '\0') : 0;
	if (guest == 0 || pair_count == MOST_PORTS)
		return false;
	pairs[pair_count++] = (struct pair){.host = host, .guest = guest};
	return true;
}

unsigned short uc_host_port(unsigned short guest_port)
{
	for (unsigned n = 0; n < pair_count; n++)
		if (pairs[n].guest == guest_port)
			return pairs[n].host;
	return guest_port;
}

unsigned short uc_host_port_reverse(unsigned short host_port)
{
	for (unsigned n = 0; n < pair_count; n++)
		if (pairs[n].host == host_port)
			return pairs[n].guest;
	return host_port;
}
