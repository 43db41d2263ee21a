/* SPDX-License-Identifier: BSD-3-Clause */
/* The further checks (debug.h). */
#include "debug.h"

#if CONFIG_TLSF_FULL_CHECKS
#include <unicore/string.h>

#define BEHIND 0xa5
#define FREED 0xdd

static uint64_t *tail_of(const struct block *block)
{
	return (uint64_t *)((uintptr_t)block + block_bytes(block) - DEBUG_TAIL_BYTES);
}

void debug_close(struct block *block, size_t bytes)
{
	uint64_t *tail = tail_of(block);
	uint8_t *end = (uint8_t *)block_payload(block) + bytes;
	memset(end, BEHIND, (size_t)((uint8_t *)tail - end));
	*tail = bytes ^ (uintptr_t)block ^ tlsf_secret;
}

size_t debug_asked(const struct block *block)
{
	const uint64_t *tail = tail_of(block);
	size_t bytes = (size_t)(*tail ^ (uintptr_t)block ^ tlsf_secret);
	if (bytes > block_bytes(block) - HEADER_BYTES - DEBUG_TAIL_BYTES)
		tlsf_corrupt(block, "written behind its end");
	for (const uint8_t *byte = (uint8_t *)block_payload(block) + bytes; byte < (const uint8_t *)tail; byte++)
		if (*byte != BEHIND)
			tlsf_corrupt(block, "written behind its end");
	return bytes;
}

/* Not by memset: under the address sanitizer that is checked, and this memory is free. Whole words.
 */
void debug_fill(void *from, size_t bytes)
{
	uint64_t *word = from;
	for (; bytes >= sizeof *word; bytes -= sizeof *word)
		*word++ = UINT64_MAX / 0xff * FREED;
}

void debug_check_fill(const struct block *block, size_t bytes)
{
	/* Header, links and the last word are the allocator's own. */
	const uint8_t *byte = (const uint8_t *)block + sizeof(struct block);
	const uint8_t *end = (const uint8_t *)block + bytes - sizeof(struct block *);
	for (; byte < end; byte++)
		if (*byte != FREED)
			tlsf_corrupt(block, "written after it was freed");
}

#endif
