/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Exceptions of the CPU as signals. The platform's stack for exceptions is left at once: the handler runs as if the
 * thread had called it where it was, on its own or its alternate stack, and may return, jump away or fault in its turn.
 */
#include "internal.h"
#include <unicore/platform.h>
#include <unicore/preempt.h>
#include <unicore/trap.h>

/* So near to the stack pointer, a fault is an overflow of the stack: there is no room for a handler on it. */
#define NEAR_BYTES 65536u

/* From the exception to the first steps of `deliver`, which copies it; that is a section, so threads do not switch. */
static struct uc_trap interrupted;

static bool is_overflow(const struct uc_trap *trap)
{
	uintptr_t address = uc_trap_fault_address(trap), pointer = uc_trap_stack_pointer(trap);
	/* Where there is no red zone, code moves the pointer first and then touches its frame, above it. */
	bool is_same_page = address / UC_PAGE_BYTES == pointer / UC_PAGE_BYTES;
	return address && address + NEAR_BYTES >= pointer && (address < pointer + UC_TRAP_RED_ZONE || is_same_page);
}

static void deliver(struct uc_trap *trap)
{
	int signal = uc_trap_signal(trap);
	struct signal_info info = {.signal = signal, .code = uc_trap_code(trap)};
	_Alignas(16) char context[UC_UCONTEXT_BYTES];
	bool has_address = signal == SIGSEGV || signal == SIGBUS;
	info.address = has_address ? uc_trap_fault_address(trap) : uc_trap_pc(trap);
	uc_trap_to_ucontext(trap, context);
	signal_run(uc_posix_self(), signal, &info, context);
	uc_trap_from_ucontext(trap, context);
	uc_preempt_on();
}

/* Without a handler that may run now, the crash report says what happened: more than a death by signal would. */
bool signal_on_trap(struct uc_trap *trap)
{
	struct uc_posix_thread *self = uc_posix_self();
	int signal = uc_trap_signal(trap);
	const struct signal_action *action = &signal_actions[signal];
	if (!self || action->handler == SIG_DFL || action->handler == SIG_IGN || self->blocked & bit(signal))
		return false;
	void *stack = signal_stack(self, action->flags, uc_trap_stack_pointer(trap));
	if (!stack && is_overflow(trap))
		return false;
	if (!stack)
		stack = (void *)(uc_trap_stack_pointer(trap) - UC_TRAP_RED_ZONE);
	uc_preempt_off();
	uc_trap_call(trap, &interrupted, stack, deliver);
	return true;
}
