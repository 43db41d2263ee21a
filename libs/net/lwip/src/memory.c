/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lwIP's memory (instead of its mem.c and memp.c). Of each kind and size a few free blocks are kept at hand, all others
 * are the heap's: nothing has a fixed number, and nothing that was once needed stays taken. When the heap has nothing
 * left, what is kept goes back to it.
 */
#include <lwip/mem.h>
#include <lwip/memp.h>
#include <lwip/opt.h>

#include <lwip/etharp.h>
#include <lwip/ip4_frag.h>
#include <lwip/ip6_frag.h>
#include <lwip/mld6.h>
#include <lwip/pbuf.h>
#include <lwip/priv/nd6_priv.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/stats.h>
#include <lwip/udp.h>
#include <unicore/compiler.h>
#include <unicore/heap.h>
#include <unicore/string.h>

#define KEPT_BYTES 16384u /* of one kind */

struct block {
	struct block *next;
};

struct pool {
	uint32_t bytes;
	uint32_t kept; /* bytes in `free` */
	struct block *free;
};

static struct pool pools[MEMP_MAX] = {
#define LWIP_MEMPOOL(name, number, size, description) {.bytes = (size)},
#include <lwip/priv/memp_std.h>
};

/* The sizes of packets' buffers. Each block begins with its size's pool, or NULL. */
static struct pool sizes[] = {{.bytes = 192}, {.bytes = 448}, {.bytes = 1024}, {.bytes = TCP_MSS + 256}};
struct header {
	struct pool *pool;
	uint64_t alignment;
};

static void empty(struct pool *pool)
{
	while (pool->free) {
		struct block *block = pool->free;
		pool->free = block->next;
		uc_heap_free(block);
	}
	pool->kept = 0;
}

static void *from_heap(size_t bytes)
{
	void *block = uc_heap_alloc(bytes);
	if (block)
		return block;
	for (unsigned i = 0; i < UC_ARRAY_LENGTH(pools); i++)
		empty(&pools[i]);
	for (unsigned i = 0; i < UC_ARRAY_LENGTH(sizes); i++)
		empty(&sizes[i]);
	return uc_heap_alloc(bytes);
}

static inline void *take(struct pool *pool)
{
	struct block *block = pool->free;
	if (UC_UNLIKELY(!block))
		return from_heap(pool->bytes);
	pool->free = block->next;
	pool->kept -= pool->bytes;
	return block;
}

static inline void give(struct pool *pool, void *memory)
{
	struct block *block = memory;
	if (UC_UNLIKELY(pool->kept + pool->bytes > KEPT_BYTES)) {
		uc_heap_free(block);
		return;
	}
	block->next = pool->free;
	pool->free = block;
	pool->kept += pool->bytes;
}

/* Blocks in use, for lwIP's own tests. */
#if MEMP_STATS
static struct stats_mem used[MEMP_MAX];
#define COUNT(type, more) (used[type].used = (mem_size_t)(used[type].used + (more)))
#else
#define COUNT(type, more) ((void)0)
#endif

void memp_init(void)
{
#if MEMP_STATS
	for (unsigned i = 0; i < MEMP_MAX; i++)
		lwip_stats.memp[i] = &used[i];
#endif
}

void *memp_malloc(memp_t type)
{
	void *memory = take(&pools[type]);
	if (memory)
		COUNT(type, 1);
	return memory;
}

void memp_free(memp_t type, void *memory)
{
	if (!memory)
		return;
	COUNT(type, -1);
	give(&pools[type], memory);
}

void mem_init(void)
{
}

void *mem_malloc(mem_size_t bytes)
{
	struct header *header;
	size_t whole = (size_t)bytes + sizeof *header;
	struct pool *pool = sizes, *end = sizes + UC_ARRAY_LENGTH(sizes);
	while (pool < end && whole > pool->bytes)
		pool++;
	header = pool < end ? take(pool) : from_heap(whole);
	if (!header)
		return NULL;
	header->pool = pool < end ? pool : NULL;
	return header + 1;
}

void *mem_calloc(mem_size_t count, mem_size_t bytes)
{
	size_t all;
	if (__builtin_mul_overflow((size_t)count, (size_t)bytes, &all) || all > UINT32_MAX)
		return NULL;
	void *memory = mem_malloc((mem_size_t)all);
	if (memory)
		memset(memory, 0, all);
	return memory;
}

void mem_free(void *memory)
{
	if (!memory)
		return;
	struct header *header = (struct header *)memory - 1;
	if (header->pool)
		give(header->pool, header);
	else
		uc_heap_free(header);
}

/* Only shortens: the block stays what it is. */
void *mem_trim(void *memory, mem_size_t bytes)
{
	(void)bytes;
	return memory;
}
