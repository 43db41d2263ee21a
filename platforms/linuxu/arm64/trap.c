/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The host's SIGSEGV, SIGBUS, SIGFPE, SIGILL and SIGTRAP are this platform's exceptions: they come on a stack of their
 * own, with the CPU's syndrome where the host tells it. Layout of the context: uapi asm/sigcontext.h, asm/ucontext.h.
 */
#include "linuxu.h"
#include "syndrome.h"
#include <unicore/crash.h>
#include <unicore/trap.h>

/* Around the moment in which uc_linuxu_wait (entry.S) has looked at pending interrupts, but not yet begun to wait. */
extern const char uc_linuxu_wait_begin[] __attribute__((visibility("hidden")));
extern const char uc_linuxu_wait_end[] __attribute__((visibility("hidden")));
extern const char uc_linuxu_wait_abort[] __attribute__((visibility("hidden")));

void uc_linuxu_abort_wait(void *context)
{
	struct host_context *interrupted = context;
	if (interrupted->pc >= (uintptr_t)uc_linuxu_wait_begin && interrupted->pc < (uintptr_t)uc_linuxu_wait_end)
		interrupted->pc = (uintptr_t)uc_linuxu_wait_abort;
}

static bool (*trap_handler)(struct uc_trap *trap);

void uc_plat_on_trap(bool (*handler)(struct uc_trap *trap))
{
	trap_handler = handler;
}

static void take_registers(struct uc_trap *trap, const struct host_context *from)
{
	for (size_t n = 0; n < UC_ARRAY_LENGTH(trap->x); n++)
		trap->x[n] = from->x[n];
	trap->sp = from->sp;
	trap->pc = from->pc;
	trap->pstate = from->pstate;
	trap->syndrome = 0;
	trap->fault_address = 0;
}

static void give_registers(const struct uc_trap *trap, struct host_context *to)
{
	for (size_t n = 0; n < UC_ARRAY_LENGTH(trap->x); n++)
		to->x[n] = trap->x[n];
	to->sp = trap->sp;
	to->pc = trap->pc;
	to->pstate = trap->pstate;
}

static void on_signal(int signal, void *information, void *context)
{
	const struct host_siginfo *info = information;
	struct host_context *from = context;
	if (info->code <= 0) /* sent by a process, not raised by the CPU: uapi asm-generic/siginfo.h */
		uc_crash("signal %d from process %d", signal, info->process);
	struct uc_trap trap;
	take_registers(&trap, from);
	if (!uc_trap_resume(&trap)) {
		uc_linuxu_tell_syndrome(&trap, signal, info, from);
		if (trap_handler == NULL || !trap_handler(&trap))
			uc_crash_trap(&trap);
	}
	give_registers(&trap, from);
}

#if CONFIG_SCHED_PREEMPTIVE
void uc_linuxu_preempt(void *context)
{
	struct uc_trap trap;
	take_registers(&trap, context);
	uc_preempt_interrupted(&trap);
	give_registers(&trap, context);
}
#endif

void uc_linuxu_traps_init(void)
{
	static char stack[TRAP_STACK_BYTES] __attribute__((aligned(16)));
	struct host_stack alternate = {.start = stack, .bytes = sizeof(stack)};
	uc_crash_add_stack((uintptr_t)stack, (uintptr_t)stack + sizeof(stack));
	HOST_CALL(HOST_SIGALTSTACK, &alternate, 0);
	static const uint8_t signals[] = {HOST_SIGSEGV, HOST_SIGBUS, HOST_SIGFPE, HOST_SIGILL, HOST_SIGTRAP};
	for (size_t n = 0; n < UC_ARRAY_LENGTH(signals); n++)
		uc_linuxu_sigaction(signals[n], on_signal, HOST_SA_ONSTACK | HOST_SA_NODEFER);
}
