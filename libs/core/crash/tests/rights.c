/* SPDX-License-Identifier: BSD-3-Clause */
/* Pages have one right each: what may be written is never executed, what is constant is never written, 0 is no page. */
#include <unicore/heap.h>
#include <unicore/pagealloc.h>
#include <unicore/string.h>
#include <unicore/test.h>

static const int constant = 1;
static const int *const relocated[] = {&constant, &constant};
static char data[64] = {1};
static char bss[64];

__attribute__((noinline)) static void write_to(const volatile void *place)
{
	*(volatile char *)(uintptr_t)place = 1;
}

/* The code does not matter: the fetch itself must fault. */
static void execute(volatile void *place)
{
	void (*volatile function)(void) = (void (*)(void))(uintptr_t)place;
	function();
}

UC_CRASH_TEST(write_text)
{
	write_to((const void *)(uintptr_t)write_to);
}

UC_CRASH_TEST(write_rodata)
{
	write_to(&constant);
}

UC_CRASH_TEST(write_relro)
{
	write_to(relocated);
}

UC_CRASH_TEST(execute_data)
{
	execute(data);
}

UC_CRASH_TEST(execute_bss)
{
	execute(bss);
}

UC_CRASH_TEST(execute_stack)
{
	volatile char local[64];
	local[0] = 0;
	execute(local);
}

UC_CRASH_TEST(execute_heap)
{
	execute(uc_heap_alloc(64));
}

UC_CRASH_TEST(execute_pages)
{
	execute(uc_pages_alloc(1));
}

UC_CRASH_TEST(execute_rodata)
{
	execute((volatile void *)(uintptr_t)&constant);
}

struct node {
	struct node *unused, *next;
};

/* The page itself must fault, not the sanitizer's check of the pointer. */
__attribute__((noinline, no_sanitize_undefined)) static struct node *next_of(const struct node *node)
{
	return node->next;
}

UC_CRASH_TEST(read_zero_page)
{
	struct node *volatile nothing = NULL;
	struct node *volatile next = next_of(nothing);
	(void)next;
}

UC_CRASH_TEST(write_zero_page)
{
	write_to((volatile void *)16);
}

UC_CRASH_TEST(call_null)
{
	execute(NULL);
}
