/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Numbers that a stranger cannot guess: SipHash-2-4 (Aumasson, Bernstein: SipHash, 2012) with a key of this boot.
 * Initial sequence numbers as in RFC 6528, section 3: a clock of 4 µs and a hash of the connection.
 */
#include "internal.h"
#include <hooks.h>
#include <unicore/clock.h>
#include <unicore/crash.h>
#include <unicore/platform.h>

static uint64_t key[2];

void lwip_random_init(void)
{
	if (uc_plat_entropy(key, sizeof key))
		uc_crash("lwip: no entropy");
}

static uint64_t rotate(uint64_t x, unsigned bits)
{
	return x << bits | x >> (64 - bits);
}

static void round_of(uint64_t v[4])
{
	v[0] += v[1];
	v[1] = rotate(v[1], 13) ^ v[0];
	v[0] = rotate(v[0], 32);
	v[2] += v[3];
	v[3] = rotate(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = rotate(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = rotate(v[1], 17) ^ v[2];
	v[2] = rotate(v[2], 32);
}

static uint64_t hash(const uint64_t *words, unsigned count)
{
	uint64_t v[4] = {key[0] ^ 0x736f6d6570736575, key[1] ^ 0x646f72616e646f6d, key[0] ^ 0x6c7967656e657261,
			 key[1] ^ 0x7465646279746573};
	for (unsigned i = 0; i <= count; i++) {
		uint64_t word = i < count ? words[i] : (uint64_t)count << 59;
		v[3] ^= word;
		round_of(v);
		round_of(v);
		v[0] ^= word;
	}
	v[2] ^= 0xff;
	for (unsigned i = 0; i < 4; i++)
		round_of(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

u32_t lwip_random(void)
{
	static uint64_t counter;
	counter++;
	return (u32_t)hash(&counter, 1);
}

static unsigned put(uint64_t *words, const ip_addr_t *address)
{
#if LWIP_IPV6
	if (IP_IS_V6(address)) {
		const u32_t *parts = ip_2_ip6(address)->addr;
		words[0] = (uint64_t)parts[0] << 32 | parts[1];
		words[1] = (uint64_t)parts[2] << 32 | parts[3];
		return 2;
	}
#endif
	words[0] = ip_addr_get_ip4_u32(address);
	return 1;
}

u32_t lwip_hook_isn(const ip_addr_t *local, u16_t local_port, const ip_addr_t *remote, u16_t remote_port)
{
	uint64_t words[5] = {(uint64_t)local_port << 16 | remote_port};
	unsigned count = 1;
	count += put(words + count, local);
	count += put(words + count, remote);
	return (u32_t)hash(words, count) + (u32_t)(uc_clock_monotonic_ns() / 4000);
}
