/* SPDX-License-Identifier: BSD-3-Clause */
/* The one copy of what is inline in block.h, and what happens when a header is wrong. */
#include "block.h"
#include <unicore/crash.h>

uint64_t tlsf_secret;

extern inline uint64_t block_check(const struct block *block, uint64_t word);
extern inline void block_set(struct block *block, size_t bytes, size_t flags);
extern inline size_t block_word(const struct block *block);
extern inline size_t block_bytes(const struct block *block);
extern inline bool block_is(const struct block *block, size_t flag);
extern inline void block_change(struct block *block, size_t set, size_t clear);

_Noreturn void tlsf_corrupt(const struct block *block, const char *what)
{
	uc_crash("heap: block at %p: %s", block_payload(block), what);
}
