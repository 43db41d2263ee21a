/* SPDX-License-Identifier: BSD-3-Clause */
/* The registers in a host's signal, and what the CPU said of the exception behind it. */
#ifndef LINUXU_ARM64_SYNDROME_H
#define LINUXU_ARM64_SYNDROME_H

#include "../linuxu.h"
#include <unicore/trap.h>

/* ucontext_t and its sigcontext: uapi asm/ucontext.h, asm/sigcontext.h. */
struct host_context {
	uint64_t flags, link;
	struct host_stack stack;
	uint64_t mask;
	uint8_t unused[120];
	uint64_t fault_address __attribute__((aligned(16)));
	uint64_t x[31], sp, pc, pstate;
	uint8_t records[4096] __attribute__((aligned(16)));
};

/**
 * Fills in syndrome and fault address of `trap`: the host's record of the syndrome, or, where it has none (qemu-user),
 * what signal, si_code and the instruction tell. Any context.
 */
void uc_linuxu_tell_syndrome(struct uc_trap *trap, int signal, const struct host_siginfo *info,
			     const struct host_context *context);

#endif
