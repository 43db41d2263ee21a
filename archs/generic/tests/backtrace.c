/* SPDX-License-Identifier: BSD-3-Clause */
/* Backtraces: the right callers, and no step outside the bounds. */
#include <unicore/arch.h>
#include <unicore/compiler.h>
#include <unicore/test.h>

#define DEPTH 5

static uintptr_t addresses[16], callers[DEPTH];
static uintptr_t low, high;

static size_t trace(size_t most)
{
	uintptr_t frame = uc_arch_frame_pointer();
	return uc_arch_backtrace(&frame, low, high, addresses, most);
}

__attribute__((noinline)) static size_t descend(unsigned depth, size_t most)
{
	callers[depth] = (uintptr_t)__builtin_return_address(0);
	volatile size_t count = depth == 0 ? trace(most) : descend(depth - 1, most);
	return count;
}

static void bounds_around_here(void)
{
	low = uc_arch_frame_pointer() - 4096;
	high = uc_arch_frame_pointer() + 64;
}

UC_TEST(backtrace_names_the_callers)
{
	bounds_around_here();
	size_t count = descend(DEPTH - 1, UC_ARRAY_LENGTH(addresses));
	/* The compiler may make one function of trace and descend: then the first one is missing. */
	size_t skip = addresses[0] == callers[0] ? 0 : 1;
	UC_REQUIRE(count >= DEPTH + skip);
	for (size_t n = 0; n < DEPTH; n++)
		UC_CHECK_EQUAL(addresses[n + skip], callers[n]);
}

UC_TEST(backtrace_gives_no_more_than_asked)
{
	bounds_around_here();
	addresses[2] = 0;
	UC_CHECK_EQUAL(descend(DEPTH - 1, 2), 2);
	UC_CHECK_EQUAL(addresses[2], 0);
	UC_CHECK_EQUAL(descend(DEPTH - 1, 0), 0);
}

/* Pretended frames: the frame pointer of the caller, then the return address, as on each architecture that we have. */
static uintptr_t not_followed;

static size_t follow(uintptr_t frame, uintptr_t *words, size_t count)
{
	not_followed = frame;
	return uc_arch_backtrace(&not_followed, (uintptr_t)words, (uintptr_t)(words + count), addresses,
				 UC_ARRAY_LENGTH(addresses));
}

UC_TEST(backtrace_stays_within_bounds)
{
	uintptr_t words[4] = {0};
	words[0] = (uintptr_t)(words + 2);
	words[1] = 100;
	words[2] = (uintptr_t)(words + 4);
	words[3] = 200;
	UC_CHECK_EQUAL(follow((uintptr_t)words, words, 4), 2);
	UC_CHECK_EQUAL(addresses[1], 200);
	UC_CHECK_EQUAL(follow((uintptr_t)words, words, 3), 1);
	UC_CHECK_EQUAL(follow((uintptr_t)(words + 4), words, 4), 0);
	UC_CHECK_EQUAL(follow((uintptr_t)words - 16, words, 4), 0);
	UC_CHECK_EQUAL(follow(0, words, 4), 0);
	UC_CHECK_EQUAL(follow(UINTPTR_MAX - 7, words, 4), 0);
	UC_CHECK_EQUAL(follow((uintptr_t)words + 1, words, 4), 0);
}

UC_TEST(backtrace_tells_where_it_stopped)
{
	uintptr_t words[4] = {0};
	words[0] = (uintptr_t)(words + 2);
	words[1] = 100;
	words[2] = 0x1000; /* another stack's, above or below */
	words[3] = 200;
	UC_CHECK_EQUAL(follow((uintptr_t)words, words, 4), 2);
	UC_CHECK_EQUAL(not_followed, 0x1000);
	words[3] = 0;
	UC_CHECK_EQUAL(follow((uintptr_t)words, words, 4), 1);
	UC_CHECK_EQUAL(not_followed, (uintptr_t)(words + 2));
	UC_CHECK_EQUAL(follow(0x1000, words, 4), 0);
	UC_CHECK_EQUAL(not_followed, 0x1000);
}

UC_TEST(backtrace_never_goes_down)
{
	uintptr_t words[4] = {0};
	words[0] = (uintptr_t)words;
	words[1] = 100;
	UC_CHECK_EQUAL(follow((uintptr_t)words, words, 4), 1);
	words[2] = (uintptr_t)words;
	words[3] = 200;
	UC_CHECK_EQUAL(follow((uintptr_t)(words + 2), words, 4), 1);
}
