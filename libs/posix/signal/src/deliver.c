/* SPDX-License-Identifier: BSD-3-Clause */
/* Delivery: the default actions, and handlers, which run on the thread that takes the signal, at a call's boundary. */
#include "internal.h"
#include <unicore/arch.h>
#include <unicore/attention.h>
#include <unicore/compiler.h>
#include <unicore/platform.h>
#include <unicore/preempt.h>
#include <unicore/trap.h>

struct signal_action signal_actions[SIGNALS + 1];

bool signal_is_ignored(int signal)
{
	uintptr_t handler = signal_actions[signal].handler;
	if (handler != SIG_DFL)
		return handler == SIG_IGN;
	switch (signal) {
	case SIGCHLD:
	case SIGCONT:
	case SIGURG:
	case SIGWINCH:
	case SIGSTOP: /* a process that is alone on its machine is never stopped */
	case SIGTSTP:
	case SIGTTIN:
	case SIGTTOU:
		return true;
	default:
		return false;
	}
}

bool signal_is_fatal(int signal)
{
	return signal_actions[signal].handler == SIG_DFL && !signal_is_ignored(signal);
}

_Noreturn void signal_end(int signal)
{
	uc_plat_exit(128 + signal);
}

struct handler {
	uintptr_t address;
	int signal;
	struct signal_info *info;
	void *context;
};

static void call(void *argument)
{
	struct handler *handler = argument;
	((void (*)(int, struct signal_info *, void *))handler->address)(handler->signal, handler->info,
									handler->context);
}

int signal_run(struct uc_posix_thread *self, int signal, struct signal_info *info, void *context)
{
	struct signal_action *action = &signal_actions[signal], taken = *action;
	if (signal_is_ignored(signal))
		return UC_ATTEND_NONE;
	if (taken.handler == SIG_DFL)
		signal_end(signal);
	if (taken.flags & SA_RESETHAND)
		action->handler = SIG_DFL;
	uint64_t before = self->blocked;
	self->blocked |= taken.mask & ~UNBLOCKABLE;
	if (!(taken.flags & SA_NODEFER))
		self->blocked |= bit(signal);
	struct handler handler = {taken.handler, signal, info, context};
	void *stack = signal_stack(self, taken.flags, (uintptr_t)__builtin_frame_address(0));
	unsigned depth = uc_preempt_program_begin();
	if (stack)
		uc_arch_call_across(stack, call, &handler);
	else
		call(&handler);
	uc_preempt_program_end(depth);
	self->blocked = before;
	return taken.flags & SA_RESTART ? UC_ATTEND_RESTART : UC_ATTEND_INTERRUPT;
}

/* Whether a signal waits for a thread that would take it. */
static bool is_awaited_elsewhere(void)
{
	uc_list_for_each(node, uc_posix_threads())
	{
		struct uc_posix_thread *thread = UC_CONTAINER_OF(node, struct uc_posix_thread, node);
		if (signal_pending(thread) & ~thread->blocked)
			return true;
	}
	return false;
}

/* `trap`: registers of the program that was interrupted; NULL: nothing but a call was, which has none to show. */
static int deliver(struct uc_trap *trap)
{
	struct uc_posix_thread *self = uc_posix_self();
	int result = UC_ATTEND_NONE, signal;
	if (!self)
		return result;
	uc_attention = 0;
	uc_thread_clear_interrupt(self->thread);
	struct signal_info info;
	while ((signal = signal_take(self, ~self->blocked, &info))) {
		_Alignas(16) char context[UC_UCONTEXT_BYTES] = {0};
		if (trap)
			uc_trap_to_ucontext(trap, context);
		int how = signal_run(self, signal, &info, context);
		if (trap)
			uc_trap_from_ucontext(trap, context);
		if (how > result)
			result = how;
	}
	if (is_awaited_elsewhere())
		uc_attention = 1;
	return result;
}

int signal_deliver(void)
{
	return deliver(NULL);
}

int signal_deliver_amid(struct uc_trap *trap)
{
	return deliver(trap);
}
