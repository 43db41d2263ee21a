/* SPDX-License-Identifier: BSD-3-Clause */
/* The alternate stack of a thread. */
#include "internal.h"
#include <unicore/syscall.h>

#define SS_ONSTACK 1
#define SS_DISABLE 2
#define MINSIGSTKSZ 2048

struct stack {
	void *start;
	int flags;
	size_t bytes;
};

static bool is_on(const struct uc_posix_thread *self, uintptr_t stack_pointer)
{
	return stack_pointer - (uintptr_t)self->alternate_stack < self->alternate_bytes;
}

void *signal_stack(const struct uc_posix_thread *self, unsigned long flags, uintptr_t stack_pointer)
{
	if (!(flags & SA_ONSTACK) || !self->alternate_bytes || is_on(self, stack_pointer))
		return NULL;
	return (char *)self->alternate_stack + self->alternate_bytes;
}

UC_SYSCALL2(sigaltstack, const struct stack *, stack, struct stack *, old)
{
	struct uc_posix_thread *self = uc_posix_self();
	if (!self)
		return -EINVAL;
	bool busy = is_on(self, (uintptr_t)__builtin_frame_address(0));
	struct stack before = {self->alternate_stack, busy ? SS_ONSTACK : 0, self->alternate_bytes};
	if (!before.bytes)
		before.flags = SS_DISABLE;
	if (stack) {
		if (busy)
			return -EPERM;
		if (stack->flags & ~(SS_DISABLE | SS_ONSTACK))
			return -EINVAL;
		bool disable = stack->flags & SS_DISABLE;
		if (!disable && stack->bytes < MINSIGSTKSZ)
			return -ENOMEM;
		self->alternate_stack = disable ? NULL : stack->start;
		self->alternate_bytes = disable ? 0 : stack->bytes;
	}
	if (old)
		*old = before;
	return 0;
}
