/* SPDX-License-Identifier: BSD-3-Clause */
/* The registers of an exception: saved by the platform's vectors (kvm), or copied from the host's signal (linuxu). */
#ifndef UNICORE_TRAP_H
#define UNICORE_TRAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct uc_trap {
	uint64_t x[31];
	uint64_t sp, pc, pstate;
	uint64_t syndrome;      /* ESR_ELx: Arm ARM (DDI 0487), D13.2.37 */
	uint64_t fault_address; /* FAR_ELx of an abort, else 0 */
};

/* Exception classes, bits 31 to 26 of the syndrome; the state in bits 5 to 0, and what wrote in bit 6, of an abort. */
#define UC_TRAP_CLASS(syndrome) ((unsigned)((syndrome) >> 26) & 0x3fu)
enum {
	UC_TRAP_UNKNOWN = 0x00,
	UC_TRAP_FETCH_LOWER = 0x20,
	UC_TRAP_FETCH = 0x21,
	UC_TRAP_PC_ALIGNMENT = 0x22,
	UC_TRAP_DATA_LOWER = 0x24,
	UC_TRAP_DATA = 0x25,
	UC_TRAP_SP_ALIGNMENT = 0x26,
	UC_TRAP_FLOATING_POINT = 0x2c,
	UC_TRAP_STEP = 0x32,
	UC_TRAP_BREAK = 0x3c,
};
#define UC_TRAP_STATUS(syndrome) ((unsigned)(syndrome)&0x3fu)
enum { UC_TRAP_TRANSLATION = 0x04, UC_TRAP_PERMISSION = 0x0c, UC_TRAP_EXTERNAL = 0x10, UC_TRAP_ALIGNMENT = 0x21 };
#define UC_TRAP_WRITES 0x40u

/** The instruction that raised it. Any context. */
static inline uintptr_t uc_trap_pc(const struct uc_trap *trap)
{
	return trap->pc;
}

/** The stack pointer then. Any context. */
static inline uintptr_t uc_trap_stack_pointer(const struct uc_trap *trap)
{
	return trap->sp;
}

/** The frame pointer then: where a backtrace goes on. Any context. */
static inline uintptr_t uc_trap_frame_pointer(const struct uc_trap *trap)
{
	return trap->x[29];
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

/** "page fault", "invalid opcode", … Any context. */
const char *uc_trap_name(const struct uc_trap *trap);

/** Calls `write(line, bytes)` with the registers as text, some to a line, each with its "\n". Any context. */
void uc_trap_print(const struct uc_trap *trap, void (*write)(const char *text, size_t bytes));

/** Bytes below its stack pointer that interrupted code may still use: none, AAPCS64 section 6.4.5.1. */
#define UC_TRAP_RED_ZONE 0

/**
 * Makes interrupted code go on with `function(copy)` on the stack that ends at `stack_top`, at once when the exception
 * is left. `copy` are the registers of `trap` as they were; `saved` keeps them until then. When the function returns
 * the interrupted code goes on with the registers in `copy`, and with its vector registers. Called by the handler of
 * uc_plat_on_trap, which then returns true, or of an interrupt.
 */
void uc_trap_call(struct uc_trap *trap, struct uc_trap *saved, void *stack_top, void (*function)(struct uc_trap *copy));

/**
 * The platform asks this first of every exception: true when it is the end of such a call; `trap` then holds the
 * registers with which the interrupted code goes on. Any context.
 */
bool uc_trap_resume(struct uc_trap *trap);

/** Linux's si_code of the exception: SEGV_MAPERR, TRAP_BRKPT, … Any context. */
int uc_trap_code(const struct uc_trap *trap);

/** Linux's ucontext_t with the registers, and the registers after a handler changed it. Any context. */
#define UC_UCONTEXT_BYTES 1024
void uc_trap_to_ucontext(const struct uc_trap *trap, void *ucontext);
void uc_trap_from_ucontext(struct uc_trap *trap, const void *ucontext);

#endif
