/* SPDX-License-Identifier: BSD-3-Clause */
/* What the mirror answers by itself (ARP: RFC 826; neighbours: RFC 4861; leases: RFC 2131), and mirrors. */
#include "model.h"
#include <unicore/string.h>

static const uint8_t mirror[6] = {2, 0, 0, 0, 1, 0};

uint32_t model_sum(uint32_t sum, const uint8_t *data, uint32_t bytes)
{
	for (uint32_t i = 0; i < bytes; i += 2) {
		sum += (uint32_t)data[i] << 8 | (i + 1 < bytes ? data[i + 1] : 0);
		sum = (sum & 0xffff) + (sum >> 16);
	}
	return sum;
}

uint32_t model_transport_sum(const uint8_t *frame, uint32_t bytes, uint32_t at)
{
	bool is_v4 = get16(frame + 12) == 0x0800;
	uint32_t sum = is_v4 ? model_sum(frame[23], frame + 26, 8) : model_sum(frame[20], frame + 22, 32);
	return model_sum(sum + bytes - at, frame + at, bytes - at);
}

static void exchange(uint8_t *a, uint8_t *b, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++) {
		uint8_t kept = a[i];
		a[i] = b[i];
		b[i] = kept;
	}
}

static void send_back(struct model *model, uint8_t *frame, uint32_t bytes)
{
	memcpy(frame, frame + 6, 6);
	memcpy(frame + 6, mirror, 6);
	model_deliver(model, frame, bytes);
}

/* Everybody but the asker himself is here. */
static void answer_arp(struct model *model, uint8_t *frame, uint32_t bytes)
{
	uint8_t *arp = frame + 14;
	if (bytes < 42 || get16(arp + 6) != 1 || memcmp(arp + 14, arp + 24, 4) == 0)
		return;
	put16(arp + 6, 2);
	memcpy(arp + 18, arp + 8, 6);
	memcpy(arp + 8, mirror, 6);
	exchange(arp + 14, arp + 24, 4);
	send_back(model, frame, bytes);
}

/* A neighbour advertisement for the target of a solicitation; none for one who looks whether it is alone (from ::). */
static void answer_solicitation(struct model *model, uint8_t *frame)
{
	static const uint8_t nobody[16];
	uint8_t *ip = frame + 14, *icmp = frame + 54, target[16];
	if (memcmp(ip + 8, nobody, 16) == 0)
		return;
	memcpy(target, icmp + 8, 16);
	memcpy(ip + 24, ip + 8, 16);
	memcpy(ip + 8, target, 16);
	put16(ip + 4, 32);
	icmp[0] = 136;
	put32(icmp + 4, 0x60000000); /* solicited, override */
	icmp[24] = 2;
	icmp[25] = 1;
	memcpy(icmp + 26, mirror, 6);
	put16(icmp + 2, 0);
	put16(icmp + 2, ~model_transport_sum(frame, 86, 54));
	send_back(model, frame, 86);
}

static bool put_option(uint8_t **at, uint8_t code, uint8_t bytes, uint32_t value)
{
	*(*at)++ = code;
	*(*at)++ = bytes;
	if (bytes == 1)
		**at = (uint8_t)value;
	else
		put32(*at, value);
	*at += bytes;
	return true;
}

/* The type of a DHCP message: option 53. */
static uint8_t type_of(const uint8_t *options, const uint8_t *end)
{
	while (options + 2 < end && *options != 255) {
		if (*options == 53)
			return options[2];
		options += *options == 0 ? 1 : 2 + options[1];
	}
	return 0;
}

static void answer_dhcp(struct model *model, uint8_t *frame, uint32_t bytes)
{
	enum { SERVER = 0x0a4d0001, LEASE = 0x0a4d0032 };
	uint8_t *ip = frame + 14, *dhcp = frame + 42, *option = dhcp + 240, type = type_of(option, frame + bytes);
	model->requests++;
	if (!model->dhcp || (type != 1 && type != 3))
		return;
	dhcp[0] = 2;
	put32(dhcp + 16, LEASE);
	put_option(&option, 53, 1, type == 1 ? 2 : 5);
	put_option(&option, 54, 4, SERVER);
	put_option(&option, 51, 4, 3600);
	put_option(&option, 1, 4, 0xffffff00);
	put_option(&option, 3, 4, SERVER);
	put_option(&option, 6, 4, SERVER);
	*option++ = 255;
	uint32_t length = (uint32_t)(option - frame);
	put32(ip + 12, SERVER);
	put32(ip + 16, 0xffffffff);
	put16(ip + 2, length - 14);
	put16(ip + 10, 0);
	put16(ip + 10, ~model_sum(0, ip, 20));
	put16(ip + 20, 67);
	put16(ip + 22, 68);
	put16(ip + 24, length - 34);
	put16(ip + 26, 0);
	send_back(model, frame, length);
}

static bool answer4(struct model *model, uint8_t *frame, uint32_t bytes)
{
	uint8_t *ip = frame + 14;
	if (ip[9] == 17 && bytes >= 42 + 240 && get16(ip + 22) == 67) {
		answer_dhcp(model, frame, bytes);
		return true;
	}
	if (ip[9] == 1 && ip[20] == 0)
		model->pings++; /* an echo reply */
	exchange(ip + 12, ip + 16, 4);
	return (ip[16] & 0xf0) == 0xe0 || ip[12] == 255; /* nobody answers for a group */
}

static bool answer6(struct model *model, uint8_t *frame, uint32_t bytes)
{
	uint8_t *ip = frame + 14;
	if (ip[6] == 58 && bytes >= 78 && frame[54] == 135) {
		answer_solicitation(model, frame);
		return true;
	}
	if (ip[24] == 0xff || ip[6] == 0)
		return true;
	exchange(ip + 8, ip + 24, 16);
	return false;
}

bool model_answer(struct model *model, uint8_t *frame, uint32_t bytes)
{
	uint16_t type = get16(frame + 12);
	bool dealt = true;
	if (bytes < 34)
		return true;
	if (type == 0x0806)
		answer_arp(model, frame, bytes);
	else if (type == 0x0800)
		dealt = answer4(model, frame, bytes);
	else if (type == 0x86dd && bytes >= 54)
		dealt = answer6(model, frame, bytes);
	exchange(frame, frame + 6, 6);
	return dealt;
}
