/* SPDX-License-Identifier: BSD-3-Clause */
/* The two byte rings of the page. The counters of the other side are read once, and believed only within bounds. */
#include "wire.h"
#include <unicore/string.h>

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t store_put(const void *data, size_t bytes)
{
	struct store_page *page = store.page;
	uint32_t put = page->requests_put;
	uint32_t used = put - __atomic_load_n(&page->requests_taken, __ATOMIC_ACQUIRE);
	if (used > RING_BYTES) {
		store_broken("its counter of requests jumps");
		return 0;
	}
	bytes = least(bytes, RING_BYTES - used);
	for (size_t done = 0; done < bytes;) {
		size_t at = (put + done) % RING_BYTES, part = least(bytes - done, RING_BYTES - at);
		memcpy(page->requests + at, (const uint8_t *)data + done, part);
		done += part;
	}
	__atomic_store_n(&page->requests_put, put + (uint32_t)bytes, __ATOMIC_RELEASE);
	return bytes;
}

size_t store_take(void *to, size_t bytes)
{
	struct store_page *page = store.page;
	uint32_t taken = page->replies_taken;
	uint32_t there = __atomic_load_n(&page->replies_put, __ATOMIC_ACQUIRE) - taken;
	if (there > RING_BYTES) {
		store_broken("its counter of replies jumps");
		return 0;
	}
	bytes = least(bytes, there);
	for (size_t done = 0; done < bytes;) {
		size_t at = (taken + done) % RING_BYTES, part = least(bytes - done, RING_BYTES - at);
		memcpy((uint8_t *)to + done, page->replies + at, part);
		done += part;
	}
	__atomic_store_n(&page->replies_taken, taken + (uint32_t)bytes, __ATOMIC_RELEASE);
	/* It waits for room only when there was none. */
	if (there == RING_BYTES && bytes > 0)
		uc_xen_event_send(store.port);
	return bytes;
}
