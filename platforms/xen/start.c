/* SPDX-License-Identifier: BSD-3-Clause */
/* From the entry code to uc_boot: Xen's pages, console, memory. Without stack protector. */
#include "xen.h"
#include <unicore/crash.h>

struct xen_shared_info *uc_xen_shared;

_Noreturn void uc_metal_start(void)
{
	uc_xen_arch_init();
	uc_xen_console_init();
	uc_xen_timer_init();
	uc_crash_set_stack((uintptr_t)uc_metal_boot_guard, (uintptr_t)uc_metal_boot_stack,
			   (uintptr_t)uc_metal_boot_stack_end);
	uc_metal_memory_init();
#if CONFIG_METAL_KASLR
	uc_metal_move();
#endif
	uc_boot();
}
