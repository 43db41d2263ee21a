/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The image relocates itself: a static PIE has relative relocations only. Tags and types: System V ABI, chapter 5
 * (dynamic section, DT_RELR's encoding); ELF for the Arm 64-bit Architecture, section 5.7. Runs before there is a
 * canary.
 */
#include <unicore/arch.h>

enum { DT_NULL = 0, DT_RELA = 7, DT_RELASZ = 8, DT_RELRSZ = 35, DT_RELR = 36 };
enum { R_AARCH64_NONE = 0, R_AARCH64_RELATIVE = 1027 };

struct dynamic {
	uint64_t tag, value;
};

struct rela {
	uint64_t offset, info;
	int64_t addend;
};

static void apply_rela(uintptr_t base, const struct rela *rela, size_t count)
{
	for (const struct rela *end = rela + count; rela < end; rela++) {
		uint32_t type = (uint32_t)rela->info;
		if (type == R_AARCH64_RELATIVE)
			*(uint64_t *)(base + rela->offset) = base + (uint64_t)rela->addend;
		else if (type != R_AARCH64_NONE)
			__builtin_trap();
	}
}

/* An even entry is the address of a word; an odd one a bitmap of the 63 words after the last one. */
static void apply_relr(uintptr_t base, const uint64_t *relr, size_t count)
{
	uint64_t *next = (uint64_t *)base;
	for (const uint64_t *end = relr + count; relr < end; relr++) {
		if ((*relr & 1) == 0) {
			next = (uint64_t *)(base + *relr);
			*next++ += base;
			continue;
		}
		uint64_t *word = next;
		for (uint64_t bits = *relr >> 1; bits != 0; bits >>= 1, word++)
			if (bits & 1)
				*word += base;
		next += 63;
	}
}

void uc_arch_relocate(uintptr_t base, const void *dynamic)
{
	uintptr_t rela = 0, relr = 0;
	size_t rela_bytes = 0, relr_bytes = 0;
	for (const struct dynamic *entry = dynamic; entry->tag != DT_NULL; entry++) {
		if (entry->tag == DT_RELA)
			rela = base + entry->value;
		else if (entry->tag == DT_RELASZ)
			rela_bytes = entry->value;
		else if (entry->tag == DT_RELR)
			relr = base + entry->value;
		else if (entry->tag == DT_RELRSZ)
			relr_bytes = entry->value;
	}
	apply_rela(base, (const struct rela *)rela, rela_bytes / sizeof(struct rela));
	apply_relr(base, (const uint64_t *)relr, relr_bytes / sizeof(uint64_t));
}
