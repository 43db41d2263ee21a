/* SPDX-License-Identifier: BSD-3-Clause */
/* Counts allocations and fails the one that was asked for, by the test or by uc.heapfault.nth=<n> on the command line.
 */
#include <unicore/compiler.h>
#include <unicore/heapfault.h>
#include <unicore/platform.h>

static unsigned long count, failing;
static bool fired, was_read;

/* Allocations begin before the init table, so the command line is read by the first of them. */
static void read_command_line(void)
{
	static const char word[] = "uc.heapfault.nth=";
	was_read = true;
	for (const char *c = uc_plat_command_line(); *c; c++) {
		size_t i = 0;
		while (word[i] && c[i] == word[i])
			i++;
		if (word[i])
			continue;
		unsigned long value = 0;
		for (c += i; *c >= '0' && *c <= '9'; c++)
			value = value * 10 + (unsigned long)(*c - '0');
		failing = value;
		return;
	}
}

static bool is_to_fail(void)
{
	if (UC_UNLIKELY(!was_read))
		read_command_line();
	if (++count != failing)
		return false;
	fired = true;
	return true;
}

void uc_heapfault_arm(unsigned long nth)
{
	was_read = true;
	fired = false;
	failing = nth ? count + nth : 0;
}

_Bool uc_heapfault_fired(void)
{
	return fired;
}

unsigned long uc_heapfault_count(void)
{
	return count;
}

#define WRAP1(name, t1, a1)                                     \
	void *__real_##name(t1);                                \
	void *__wrap_##name(t1);                                \
	void *__wrap_##name(t1 a1)                              \
	{                                                       \
		return is_to_fail() ? NULL : __real_##name(a1); \
	}
#define WRAP2(name, t1, a1, t2, a2)                                 \
	void *__real_##name(t1, t2);                                \
	void *__wrap_##name(t1, t2);                                \
	void *__wrap_##name(t1 a1, t2 a2)                           \
	{                                                           \
		return is_to_fail() ? NULL : __real_##name(a1, a2); \
	}

WRAP1(uc_heap_alloc, size_t, bytes)
WRAP2(uc_heap_alloc_zeroed, size_t, count_, size_t, bytes)
WRAP2(uc_heap_alloc_aligned, size_t, alignment, size_t, bytes)
WRAP2(uc_heap_realloc, void *, block, size_t, bytes)
WRAP1(uc_pages_alloc, size_t, pages)
WRAP2(uc_pages_alloc_aligned, size_t, pages, size_t, alignment_bytes)
