/* SPDX-License-Identifier: BSD-3-Clause */
/* The first contents of a new thread's stack, as uc_arch_context_switch (context.S) pops them. */
#include <unicore/arch.h>
#include <unicore/compiler.h>

void uc_arch_context_start(void);

/* The control words after a reset of the process' floating point state: System V ABI for x86-64, figure 3.9's text. */
#define MXCSR_DEFAULT 0x1f80u
#define X87_CONTROL_DEFAULT 0x037fu

struct frame {
	uint32_t mxcsr;
	uint16_t x87_control;
	uint16_t unused;
	uint64_t r15, r14, r13, r12, rbx, rbp;
	uint64_t return_address;
};

void uc_arch_context_init(struct uc_context *context, void *stack_top, void (*entry)(void *), void *argument)
{
	struct frame *frame = (struct frame *)UC_ALIGN_DOWN((uintptr_t)stack_top, 16) - 1;
	*frame = (struct frame){
		.mxcsr = MXCSR_DEFAULT,
		.x87_control = X87_CONTROL_DEFAULT,
		.rbx = (uintptr_t)entry,
		.r12 = (uintptr_t)argument,
		.return_address = (uintptr_t)uc_arch_context_start,
	};
	context->stack_pointer = frame;
}
