/* SPDX-License-Identifier: BSD-3-Clause */
/* Shared pages and rings: io/ring.h, "Shared ring". */
#include <unicore/errno.h>
#include <unicore/pagealloc.h>
#include <unicore/string.h>
#include <unicore/xenring.h>

#define ENTRIES_AT 64u

int uc_xenpage_make(struct uc_xenpage *page, uc_xen_domain remote, bool read_only)
{
	page->memory = uc_pages_alloc(1);
	if (!page->memory)
		return -ENOMEM;
	memset(page->memory, 0, UC_PAGE_BYTES);
	int result = uc_xen_grant_access(remote, page->memory, read_only, &page->grant);
	if (result == 0)
		return 0;
	uc_pages_free(page->memory, 1);
	page->memory = NULL;
	return result;
}

int uc_xenpage_free(struct uc_xenpage *page)
{
	if (!page->memory)
		return 0;
	int result = page->grant == UC_XEN_NO_GRANT ? 0 : uc_xen_grant_end(page->grant);
	if (result == 0)
		uc_pages_free(page->memory, 1);
	page->memory = NULL;
	page->grant = UC_XEN_NO_GRANT;
	return result;
}

int uc_xenpage_again(struct uc_xenpage *page, uc_xen_domain remote, bool read_only)
{
	int result = uc_xen_grant_access(remote, page->memory, read_only, &page->grant);
	if (result < 0)
		page->grant = UC_XEN_NO_GRANT;
	return result;
}

/** Nothing asked, nothing answered: SHARED_RING_INIT. */
static void begin(struct uc_xenring *ring)
{
	ring->shared = (struct uc_xenring_shared *)(void *)ring->page.memory;
	*ring->shared = (struct uc_xenring_shared){.request_event = 1, .response_event = 1};
	ring->put = ring->told = ring->taken = 0;
}

int uc_xenring_make(struct uc_xenring *ring, uc_xen_domain remote, uint32_t entry_bytes)
{
	ring->entry_bytes = entry_bytes;
	ring->entries = 1;
	while (2 * ring->entries * entry_bytes <= UC_PAGE_BYTES - ENTRIES_AT)
		ring->entries *= 2;
	int result = uc_xenpage_make(&ring->page, remote, false);
	if (result == 0)
		begin(ring);
	return result;
}

int uc_xenring_free(struct uc_xenring *ring)
{
	return uc_xenpage_free(&ring->page);
}

int uc_xenring_again(struct uc_xenring *ring, uc_xen_domain remote)
{
	memset(ring->page.memory, 0, UC_PAGE_BYTES);
	begin(ring);
	return uc_xenpage_again(&ring->page, remote, false);
}

bool uc_xenring_push(struct uc_xenring *ring)
{
	uint32_t before = ring->told;
	if (before == ring->put)
		return false;
	ring->told = ring->put;
	__atomic_store_n(&ring->shared->requests, ring->put, __ATOMIC_RELEASE);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	uint32_t event = __atomic_load_n(&ring->shared->request_event, __ATOMIC_RELAXED);
	return ring->put - event < ring->put - before;
}

int uc_xenring_take(struct uc_xenring *ring, void *response, size_t bytes)
{
	uint32_t there = __atomic_load_n(&ring->shared->responses, __ATOMIC_ACQUIRE) - ring->taken;
	if (there == 0)
		return 0;
	if (there > ring->told - ring->taken)
		return -EIO;
	memcpy(response, ring->page.memory + ENTRIES_AT + (ring->taken & (ring->entries - 1)) * ring->entry_bytes,
	       bytes);
	/* The copy is what is looked at from now on. */
	__asm__ volatile("" ::: "memory");
	ring->taken++;
	return 1;
}

bool uc_xenring_ask(struct uc_xenring *ring, uint32_t after)
{
	__atomic_store_n(&ring->shared->response_event, ring->taken + after, __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return __atomic_load_n(&ring->shared->responses, __ATOMIC_ACQUIRE) - ring->taken < after;
}
