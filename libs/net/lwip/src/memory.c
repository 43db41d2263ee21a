/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lwIP's pools (instead of its memp.c): of each kind a few free ones are kept, all others are the heap's. So nothing
 * has a fixed number, and nothing that was once needed stays taken.
 */
#include <lwip/memp.h>
#include <lwip/opt.h>

#include <lwip/altcp.h>
#include <lwip/etharp.h>
#include <lwip/ip4_frag.h>
#include <lwip/ip6_frag.h>
#include <lwip/mld6.h>
#include <lwip/pbuf.h>
#include <lwip/priv/nd6_priv.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/udp.h>
#include <unicore/heap.h>

#define KEPT 64

struct block {
	struct block *next;
};

static struct pool {
	u16_t bytes;
	u16_t kept;
	struct block *free;
} pools[MEMP_MAX] = {
#define LWIP_MEMPOOL(name, number, size, description) {.bytes = (size)},
#include <lwip/priv/memp_std.h>
};

void memp_init(void)
{
}

void *memp_malloc(memp_t type)
{
	struct pool *pool = &pools[type];
	struct block *block = pool->free;
	if (!block)
		return uc_heap_alloc(pool->bytes);
	pool->free = block->next;
	pool->kept--;
	return block;
}

void memp_free(memp_t type, void *memory)
{
	struct pool *pool = &pools[type];
	struct block *block = memory;
	if (!block)
		return;
	if (pool->kept >= KEPT) {
		uc_heap_free(block);
		return;
	}
	block->next = pool->free;
	pool->free = block;
	pool->kept++;
}
