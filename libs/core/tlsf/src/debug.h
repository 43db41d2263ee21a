/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Further checks (option fullChecks). A block in use ends with the size that was asked for, sealed, and what lies
 * between is filled: a write of one byte too many is seen when the block is freed. Free memory is filled too: a write
 * after free is seen when it is handed out again. In other images all of this is empty.
 */
#ifndef UNICORE_TLSF_DEBUG_H
#define UNICORE_TLSF_DEBUG_H

#include "block.h"

#if CONFIG_TLSF_FULL_CHECKS

/** What each block in use holds beside the caller's bytes. */
#define DEBUG_TAIL_BYTES 8UL

/** Closes a block in use behind the caller's `bytes`. */
void debug_close(struct block *block, size_t bytes);
/** The bytes that the caller asked for; the image ends when some behind them were written. */
size_t debug_asked(const struct block *block);
/** Fills memory that is free now. */
void debug_fill(void *from, size_t bytes);
/** The image ends when `block`, just taken out of its list, was written after debug_fill, up to `bytes` of it. */
void debug_check_fill(const struct block *block, size_t bytes);

#else

#define DEBUG_TAIL_BYTES 0UL
static inline void debug_close(struct block *block, size_t bytes)
{
	(void)block, (void)bytes;
}
static inline size_t debug_asked(const struct block *block)
{
	return block_bytes(block) - HEADER_BYTES;
}
static inline void debug_fill(void *from, size_t bytes)
{
	(void)from, (void)bytes;
}
static inline void debug_check_fill(const struct block *block, size_t bytes)
{
	(void)block, (void)bytes;
}

#endif
#endif
