/* SPDX-License-Identifier: BSD-3-Clause */
/* The thread pointer: one instruction where the host allows it (AT_HWCAP2, uapi asm/hwcap2.h), else a system call. */
#include "linuxu.h"

#define HWCAP2_FSGSBASE 2u
#define ARCH_SET_FS 0x1002

void uc_plat_set_thread_pointer(void *thread_pointer)
{
	static void *current; /* a thread that waits alone comes back to itself */
	if (uc_linuxu_hwcap2 & HWCAP2_FSGSBASE)
		__asm__ volatile("wrfsbase %0" : : "r"(thread_pointer) : "memory");
	else if (thread_pointer != current)
		HOST_CALL(HOST_ARCH_PRCTL, ARCH_SET_FS, thread_pointer);
	current = thread_pointer;
}
