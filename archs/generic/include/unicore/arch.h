/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What an architecture owes. Each architecture's folder has the same file names: project.json, include/unicore/trap.h,
 * src/context.S, src/context.c, src/signal.S, src/signal.c, src/backtrace.c, src/relocate.c, src/ticks.c. Nothing here
 * executes a privileged instruction.
 */
#ifndef UNICORE_ARCH_H
#define UNICORE_ARCH_H

#include <stddef.h>
#include <stdint.h>

/** A thread that does not run: its registers lie on its stack. */
struct uc_context {
	void *stack_pointer;
};

/**
 * Makes a context that, when switched to, calls `entry(argument)` on the stack that ends at `stack_top` (aligned down
 * to 16). `entry` must not return. Any context.
 */
void uc_arch_context_init(struct uc_context *context, void *stack_top, void (*entry)(void *), void *argument);

/**
 * Saves what the ABI says a call preserves (with the control bits of the floating point unit) in `from` and goes on in
 * `to`. The thread pointer is not touched. Interrupts off.
 */
void uc_arch_context_switch(struct uc_context *from, const struct uc_context *to);

/** Leaves the current stack for good and calls `function(argument)`, which must not return. Any context. */
_Noreturn void uc_arch_call_on_stack(void *stack_top, void (*function)(void *), void *argument);

/** Calls `function(argument)` on the stack that ends at `stack_top` and comes back. Thread context. */
void uc_arch_call_across(void *stack_top, void (*function)(void *), void *argument);

/** The frame pointer of the caller. */
#define uc_arch_frame_pointer() ((uintptr_t)__builtin_frame_address(0))

/**
 * Follows frame pointers from `*frame` while they lie in [`low`, `high`) and rise; stores return addresses, nearest
 * first. Reads nothing outside these bounds. Returns their number (<= `most`); `*frame` is then the frame pointer that
 * was not followed: on another stack, or where the chain ends. Any context.
 */
size_t uc_arch_backtrace(uintptr_t *frame, uintptr_t low, uintptr_t high, uintptr_t *addresses, size_t most);

/** A counter that never goes back, read in a few instructions; how long a step is, nobody knows before it. Any context.
 */
uint64_t uc_arch_ticks(void);

/**
 * Applies the image's own relative relocations (RELA and RELR of `dynamic`, the PT_DYNAMIC segment) for the load
 * address `base`. Early: may use no global data that needs relocation, and no stack protector.
 */
void uc_arch_relocate(uintptr_t base, const void *dynamic);

#endif
