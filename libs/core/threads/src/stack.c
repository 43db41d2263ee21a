/* SPDX-License-Identifier: BSD-3-Clause */
/* Stacks of the page allocator, each above a page that nothing may touch. */
#include <unicore/errno.h>
#include <unicore/pagealloc.h>
#include <unicore/threads.h>

int uc_threads_stack_alloc(struct uc_stack *stack, size_t bytes)
{
	size_t pages = UC_ALIGN_UP(bytes, UC_PAGE_BYTES) / UC_PAGE_BYTES;
	char *guard = pages ? uc_pages_alloc(pages + 1) : NULL;
	if (!guard)
		return -ENOMEM;
	if (uc_plat_protect(guard, UC_PAGE_BYTES, 0) != 0) {
		uc_pages_free(guard, pages + 1);
		return -ENOMEM;
	}
	stack->guard = (uintptr_t)guard;
	stack->low = stack->guard + UC_PAGE_BYTES;
	stack->high = stack->low + pages * UC_PAGE_BYTES;
	return 0;
}

void uc_threads_stack_free(const struct uc_stack *stack)
{
	void *guard = (void *)stack->guard;
	/* It was mapped with these rights before; a page that cannot have them again is lost, not handed out. */
	if (uc_plat_protect(guard, UC_PAGE_BYTES, UC_RIGHT_READ | UC_RIGHT_WRITE) == 0)
		uc_pages_free(guard, (stack->high - stack->guard) / UC_PAGE_BYTES);
	else
		uc_pages_free((void *)stack->low, (stack->high - stack->low) / UC_PAGE_BYTES);
}
