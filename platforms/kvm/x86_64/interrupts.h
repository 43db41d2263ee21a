/* SPDX-License-Identifier: BSD-3-Clause */
/* Around the C handler of an interrupt: it came by the local APIC. */
#ifndef KVM_INTERRUPTS_H
#define KVM_INTERRUPTS_H

#include "layout.h"

/* clang-format off */

#define APIC_END_OF_INTERRUPT 0xb0

	.macro	end_of_interrupt
	movl	$0, KVM_WINDOW_APIC + APIC_END_OF_INTERRUPT
	.endm

/* clang-format on */

#include <metal/interrupts.h>

#endif
