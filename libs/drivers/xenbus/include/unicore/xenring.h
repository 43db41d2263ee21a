/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pages that another domain may see, and the rings of requests and responses in them (Xen's io/ring.h), from the front
 * end's side. Such pages come zeroed and hold nothing else. Of a ring only the counter of responses is believed, and
 * only within what was asked; each response is copied once.
 */
#ifndef UNICORE_XENRING_H
#define UNICORE_XENRING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicore/xen.h>

struct uc_xenpage {
	uint8_t *memory; /* NULL: there is none */
	uc_xen_grant grant;
};

/** Makes a zeroed page and grants it to `remote`. Returns 0, -ENOMEM or -ENOSPC. Thread context. */
int uc_xenpage_make(struct uc_xenpage *page, uc_xen_domain remote, bool read_only);

/**
 * Takes the right back, and frees the page. One that the other side still holds is never used again: the memory is
 * lost. Returns 0, or -EBUSY when it was lost. Thread context.
 */
int uc_xenpage_free(struct uc_xenpage *page);

/** Grants a page again whose grant has vanished (the domain was restored). Returns 0 or -ENOSPC. Any context. */
int uc_xenpage_again(struct uc_xenpage *page, uc_xen_domain remote, bool read_only);

/** The counters at the beginning of a ring's page; entries follow at 64. */
struct uc_xenring_shared {
	uint32_t requests, request_event, responses, response_event;
};

struct uc_xenring {
	struct uc_xenpage page;
	struct uc_xenring_shared *shared;
	uint32_t entries, entry_bytes;
	uint32_t put; /* requests that were written; the other side knows of those up to `told` */
	uint32_t told;
	uint32_t taken; /* responses */
};

/** Makes a ring of a page. Returns as uc_xenpage_make. Thread context. */
int uc_xenring_make(struct uc_xenring *ring, uc_xen_domain remote, uint32_t entry_bytes);
/** As uc_xenpage_free. A ring that was never made is allowed. */
int uc_xenring_free(struct uc_xenring *ring);
/** Empties and grants it again (the domain was restored). Returns 0 or -ENOSPC. Any context. */
int uc_xenring_again(struct uc_xenring *ring, uc_xen_domain remote);

/** Requests that can be put. Any context. */
static inline uint32_t uc_xenring_room(const struct uc_xenring *ring)
{
	return ring->entries - (ring->put - ring->taken);
}

/** The place of the next request, all of whose bytes the caller writes. There must be room. Any context. */
static inline void *uc_xenring_put(struct uc_xenring *ring)
{
	return ring->page.memory + 64 + (ring->put++ & (ring->entries - 1)) * ring->entry_bytes;
}

/** Tells the other side of what was put. Returns whether it wants an event. Any context. */
bool uc_xenring_push(struct uc_xenring *ring);

/** Copies the next response. Returns 1; 0: there is none; -EIO: the counter cannot be. Any context. */
int uc_xenring_take(struct uc_xenring *ring, void *response, size_t bytes);

/** Asks for an event when `after` more responses are there (1: the next). Returns false when some are there by now:
 * look again, no event may come. Any context. */
bool uc_xenring_ask(struct uc_xenring *ring, uint32_t after);

#endif
