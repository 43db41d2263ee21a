/* SPDX-License-Identifier: BSD-3-Clause */
/* Contexts: where they begin, what a switch keeps. */
#include <unicore/arch.h>
#include <unicore/compiler.h>
#include <unicore/platform.h>
#include <unicore/test.h>

#define STACK_BYTES 16384

static char stack[STACK_BYTES] __attribute__((aligned(16)));
static struct uc_context here, there;
static void *given;
static uintptr_t stack_at_entry;
static volatile unsigned steps;

static void entry(void *argument)
{
	given = argument;
	stack_at_entry = (uintptr_t)__builtin_frame_address(0);
	for (;;) {
		steps++;
		uc_arch_context_switch(&there, &here);
	}
}

static void go_there(void)
{
	unsigned long state = uc_plat_irq_save();
	uc_arch_context_switch(&here, &there);
	uc_plat_irq_restore(state);
}

UC_TEST(context_begins_with_its_argument_on_its_stack)
{
	steps = 0;
	uc_arch_context_init(&there, stack + sizeof(stack), entry, (void *)&steps);
	UC_CHECK_EQUAL(steps, 0);
	go_there();
	UC_CHECK_EQUAL(steps, 1);
	UC_CHECK(given == &steps);
	UC_CHECK(stack_at_entry > (uintptr_t)stack && stack_at_entry < (uintptr_t)(stack + sizeof(stack)));
	/* The ABI's alignment at a call, seen from the frame below the return address. */
	UC_CHECK_EQUAL(stack_at_entry % 16, 0);
	for (unsigned n = 2; n < 1000; n++) {
		go_there();
		UC_REQUIRE(steps == n);
	}
}

UC_TEST(context_aligns_its_stack)
{
	steps = 0;
	uc_arch_context_init(&there, stack + sizeof(stack) - 7, entry, NULL);
	go_there();
	UC_CHECK_EQUAL(steps, 1);
	UC_CHECK(given == NULL);
	UC_CHECK_EQUAL(stack_at_entry % 16, 0);
}

/*
 * Holds more values over a switch than there are registers that a call preserves: the compiler keeps some of them in
 * each such register. Both sides do so, with other values.
 */
__attribute__((noinline)) static bool hold(struct uc_context *from, struct uc_context *to, uint64_t seed)
{
	uint64_t a = seed, b = seed + 1, c = seed + 2, d = seed + 3, e = seed + 4, f = seed + 5, g = seed + 6;
	__asm__ volatile("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d), "+r"(e), "+r"(f), "+r"(g));
	uc_arch_context_switch(from, to);
	__asm__ volatile("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d), "+r"(e), "+r"(f), "+r"(g));
	return a == seed && b == seed + 1 && c == seed + 2 && d == seed + 3 && e == seed + 4 && f == seed + 5 &&
	       g == seed + 6;
}

static volatile unsigned lost;

static void hold_there(void *unused)
{
	(void)unused;
	for (uint64_t n = 0;; n += 100)
		lost += !hold(&there, &here, n);
}

UC_TEST(switch_keeps_what_a_call_keeps)
{
	uc_arch_context_init(&there, stack + sizeof(stack), hold_there, NULL);
	for (unsigned n = 0; n < 100; n++) {
		unsigned long state = uc_plat_irq_save();
		lost += !hold(&here, &there, uc_test_random());
		uc_plat_irq_restore(state);
	}
	UC_CHECK_EQUAL(lost, 0);
}

static void leave(void *argument)
{
	given = argument;
	stack_at_entry = (uintptr_t)__builtin_frame_address(0);
	uc_arch_context_switch(&there, &here);
	__builtin_trap();
}

static void jump(void *argument)
{
	uc_arch_call_on_stack(stack + sizeof(stack) / 2 - 3, leave, argument);
}

UC_TEST(call_on_another_stack)
{
	uc_arch_context_init(&there, stack + sizeof(stack), jump, stack);
	go_there();
	UC_CHECK(given == stack);
	UC_CHECK(stack_at_entry < (uintptr_t)(stack + sizeof(stack) / 2));
	UC_CHECK(stack_at_entry > (uintptr_t)(stack + sizeof(stack) / 2) - 128);
	UC_CHECK_EQUAL(stack_at_entry % 16, 0);
}
