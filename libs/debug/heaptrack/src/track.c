/* SPDX-License-Identifier: BSD-3-Clause */
/* The functions of the heap with a note in front of each block. The linker puts them before the heap's (--wrap). */
#include "track.h"
#include <unicore/arch.h>
#include <unicore/compiler.h>
#include <unicore/heap.h>
#include <unicore/string.h>
#include <unicore/threads.h>

/* A stack larger than this is not looked through: the frame is on another one than the thread's. */
#define MOST_STACK_BYTES (64ul << 20)

void *__wrap_uc_heap_alloc(size_t bytes);
void *__wrap_uc_heap_alloc_zeroed(size_t count, size_t bytes);
void *__wrap_uc_heap_alloc_aligned(size_t alignment, size_t bytes);
void *__wrap_uc_heap_realloc(void *block, size_t bytes);
void __wrap_uc_heap_free(void *block);
size_t __wrap_uc_heap_usable_bytes(const void *block);

struct uc_list track_blocks = UC_LIST_INIT(track_blocks);
uint64_t track_mark;
static struct uc_heaptrack totals;

const struct uc_heaptrack *uc_heaptrack(void)
{
	return &totals;
}

void uc_heaptrack_mark(void)
{
	track_mark = totals.allocations;
}

static unsigned class_of(size_t bytes)
{
	unsigned n = 0;
	while (n < UC_HEAPTRACK_CLASSES - 1 && bytes > (size_t)16 << n)
		n++;
	return n;
}

static void count(const struct track *track)
{
	unsigned n = class_of(track->bytes);
	totals.blocks++;
	totals.bytes += track->bytes;
	totals.allocations++;
	totals.classes[n].blocks++;
	totals.classes[n].bytes += track->bytes;
	totals.classes[n].allocations++;
	if (totals.bytes > totals.most_bytes)
		totals.most_bytes = totals.bytes;
}

static void uncount(const struct track *track)
{
	unsigned n = class_of(track->bytes);
	totals.blocks--;
	totals.bytes -= track->bytes;
	totals.classes[n].blocks--;
	totals.classes[n].bytes -= track->bytes;
}

/* Who called: from the frame of a function of this file. Before there are threads, nobody. */
static void find_chain(struct track *track, uintptr_t frame)
{
	const struct uc_thread *thread = uc_threads_running;
	uintptr_t high = thread ? thread->stack.high : 0;
	size_t found = 0;
	if (frame < high && high - frame <= MOST_STACK_BYTES)
		found = uc_arch_backtrace(&frame, frame, high, track->chain, CHAIN);
	while (found < CHAIN)
		track->chain[found++] = 0;
}

/* The block behind a note whose end is `before` bytes into `raw`. */
static void *note(void *raw, size_t before, size_t bytes, uintptr_t frame)
{
	if (!raw)
		return NULL;
	struct track *track = (struct track *)((char *)raw + before) - 1;
	track->raw = raw;
	track->bytes = bytes;
	find_chain(track, frame);
	count(track);
	track->number = totals.allocations;
	uc_list_add_before(&track_blocks, &track->node);
	return track + 1;
}

static struct track *track_of(const void *block)
{
	return (struct track *)(uintptr_t)block - 1;
}

void *__wrap_uc_heap_alloc(size_t bytes)
{
	size_t whole;
	if (__builtin_add_overflow(bytes, sizeof(struct track), &whole))
		return NULL;
	return note(__real_uc_heap_alloc(whole), sizeof(struct track), bytes, uc_arch_frame_pointer());
}

void *__wrap_uc_heap_alloc_zeroed(size_t count, size_t bytes)
{
	size_t product, whole;
	if (__builtin_mul_overflow(count, bytes, &product) ||
	    __builtin_add_overflow(product, sizeof(struct track), &whole))
		return NULL;
	return note(__real_uc_heap_alloc_zeroed(1, whole), sizeof(struct track), product, uc_arch_frame_pointer());
}

void *__wrap_uc_heap_alloc_aligned(size_t alignment, size_t bytes)
{
	if (alignment == 0 || alignment & (alignment - 1))
		return NULL;
	size_t before = UC_ALIGN_UP(sizeof(struct track), alignment), whole;
	if (before < sizeof(struct track) || __builtin_add_overflow(bytes, before, &whole))
		return NULL;
	return note(__real_uc_heap_alloc_aligned(alignment, whole), before, bytes, uc_arch_frame_pointer());
}

void __wrap_uc_heap_free(void *block)
{
	if (!block)
		return;
	struct track *track = track_of(block);
	uncount(track);
	uc_list_remove(&track->node);
	__real_uc_heap_free(track->raw);
}

void *__wrap_uc_heap_realloc(void *block, size_t bytes)
{
	size_t whole;
	if (__builtin_add_overflow(bytes, sizeof(struct track), &whole))
		return NULL;
	void *to = note(__real_uc_heap_alloc(whole), sizeof(struct track), bytes, uc_arch_frame_pointer());
	if (to && block) {
		size_t old = track_of(block)->bytes;
		memcpy(to, block, old < bytes ? old : bytes);
		__wrap_uc_heap_free(block);
	}
	return to;
}

size_t __wrap_uc_heap_usable_bytes(const void *block)
{
	return track_of(block)->bytes;
}
