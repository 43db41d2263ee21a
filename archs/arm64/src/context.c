/* SPDX-License-Identifier: BSD-3-Clause */
/* The first contents of a new thread's stack, as uc_arch_context_switch (context.S) takes them. */
#include <unicore/arch.h>
#include <unicore/compiler.h>

void uc_arch_context_start(void);

struct frame {
	uint64_t x19, x20, x21, x22, x23, x24, x25, x26, x27, x28, x29, x30;
	uint64_t d8_to_d15[8];
	uint64_t fpcr; /* 0: round to nearest, no exception traps */
	uint64_t unused;
};

_Static_assert(sizeof(struct frame) == 176 && offsetof(struct frame, fpcr) == 160, "context.S");

void uc_arch_context_init(struct uc_context *context, void *stack_top, void (*entry)(void *), void *argument)
{
	struct frame *frame = (struct frame *)UC_ALIGN_DOWN((uintptr_t)stack_top, 16) - 1;
	*frame = (struct frame){
		.x19 = (uintptr_t)entry,
		.x20 = (uintptr_t)argument,
		.x30 = (uintptr_t)uc_arch_context_start,
	};
	context->stack_pointer = frame;
}
