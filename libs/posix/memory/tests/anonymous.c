/* SPDX-License-Identifier: BSD-3-Clause */
/* Anonymous memory: given cleared, protected, split, moved, given back. */
#include "support.h"

static bool is_clear(const char *start, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		if (start[i])
			return false;
	return true;
}

UC_TEST(memory_comes_cleared_and_goes_back)
{
	size_t before = uc_pages_free_count();
	for (int round = 0; round < 3; round++) {
		char *memory = map(5 * PAGE - 100, READ | WRITE);
		UC_REQUIRE(memory && (uintptr_t)memory % PAGE == 0);
		UC_CHECK(is_clear(memory, 5 * PAGE));
		for (size_t i = 0; i < 5 * PAGE; i++)
			memory[i] = 'x';
		UC_CHECK_EQUAL(unmap(memory, 5 * PAGE), 0);
	}
	UC_CHECK_EQUAL(uc_pages_free_count(), before);
}

UC_TEST(shared_anonymous_memory_is_memory)
{
	long memory = UC_CALL(mmap, 0, PAGE, READ | WRITE, SHARED | ANONYMOUS, -1, 0);
	UC_REQUIRE(memory > 0);
	*(volatile char *)memory = 1;
	UC_CHECK_EQUAL(unmap((void *)memory, PAGE), 0);
}

UC_TEST(rights_are_what_was_asked_for)
{
	char *memory = map(3 * PAGE, READ | WRITE);
	UC_REQUIRE(memory);
	memory[PAGE] = 7;
	UC_CHECK_EQUAL(protect(memory + PAGE, PAGE, READ), 0);
	UC_CHECK(!faults(memory + PAGE, false));
	UC_CHECK(faults(memory + PAGE, true));
	UC_CHECK(!faults(memory, true) && !faults(memory + 2 * PAGE, true));
	UC_CHECK_EQUAL(protect(memory + PAGE, PAGE, NONE), 0);
	UC_CHECK(faults(memory + PAGE, false));
	UC_CHECK_EQUAL(protect(memory, 3 * PAGE, READ | WRITE), 0);
	UC_CHECK(!faults(memory + PAGE, true));
	UC_CHECK_EQUAL(memory[PAGE], 7);
	UC_CHECK_EQUAL(unmap(memory, 3 * PAGE), 0);
}

UC_TEST(memory_without_rights_becomes_memory)
{
	char *memory = map(4 * PAGE, NONE);
	UC_REQUIRE(memory);
	UC_CHECK(faults(memory, false));
	UC_CHECK_EQUAL(protect(memory + PAGE, 3 * PAGE, READ | WRITE), 0);
	UC_CHECK(is_clear(memory + PAGE, 3 * PAGE));
	UC_CHECK(faults(memory, false));
	UC_CHECK_EQUAL(unmap(memory, 4 * PAGE), 0);
	/* What had no rights is whole again for the next. */
	memory = map(4 * PAGE, READ | WRITE);
	UC_CHECK(memory && is_clear(memory, 4 * PAGE) && !faults(memory, true));
	unmap(memory, 4 * PAGE);
}

/* Needs nothing but itself: a copy does the same. */
#define ANSWER_BYTES 32
__attribute__((noinline)) static int answer(void)
{
	return 42;
}

UC_TEST(memory_is_never_both_writable_and_executable)
{
	char *memory = map(PAGE, READ | WRITE);
	UC_CHECK_EQUAL(protect(memory, PAGE, READ | WRITE | EXECUTE), -EACCES);
	UC_CHECK_EQUAL(UC_CALL(mmap, 0, PAGE, READ | WRITE | EXECUTE, PRIVATE | ANONYMOUS, -1, 0), -EACCES);
	__builtin_memcpy(memory, (const void *)(uintptr_t)answer, ANSWER_BYTES);
	UC_CHECK_EQUAL(protect(memory, PAGE, READ | EXECUTE), 0);
	UC_CHECK_EQUAL(((int (*)(void))memory)(), 42);
	UC_CHECK(faults(memory, true));
	unmap(memory, PAGE);
}

UC_TEST(a_hole_splits_a_mapping)
{
	size_t before = uc_pages_free_count();
	char *memory = map(5 * PAGE, READ | WRITE);
	UC_CHECK_EQUAL(unmap(memory + 2 * PAGE, PAGE), 0);
	UC_CHECK_EQUAL(uc_pages_free_count(), before - 4);
	UC_CHECK_EQUAL(protect(memory, 5 * PAGE, READ), -ENOMEM);
	unsigned char resident[5];
	UC_CHECK_EQUAL(UC_CALL(mincore, memory, 5 * PAGE, resident), -ENOMEM);
	UC_CHECK_EQUAL(UC_CALL(mincore, memory, 2 * PAGE, resident), 0);
	UC_CHECK_EQUAL(unmap(memory, 5 * PAGE), 0);
	UC_CHECK_EQUAL(uc_pages_free_count(), before);
}

UC_TEST(fixed_mappings_replace_or_are_refused)
{
	char *memory = map(3 * PAGE, READ | WRITE);
	memory[PAGE] = 9;
	UC_CHECK_EQUAL(UC_CALL(mmap, memory + PAGE, PAGE, READ, PRIVATE | ANONYMOUS | NOREPLACE, -1, 0), -EEXIST);
	UC_CHECK_EQUAL(UC_CALL(mmap, memory + PAGE, PAGE, READ, PRIVATE | ANONYMOUS | FIXED, -1, 0),
		       (long)memory + PAGE);
	UC_CHECK_EQUAL(memory[PAGE], 0);
	UC_CHECK(faults(memory + PAGE, true));
	UC_CHECK_EQUAL(UC_CALL(mmap, 1, PAGE, READ, PRIVATE | ANONYMOUS | FIXED, -1, 0), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(mmap, 0, PAGE, READ, PRIVATE | ANONYMOUS | FIXED, -1, 0), -EINVAL);
	UC_CHECK_EQUAL(unmap(memory, 3 * PAGE), 0);
}

UC_TEST(mremap_grows_shrinks_and_moves)
{
	size_t before = uc_pages_free_count();
	char *memory = map(2 * PAGE, READ | WRITE);
	for (size_t i = 0; i < 2 * PAGE; i++)
		memory[i] = (char)i;
	long moved = UC_CALL(mremap, memory, 2 * PAGE, 50 * PAGE, 1, 0);
	UC_REQUIRE(moved > 0);
	memory = (char *)moved;
	for (size_t i = 0; i < 2 * PAGE; i++)
		if (memory[i] != (char)i)
			uc_test_fail(__FILE__, __LINE__, "byte %zu", i);
	UC_CHECK(is_clear(memory + 2 * PAGE, 48 * PAGE));
	UC_CHECK_EQUAL(UC_CALL(mremap, memory, 50 * PAGE, PAGE, 0, 0), (long)memory);
	UC_CHECK_EQUAL(uc_pages_free_count(), before - 1);
	UC_CHECK_EQUAL(UC_CALL(mremap, memory + 8 * PAGE, PAGE, PAGE, 0, 0), -EFAULT);
	UC_CHECK_EQUAL(UC_CALL(mremap, memory, PAGE, 0, 0, 0), -EINVAL);
	unmap(memory, PAGE);
	UC_CHECK_EQUAL(uc_pages_free_count(), before);
}

UC_TEST(dontneed_clears)
{
	char *memory = map(3 * PAGE, READ | WRITE);
	memory[0] = memory[PAGE] = memory[2 * PAGE] = 5;
	UC_CHECK_EQUAL(UC_CALL(madvise, memory + PAGE, PAGE, 4), 0);
	UC_CHECK(memory[0] == 5 && memory[PAGE] == 0 && memory[2 * PAGE] == 5);
	protect(memory, PAGE, READ);
	UC_CHECK_EQUAL(UC_CALL(madvise, memory, PAGE, 4), 0);
	UC_CHECK_EQUAL(memory[0], 0);
	UC_CHECK(faults(memory, true));
	UC_CHECK_EQUAL(UC_CALL(madvise, memory, PAGE, 99), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(madvise, memory + 1, PAGE, 4), -EINVAL);
	unmap(memory, 3 * PAGE);
}

UC_TEST(nonsense_is_refused)
{
	UC_CHECK_EQUAL(UC_CALL(mmap, 0, 0, READ, PRIVATE | ANONYMOUS, -1, 0), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(mmap, 0, PAGE, READ, ANONYMOUS, -1, 0), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(mmap, 0, -1L, READ, PRIVATE | ANONYMOUS, -1, 0), -ENOMEM);
	UC_CHECK_EQUAL(UC_CALL(mmap, 0, 1UL << 45, READ, PRIVATE | ANONYMOUS, -1, 0), -ENOMEM);
	UC_CHECK_EQUAL(UC_CALL(mmap, 0, PAGE, READ, PRIVATE, 4000, 0), -EBADF);
	UC_CHECK_EQUAL(UC_CALL(mmap, 0, PAGE, READ, PRIVATE | ANONYMOUS, -1, 100), -EINVAL);
	UC_CHECK_EQUAL(unmap((void *)1, PAGE), -EINVAL);
	UC_CHECK_EQUAL(UC_CALL(brk, 0), -ENOMEM);
	UC_CHECK_EQUAL(UC_CALL(msync, 0, 0, 5), -EINVAL);
}
