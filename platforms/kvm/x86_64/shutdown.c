/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The end, by QEMU's isa-debug-exit: writing v ends QEMU with the status (v << 1) | 1. A status s is written as s + 1,
 * a crash as 127, so that none of them is QEMU's own 0 or 1.
 */
#include "kvm.h"
#include <metal/cpu.h>

#define EXIT_PORT 0x501
#define EXIT_CRASH 127
#define MOST_STATUS 125

#define KEYBOARD_COMMAND 0x64
#define KEYBOARD_RESET 0xfe

/* Without the device: says so, and resets the machine; QEMU's -no-reboot makes that an end without a status, an error.
 */
static _Noreturn void reset(void)
{
	static const char missing[] = "kvm: no isa-debug-exit at port 0x501: the status is lost\n";
	static const struct __attribute__((packed)) {
		uint16_t limit;
		uint64_t base;
	} nothing;
	uc_plat_console_write(missing, sizeof(missing) - 1);
	cpu_out8(KEYBOARD_COMMAND, KEYBOARD_RESET);
	/* And where there is no keyboard controller: a fault without a handler. */
	__asm__ volatile("lidt %0; ud2" : : "m"(nothing));
	__builtin_unreachable();
}

_Noreturn void uc_plat_exit(int status)
{
	cpu_out32(EXIT_PORT, (uint32_t)(status < 0 || status > MOST_STATUS ? MOST_STATUS : status) + 1);
#if CONFIG_KVM_POWER_OFF
	uc_kvm_power_off();
#endif
	reset();
}

_Noreturn void uc_plat_crash(void)
{
	cpu_out32(EXIT_PORT, EXIT_CRASH);
	reset();
}
