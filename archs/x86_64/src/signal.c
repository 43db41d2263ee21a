/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Exceptions as Linux's signals tell them: si_code and ucontext_t (arch/x86/include/uapi/asm/{sigcontext,ucontext}.h,
 * arch/x86/kernel/traps.c and mm/fault.c of Linux).
 */
#include <unicore/compiler.h>
#include <unicore/string.h>
#include <unicore/trap.h>

/* What signal.S knows of the structure. */
_Static_assert(offsetof(struct uc_trap, rip) == 136 && offsetof(struct uc_trap, rflags) == 152 &&
		       offsetof(struct uc_trap, rsp) == 160 && sizeof(struct uc_trap) == 184,
	       "signal.S");

void uc_trap_call_start(void);

/*
 * What signal.S saves of the vector registers: the components of xsave that the system turned on, and the size of their
 * area; none: fxsave. Intel SDM volume 1, sections 13.1 to 13.4. Others (keys of protection, tiles) no program of ours
 * uses.
 */
extern uint32_t uc_trap_vectors, uc_trap_vectors_bytes;
uint32_t uc_trap_vectors, uc_trap_vectors_bytes;

#define FXSAVE_BYTES 512
#define XSAVE_LEAST_BYTES 576
#define COMPONENTS 0xe7u /* x87, SSE, AVX, AVX-512 */
#define FIRST_EXTENDED 2
#define CPUID_OSXSAVE (1u << 27)

struct cpuid {
	uint32_t eax, ebx, ecx, edx;
};

static struct cpuid cpuid(uint32_t leaf, uint32_t sub)
{
	struct cpuid id;
	__asm__("cpuid" : "=a"(id.eax), "=b"(id.ebx), "=c"(id.ecx), "=d"(id.edx) : "a"(leaf), "c"(sub));
	return id;
}

static void find_vectors(void)
{
	uint32_t bytes = FXSAVE_BYTES;
	if (cpuid(1, 0).ecx & CPUID_OSXSAVE) {
		uint32_t on, high;
		__asm__("xgetbv" : "=a"(on), "=d"(high) : "c"(0));
		bytes = XSAVE_LEAST_BYTES;
		for (uint32_t n = FIRST_EXTENDED; n < 32; n++) {
			if (!(on & COMPONENTS & 1u << n))
				continue;
			struct cpuid area = cpuid(0xd, n);
			if (area.ebx + area.eax > bytes)
				bytes = area.ebx + area.eax;
		}
		uc_trap_vectors = on & COMPONENTS;
	}
	uc_trap_vectors_bytes = bytes;
}

void uc_trap_call(struct uc_trap *trap, struct uc_trap *saved, void *stack_top, void (*function)(struct uc_trap *trap))
{
	if (!uc_trap_vectors_bytes)
		find_vectors();
	*saved = *trap;
	trap->rbx = (uintptr_t)function;
	trap->r12 = (uintptr_t)saved;
	trap->rsp = UC_ALIGN_DOWN((uintptr_t)stack_top, 16);
	trap->rip = (uintptr_t)uc_trap_call_start;
}

int uc_trap_code(const struct uc_trap *trap)
{
	enum { FPE_INTDIV = 1, TRAP_BRKPT = 1, ILL_ILLOPN = 2, BUS_ADRALN = 1, SEGV_MAPERR = 1, SEGV_ACCERR = 2 };
	enum { SI_KERNEL = 0x80 };
	switch (trap->vector) {
	case 0:
		return FPE_INTDIV;
	case 1:
	case 3:
		return TRAP_BRKPT;
	case 6:
		return ILL_ILLOPN;
	case 14: /* bit 0 of the error: the page is there, but not for this access */
		return trap->error & 1 ? SEGV_ACCERR : SEGV_MAPERR;
	case 17:
		return BUS_ADRALN;
	default:
		return SI_KERNEL;
	}
}

struct ucontext {
	uint64_t flags, link;
	uint64_t stack_start, stack_flags, stack_bytes;
	uint64_t r8, r9, r10, r11, r12, r13, r14, r15, rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip, rflags;
	uint16_t cs, gs, fs, ss;
	uint64_t error, vector, old_mask, cr2, vectors, reserved[8], mask;
};

_Static_assert(sizeof(struct ucontext) <= UC_UCONTEXT_BYTES, "unicore/trap.h");

#define EACH_REGISTER(apply)                                                                                        \
	apply(r8) apply(r9) apply(r10) apply(r11) apply(r12) apply(r13) apply(r14) apply(r15) apply(rdi) apply(rsi) \
		apply(rbp) apply(rbx) apply(rdx) apply(rax) apply(rcx) apply(rsp) apply(rip) apply(rflags)

void uc_trap_to_ucontext(const struct uc_trap *trap, void *ucontext)
{
	struct ucontext *to = ucontext;
	memset(ucontext, 0, UC_UCONTEXT_BYTES);
#define GIVE(name) to->name = trap->name;
	EACH_REGISTER(GIVE)
	to->cs = (uint16_t)trap->cs;
	to->ss = (uint16_t)trap->ss;
	to->error = trap->error;
	to->vector = trap->vector;
	to->cr2 = trap->fault_address;
}

/* Of the flags a handler may change those of arithmetic, the direction, and the trap flag. */
#define FLAGS_OF_A_HANDLER 0xdd5u

void uc_trap_from_ucontext(struct uc_trap *trap, const void *ucontext)
{
	const struct ucontext *from = ucontext;
	uint64_t flags = trap->rflags;
#define TAKE(name) trap->name = from->name;
	EACH_REGISTER(TAKE)
	trap->rflags = (flags & ~(uint64_t)FLAGS_OF_A_HANDLER) | (from->rflags & FLAGS_OF_A_HANDLER);
}
