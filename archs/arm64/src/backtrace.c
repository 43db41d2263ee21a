/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames as -fno-omit-frame-pointer makes them: the caller's frame pointer, above it the return address. */
#include <unicore/arch.h>
#include <unicore/compiler.h>

struct frame {
	uintptr_t caller;
	uintptr_t return_address;
};

static bool lies_within(uintptr_t frame, uintptr_t low, uintptr_t high)
{
	return frame >= low && frame < high && high - frame >= sizeof(struct frame) && frame % sizeof(uintptr_t) == 0;
}

size_t uc_arch_backtrace(uintptr_t *frame, uintptr_t low, uintptr_t high, uintptr_t *addresses, size_t most)
{
	size_t count = 0;
	while (count < most && lies_within(*frame, low, high)) {
		const struct frame *here = (const struct frame *)*frame;
		if (here->return_address == 0)
			break;
		addresses[count++] = here->return_address;
		bool rises = here->caller > *frame;
		bool stays = lies_within(here->caller, low, high);
		*frame = here->caller;
		if (stays && !rises)
			break;
	}
	return count;
}
