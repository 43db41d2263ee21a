/* SPDX-License-Identifier: BSD-3-Clause */
/* The registers of an exception: pushed by the platform's entry code (kvm), or copied from the host's signal (linuxu).
 */
#ifndef UNICORE_TRAP_H
#define UNICORE_TRAP_H

#include <stddef.h>
#include <stdint.h>

struct uc_trap {
	uint64_t r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8, rax, rcx, rdx, rsi, rdi;
	uint64_t vector; /* Intel SDM volume 3, table 6-1 */
	uint64_t error;
	uint64_t rip, cs, rflags, rsp, ss;
	uint64_t fault_address; /* CR2 of a page fault, else 0 */
};

/** The instruction that raised it, or the one after it (breakpoint). Any context. */
static inline uintptr_t uc_trap_pc(const struct uc_trap *trap)
{
	return trap->rip;
}

/** The stack pointer then. Any context. */
static inline uintptr_t uc_trap_stack_pointer(const struct uc_trap *trap)
{
	return trap->rsp;
}

/** The frame pointer then: where a backtrace goes on. Any context. */
static inline uintptr_t uc_trap_frame_pointer(const struct uc_trap *trap)
{
	return trap->rbp;
}

/** The address that a page fault touched, else 0. Any context. */
static inline uintptr_t uc_trap_fault_address(const struct uc_trap *trap)
{
	return trap->fault_address;
}

/** Linux's signal for the exception: SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP. Any context. */
int uc_trap_signal(const struct uc_trap *trap);

/** How a page fault touched its fault address: "read", "write" or "execute"; NULL for other exceptions. Any context. */
const char *uc_trap_access(const struct uc_trap *trap);

/** "page fault", "general protection", … Any context. */
const char *uc_trap_name(const struct uc_trap *trap);

/** Calls `write(line, bytes)` with the registers as text, some to a line, each with its "\n". Any context. */
void uc_trap_print(const struct uc_trap *trap, void (*write)(const char *text, size_t bytes));

/** Bytes below its stack pointer that interrupted code may still use: System V ABI for x86-64, section 3.2.2. */
#define UC_TRAP_RED_ZONE 128

/**
 * Makes interrupted code go on with `function(copy)` on the stack that ends at `stack_top`, at once when the exception
 * is left. `copy` are the registers of `trap` as they were; `saved` keeps them until then. When the function returns
 * the interrupted code goes on with the registers in `copy`, and with its vector registers. Called by the handler of
 * uc_plat_on_trap, which then returns true, or of an interrupt.
 */
void uc_trap_call(struct uc_trap *trap, struct uc_trap *saved, void *stack_top, void (*function)(struct uc_trap *copy));

/** Linux's si_code of the exception: SEGV_MAPERR, FPE_INTDIV, … Any context. */
int uc_trap_code(const struct uc_trap *trap);

/** Linux's ucontext_t with the registers, and the registers after a handler changed it. Any context. */
#define UC_UCONTEXT_BYTES 1024
void uc_trap_to_ucontext(const struct uc_trap *trap, void *ucontext);
void uc_trap_from_ucontext(struct uc_trap *trap, const void *ucontext);

#endif
