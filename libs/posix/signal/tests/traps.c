/* SPDX-License-Identifier: BSD-3-Clause */
/* Exceptions of the CPU: handlers that repair, that jump away, on their own stack; and those that nobody handles. */
#include "support.h"
#include <unicore/pagealloc.h>
#include <unicore/platform.h>
#include <unicore/trap.h>

static volatile int calls;
static struct information told;
static char *page;

static void repair(int signal, struct information *info, void *context)
{
	(void)signal, (void)context;
	calls++;
	told = *info;
	uc_plat_protect(page, UC_PAGE_BYTES, UC_RIGHT_READ | UC_RIGHT_WRITE);
}

UC_TEST(a_handler_repairs_and_the_instruction_runs_again)
{
	calls = 0;
	page = uc_pages_alloc(1);
	UC_REQUIRE(page && act(SIGSEGV, repair, 0) == 0);
	page[100] = 1;
	UC_CHECK_EQUAL(uc_plat_protect(page, UC_PAGE_BYTES, UC_RIGHT_READ), 0);
	*(volatile char *)&page[100] = 42;
	UC_CHECK_EQUAL(calls, 1);
	UC_CHECK_EQUAL(page[100], 42);
	UC_CHECK(told.address == (uintptr_t)&page[100]);
	UC_CHECK_EQUAL(told.signal, SIGSEGV);
	UC_CHECK_EQUAL(told.code, 2); /* SEGV_ACCERR */
	UC_CHECK(mask(BLOCK, 0) == 0);
	uc_pages_free(page, 1);
	act_default(SIGSEGV);
}

static void *jump[5];

static void jump_away(int signal, struct information *info, void *context)
{
	(void)context;
	calls++;
	told = *info;
	mask(UNBLOCK, bit(signal));
	__builtin_longjmp(jump, 1);
}

static volatile int zero, one = 1;

/* Made on purpose, so no sanitizer looks. */
#define MISTAKE __attribute__((noinline, no_sanitize("kernel-address", "undefined")))

MISTAKE static void write_to_the_zero_page(void)
{
	*(volatile int *)(uintptr_t)(16 + zero) = 1;
}

/* An exception on some architectures; on others the quotient is 0, and no signal comes. */
MISTAKE static void divide_by_zero(void)
{
	zero = one / zero;
}

UC_TEST(a_handler_jumps_away)
{
	calls = 0;
	act(SIGSEGV, jump_away, 0);
	act(SIGFPE, jump_away, 0);
	for (volatile int i = 0; i < 3; i++)
		if (__builtin_setjmp(jump) == 0)
			write_to_the_zero_page();
	UC_CHECK_EQUAL(calls, 3);
	UC_CHECK(told.address == 16);
	volatile bool has_quotient = false;
	if (__builtin_setjmp(jump) == 0) {
		divide_by_zero();
		has_quotient = true;
	}
	UC_CHECK_EQUAL(calls, has_quotient ? 3 : 4);
	UC_CHECK_EQUAL(told.signal, has_quotient ? SIGSEGV : SIGFPE);
	UC_CHECK_EQUAL(told.code, 1); /* SEGV_MAPERR, FPE_INTDIV */
	zero = 0;
	act_default(SIGSEGV);
	act_default(SIGFPE);
}

static void spoil(int signal, struct information *info, void *context)
{
	float sum = 0;
	for (int i = 0; i < 100; i++)
		sum += (float)i * 1.5f;
	if (sum < 0)
		calls = 100;
	repair(signal, info, context);
}

/* What the compiler keeps in vector registers and on the stack over an instruction that faults is still there. */
__attribute__((noinline)) static double mix(volatile char *touched, double a, double b, double c)
{
	double x = a * b + c, y = a - b, z = b / c;
	*touched = 1;
	return x + 10 * y + 100 * z;
}

UC_TEST(interrupted_code_keeps_its_registers)
{
	page = uc_pages_alloc(1);
	calls = 0;
	act(SIGSEGV, spoil, 0);
	double before = mix(page, 3, 2, 4);
	uc_plat_protect(page, UC_PAGE_BYTES, UC_RIGHT_READ);
	double after = mix(page, 3, 2, 4);
	UC_CHECK(before == after);
	UC_CHECK_EQUAL(calls, 1);
	uc_pages_free(page, 1);
	act_default(SIGSEGV);
}

static _Alignas(16) char other_stack[16384];
static volatile bool was_there;

static void look(int signal, struct information *info, void *context)
{
	char here;
	was_there = &here >= other_stack && &here < other_stack + sizeof other_stack;
	repair(signal, info, context);
}

struct stack {
	void *start;
	int flags;
	size_t bytes;
};

UC_TEST(a_handler_runs_on_the_alternate_stack)
{
	struct stack stack = {other_stack, 0, sizeof other_stack}, old;
	page = uc_pages_alloc(1);
	UC_CHECK_EQUAL(UC_CALL(sigaltstack, &stack, &old), 0);
	UC_CHECK_EQUAL(old.flags, 2); /* SS_DISABLE */
	act(SIGSEGV, look, SA_ONSTACK);
	act(SIGUSR1, look, SA_ONSTACK);
	uc_plat_protect(page, UC_PAGE_BYTES, 0);
	*(volatile char *)page = 1;
	UC_CHECK(was_there);
	was_there = false;
	raise(SIGUSR1);
	UC_CHECK(was_there);
	act(SIGUSR1, look, 0);
	raise(SIGUSR1);
	UC_CHECK(!was_there);
	stack.flags = 2;
	UC_CHECK_EQUAL(UC_CALL(sigaltstack, &stack, &old), 0);
	UC_CHECK(old.start == other_stack && old.flags == 0 && old.bytes == sizeof other_stack);
	stack = (struct stack){other_stack, 0, 100};
	UC_CHECK_EQUAL(UC_CALL(sigaltstack, &stack, 0), -ENOMEM);
	uc_pages_free(page, 1);
	act_default(SIGSEGV);
	act_default(SIGUSR1);
}

MISTAKE static int deeper(int n)
{
	volatile char room[1000];
	room[n % 1000] = 1;
	return n > 1000000 ? 0 : deeper(n + 1) + room[n % 1000];
}

UC_TEST(an_overflow_of_the_stack_is_survived)
{
	struct stack stack = {other_stack, 0, sizeof other_stack};
	calls = 0;
	UC_CHECK_EQUAL(UC_CALL(sigaltstack, &stack, 0), 0);
	act(SIGSEGV, jump_away, SA_ONSTACK);
	if (__builtin_setjmp(jump) == 0)
		deeper(zero);
	UC_CHECK_EQUAL(calls, 1);
	stack.flags = 2;
	UC_CALL(sigaltstack, &stack, 0);
	act_default(SIGSEGV);
}

UC_CRASH_TEST(fault_without_handler)
{
	write_to_the_zero_page();
}

UC_CRASH_TEST(fault_while_blocked)
{
	act(SIGSEGV, repair, 0);
	mask(BLOCK, bit(SIGSEGV));
	write_to_the_zero_page();
}

UC_CRASH_TEST(overflow_without_a_stack)
{
	act(SIGSEGV, jump_away, 0);
	deeper(zero);
}
