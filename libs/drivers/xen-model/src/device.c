/* SPDX-License-Identifier: BSD-3-Clause */
/* What the toolstack writes for a device, and rings as a back end sees them (io/ring.h). */
#include "model.h"
#include <unicore/string.h>

static void join(char *to, const char *folder, const char *type, unsigned number)
{
	size_t first = strlen(folder), second = strlen(type);
	char digits[12];
	unsigned count = 0;
	do
		digits[count++] = (char)('0' + number % 10);
	while ((number /= 10) != 0);
	memcpy(to, folder, first);
	memcpy(to + first, type, second);
	first += second;
	to[first++] = '/';
	while (count > 0)
		to[first++] = digits[--count];
	to[first] = 0;
}

void uc_xen_model_front(char *to, const char *type, unsigned number)
{
	join(to, UC_XEN_MODEL_HOME "device/", type, number);
}

void uc_xen_model_back(char *to, const char *type, unsigned number)
{
	char folder[48];
	join(folder, "/local/domain/0/backend/", type, 7);
	size_t bytes = strlen(folder);
	folder[bytes] = '/';
	folder[bytes + 1] = 0;
	join(to, folder, "", number);
	/* "…/7//0" without the second slash. */
	memmove(to + bytes + 1, to + bytes + 2, strlen(to + bytes + 1));
}

void uc_xen_model_write_at(const char *directory, const char *name, const char *value)
{
	char path[160];
	size_t first = strlen(directory), second = strlen(name);
	if (first + second + 2 > sizeof(path))
		return;
	memcpy(path, directory, first);
	path[first] = '/';
	memcpy(path + first + 1, name, second + 1);
	uc_xen_model_write(path, value);
}

void uc_xen_model_device(const char *type, unsigned number, const char *state)
{
	char front[64], back[64];
	uc_xen_model_front(front, type, number);
	uc_xen_model_back(back, type, number);
	uc_xen_model_write_at(back, "frontend", front);
	uc_xen_model_write_at(back, "state", state);
	uc_xen_model_write_at(front, "backend", back);
	uc_xen_model_write_at(front, "backend-id", "0");
	uc_xen_model_write_at(front, "state", "1");
}

/* ---- rings: counters, then entries from byte 64 on ---- */

#define REQUESTS 0
#define REQUEST_EVENT 1
#define RESPONSES 2
#define RESPONSE_EVENT 3
#define ENTRIES_AT 64u

static uint32_t *counter(const struct uc_xen_model_ring *ring, unsigned index)
{
	return (uint32_t *)(void *)ring->page + index;
}

static uint64_t number_at(const char *front, const char *name)
{
	char path[160];
	size_t first = strlen(front), second = strlen(name);
	memcpy(path, front, first);
	path[first] = '/';
	memcpy(path + first + 1, name, second + 1);
	return uc_xen_model_read_number(path);
}

bool uc_xen_model_ring_map(struct uc_xen_model_ring *ring, const char *front, const char *reference, const char *port,
			   unsigned entry_bytes)
{
	uint64_t grant = number_at(front, reference), event = number_at(front, port);
	unsigned entries = 1;
	*ring = (struct uc_xen_model_ring){.entry_bytes = entry_bytes};
	if (grant > UINT32_MAX || event > UINT32_MAX)
		return false;
	while (2 * entries * entry_bytes <= 4096 - ENTRIES_AT)
		entries *= 2;
	ring->entries = entries;
	ring->grant = (uc_xen_grant)grant;
	ring->port = (uc_xen_port)event;
	ring->page = uc_xen_model_map(ring->grant, true);
	return ring->page != NULL;
}

void uc_xen_model_ring_unmap(struct uc_xen_model_ring *ring)
{
	if (ring->page)
		uc_xen_model_unmap(ring->grant);
	ring->page = NULL;
}

bool uc_xen_model_ring_has(const struct uc_xen_model_ring *ring)
{
	if (!ring->page)
		return false;
	uint32_t waiting = __atomic_load_n(counter(ring, REQUESTS), __ATOMIC_ACQUIRE) - ring->taken;
	return waiting > 0 && waiting <= ring->entries;
}

bool uc_xen_model_ring_take(struct uc_xen_model_ring *ring, void *request)
{
	if (!uc_xen_model_ring_has(ring)) {
		if (ring->page)
			*counter(ring, REQUEST_EVENT) = ring->taken + 1;
		return false;
	}
	memcpy(request, ring->page + ENTRIES_AT + ring->taken % ring->entries * ring->entry_bytes, ring->entry_bytes);
	ring->taken++;
	*counter(ring, REQUEST_EVENT) = ring->taken + 1;
	return true;
}

void uc_xen_model_ring_answer(struct uc_xen_model_ring *ring, const void *response, unsigned bytes)
{
	if (!ring->page)
		return;
	memcpy(ring->page + ENTRIES_AT + ring->answered % ring->entries * ring->entry_bytes, response, bytes);
	ring->answered++;
}

bool uc_xen_model_ring_push(struct uc_xen_model_ring *ring)
{
	if (!ring->page)
		return false;
	uint32_t before = *counter(ring, RESPONSES);
	__atomic_store_n(counter(ring, RESPONSES), ring->answered, __ATOMIC_SEQ_CST);
	if (ring->answered - *counter(ring, RESPONSE_EVENT) >= ring->answered - before)
		return false;
	uc_xen_model_event(ring->port);
	return true;
}

void uc_xen_model_ring_scribble(struct uc_xen_model_ring *ring)
{
	if (!ring->page)
		return;
	unsigned kind = uc_xen_model_below(3);
	if (kind == 0)
		*counter(ring, RESPONSES) += uc_xen_model_below(8) - 4;
	if (kind == 1)
		*counter(ring, uc_xen_model_below(4)) = uc_xen_model_below(~0u);
	for (unsigned n = 0; kind == 2 && n < 64; n++)
		ring->page[uc_xen_model_below(4096)] = (uint8_t)uc_xen_model_below(256);
	if (uc_xen_model_below(2))
		uc_xen_model_event(ring->port);
}
