/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Exceptions as Linux's signals tell them: si_code and ucontext_t (arch/arm64/include/uapi/asm/{sigcontext,ucontext}.h,
 * arch/arm64/kernel/traps.c and mm/fault.c of Linux).
 */
#include <unicore/compiler.h>
#include <unicore/string.h>
#include <unicore/trap.h>

/* What signal.S knows of the structure. */
_Static_assert(sizeof(struct uc_trap) == 288 && offsetof(struct uc_trap, sp) == 248, "signal.S");

void uc_trap_call_start(void);
void uc_trap_call_end(void);

void uc_trap_call(struct uc_trap *trap, struct uc_trap *saved, void *stack_top, void (*function)(struct uc_trap *trap))
{
	*saved = *trap;
	trap->x[19] = (uintptr_t)function;
	trap->x[20] = (uintptr_t)saved;
	trap->sp = UC_ALIGN_DOWN((uintptr_t)stack_top, 16);
	trap->pc = (uintptr_t)uc_trap_call_start;
}

bool uc_trap_resume(struct uc_trap *trap)
{
	if (trap->pc != (uintptr_t)uc_trap_call_end)
		return false;
	*trap = *(const struct uc_trap *)trap->x[19];
	return true;
}

int uc_trap_code(const struct uc_trap *trap)
{
	enum { TRAP_BRKPT = 1, TRAP_TRACE = 2, ILL_ILLOPC = 1, BUS_ADRALN = 1, SEGV_MAPERR = 1, SEGV_ACCERR = 2 };
	enum { SI_KERNEL = 0x80 };
	if (uc_trap_access(trap) != NULL)
		return UC_TRAP_STATUS(trap->syndrome) >= UC_TRAP_PERMISSION ? SEGV_ACCERR : SEGV_MAPERR;
	switch (UC_TRAP_CLASS(trap->syndrome)) {
	case UC_TRAP_UNKNOWN:
		return ILL_ILLOPC;
	case UC_TRAP_STEP:
		return TRAP_TRACE;
	case UC_TRAP_BREAK:
		return TRAP_BRKPT;
	case UC_TRAP_FETCH:
	case UC_TRAP_FETCH_LOWER:
	case UC_TRAP_DATA:
	case UC_TRAP_DATA_LOWER:
		return UC_TRAP_STATUS(trap->syndrome) == UC_TRAP_ALIGNMENT ? BUS_ADRALN : SI_KERNEL;
	case UC_TRAP_PC_ALIGNMENT:
	case UC_TRAP_SP_ALIGNMENT:
		return BUS_ADRALN;
	default:
		return SI_KERNEL;
	}
}

struct ucontext {
	uint64_t flags, link;
	uint64_t stack_start, stack_flags, stack_bytes;
	uint64_t mask;
	uint8_t unused[120];
	uint64_t fault_address __attribute__((aligned(16)));
	uint64_t x[31], sp, pc, pstate;
	uint64_t records[2] __attribute__((aligned(16))); /* of further registers; a zero ends them */
};

_Static_assert(offsetof(struct ucontext, fault_address) == 176 && sizeof(struct ucontext) <= UC_UCONTEXT_BYTES,
	       "unicore/trap.h");

void uc_trap_to_ucontext(const struct uc_trap *trap, void *ucontext)
{
	struct ucontext *to = ucontext;
	memset(ucontext, 0, UC_UCONTEXT_BYTES);
	memcpy(to->x, trap->x, sizeof(to->x));
	to->sp = trap->sp;
	to->pc = trap->pc;
	to->pstate = trap->pstate;
	to->fault_address = trap->fault_address;
}

/* Of the state a handler may change the flags of arithmetic: N, Z, C and V. */
#define STATE_OF_A_HANDLER 0xf0000000u

void uc_trap_from_ucontext(struct uc_trap *trap, const void *ucontext)
{
	const struct ucontext *from = ucontext;
	memcpy(trap->x, from->x, sizeof(trap->x));
	trap->sp = from->sp;
	trap->pc = from->pc;
	trap->pstate = (trap->pstate & ~(uint64_t)STATE_OF_A_HANDLER) | (from->pstate & STATE_OF_A_HANDLER);
}
