/* SPDX-License-Identifier: BSD-3-Clause */
/* The thread pointer: Arm ARM (DDI 0487), D13.2.143, TPIDR_EL0. */
#include "kvm.h"

void uc_plat_set_thread_pointer(void *thread_pointer)
{
	__asm__ volatile("msr tpidr_el0, %0" : : "r"(thread_pointer) : "memory");
}
