/* SPDX-License-Identifier: BSD-3-Clause */
/* The syndrome of an exception behind a host's signal. Encodings of instructions: Arm ARM (DDI 0487), C4.1. */
#include "syndrome.h"

/* A record in the context: uapi asm/sigcontext.h, struct _aarch64_ctx and esr_context. */
#define ESR_MAGIC 0x45535201u

struct record {
	uint32_t magic, bytes;
};

static const struct record *find_record(const struct host_context *context, uint32_t magic)
{
	size_t offset = 0;
	while (offset + sizeof(struct record) + sizeof(uint64_t) <= sizeof(context->records)) {
		const struct record *record = (const struct record *)(const void *)(context->records + offset);
		if (record->magic == magic)
			return record;
		if (record->magic == 0 || record->bytes < sizeof(struct record))
			return NULL;
		offset += record->bytes;
	}
	return NULL;
}

#define CLASS(value) ((uint64_t)(value) << 26)

/* Loads and stores have op0 (bits 28 to 25) x1x0; how they tell a store depends on the group. */
static bool is_store(uint32_t instruction)
{
	if ((instruction & 0x0a000000u) != 0x08000000u)
		return false;
	bool is_single = (instruction & 0x38000000u) == 0x38000000u;
	if (!is_single)
		return (instruction & 0x18000000u) != 0x18000000u && !(instruction & 1u << 22);
	/* One register: opc (bits 23 and 22) 0 stores; so does 2 of a vector of 16 bytes, and atomics do both. */
	bool is_atomic = (instruction & 0x3f200c00u) == 0x38200000u;
	unsigned opc = instruction >> 22 & 3;
	bool is_wide_vector = (instruction & 0xc4000000u) == 0x04000000u;
	return is_atomic || opc == 0 || (opc == 2 && is_wide_vector);
}

static uint64_t abort_of(const struct uc_trap *trap, const struct host_context *context, int code)
{
	enum { SEGV_ACCERR = 2 };
	uint64_t status = code == SEGV_ACCERR ? UC_TRAP_PERMISSION : UC_TRAP_TRANSLATION;
	if (context->fault_address == trap->pc)
		return CLASS(UC_TRAP_FETCH_LOWER) | status;
	uint32_t instruction = *(const uint32_t *)trap->pc;
	return CLASS(UC_TRAP_DATA_LOWER) | status | (is_store(instruction) ? UC_TRAP_WRITES : 0);
}

static uint64_t guess(const struct uc_trap *trap, int signal, int code, const struct host_context *context)
{
	switch (signal) {
	case HOST_SIGSEGV:
		return abort_of(trap, context, code);
	case HOST_SIGBUS:
		if (trap->pc % 4 != 0)
			return CLASS(UC_TRAP_PC_ALIGNMENT);
		return CLASS(UC_TRAP_DATA_LOWER) | (code == 1 ? UC_TRAP_ALIGNMENT : UC_TRAP_EXTERNAL);
	case HOST_SIGFPE:
		return CLASS(UC_TRAP_FLOATING_POINT);
	case HOST_SIGTRAP: /* the immediate of brk */
		return CLASS(UC_TRAP_BREAK) | (*(const uint32_t *)trap->pc >> 5 & 0xffff);
	default:
		return CLASS(UC_TRAP_UNKNOWN);
	}
}

void uc_linuxu_tell_syndrome(struct uc_trap *trap, int signal, const struct host_siginfo *info,
			     const struct host_context *context)
{
	const struct record *esr = find_record(context, ESR_MAGIC);
	trap->syndrome =
		esr != NULL ? *(const uint64_t *)(const void *)(esr + 1) : guess(trap, signal, info->code, context);
	unsigned class = UC_TRAP_CLASS(trap->syndrome);
	if (class >= UC_TRAP_FETCH_LOWER && class <= UC_TRAP_DATA)
		trap->fault_address = context->fault_address;
}
