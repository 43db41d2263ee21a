/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The host's SIGSEGV, SIGBUS, SIGFPE, SIGILL and SIGTRAP are this platform's exceptions: they come on a stack of their
 * own, with the vector that the CPU raised. Layout of the context: uapi asm/sigcontext.h, asm/ucontext.h.
 */
#include "linuxu.h"
#include <unicore/crash.h>
#include <unicore/trap.h>

struct context {
	uint64_t flags, link;
	struct host_stack stack;
	uint64_t r8, r9, r10, r11, r12, r13, r14, r15, rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip, rflags;
	uint16_t cs, gs, fs, ss;
	uint64_t error, vector, old_mask, cr2;
};

/* The general registers, which a handler may have changed, one way or the other. */
#define EACH_REGISTER(apply)                                                                                        \
	apply(r8) apply(r9) apply(r10) apply(r11) apply(r12) apply(r13) apply(r14) apply(r15) apply(rdi) apply(rsi) \
		apply(rbp) apply(rbx) apply(rdx) apply(rax) apply(rcx) apply(rsp) apply(rip) apply(rflags)

#define VECTOR_PAGE_FAULT 14

/* Around the moment in which uc_linuxu_wait (entry.S) has looked at pending interrupts, but not yet begun to wait. */
extern const char uc_linuxu_wait_begin[] __attribute__((visibility("hidden")));
extern const char uc_linuxu_wait_end[] __attribute__((visibility("hidden")));
extern const char uc_linuxu_wait_abort[] __attribute__((visibility("hidden")));

void uc_linuxu_abort_wait(void *context)
{
	struct context *interrupted = context;
	if (interrupted->rip >= (uintptr_t)uc_linuxu_wait_begin && interrupted->rip < (uintptr_t)uc_linuxu_wait_end)
		interrupted->rip = (uintptr_t)uc_linuxu_wait_abort;
}

static bool (*trap_handler)(struct uc_trap *trap);

void uc_plat_on_trap(bool (*handler)(struct uc_trap *trap))
{
	trap_handler = handler;
}

static void take_registers(struct uc_trap *trap, const struct context *from)
{
	*trap = (struct uc_trap){
		.vector = from->vector,
		.error = from->error,
		.cs = from->cs,
		.ss = from->ss,
		.fault_address = from->vector == VECTOR_PAGE_FAULT ? from->cr2 : 0,
	};
#define TAKE(name) trap->name = from->name;
	EACH_REGISTER(TAKE)
}

static void give_registers(const struct uc_trap *trap, struct context *to)
{
#define GIVE(name) to->name = trap->name;
	EACH_REGISTER(GIVE)
}

static void on_signal(int signal, void *information, void *context)
{
	const struct host_siginfo *info = information;
	struct context *from = context;
	if (info->code <= 0) /* sent by a process, not raised by the CPU: uapi asm-generic/siginfo.h */
		uc_crash("signal %d from process %d", signal, info->process);
	struct uc_trap trap;
	take_registers(&trap, from);
	if (trap_handler == NULL || !trap_handler(&trap))
		uc_crash_trap(&trap);
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
