/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The end, by semihosting (Arm, Semihosting for AArch32 and AArch64, 6.5, SYS_EXIT): QEMU ends with (v << 1) | 1, where
 * v is the status + 1, or 127 for a crash, as on x86_64. Without it the machine is switched off by PSCI (Arm DEN
 * 0022, 5.10), which the runner takes for an end that nobody announced. The request to end is a line of a PL061 (Arm
 * DDI 0190).
 */
#include "kvm.h"
#include <unicore/fdt.h>

#define MOST_STATUS 125
#define CRASH 127
#define SYS_EXIT 0x18
#define APPLICATION_EXIT 0x20026
#define PSCI_SYSTEM_OFF 0x84000008u

static volatile bool ending;

static _Noreturn void power_off(void)
{
	register uint64_t function __asm__("x0") = PSCI_SYSTEM_OFF;
	__asm__ volatile("hvc #0" : "+r"(function) : : "memory");
	for (;;)
		__asm__ volatile("wfi");
}

static _Noreturn void end(uint64_t value)
{
	const uint64_t block[2] = {APPLICATION_EXIT, value << 1 | 1};
	register uint64_t operation __asm__("x0") = SYS_EXIT;
	register const uint64_t *parameters __asm__("x1") = block;
	if (!ending) { /* without semihosting it is an exception, which comes back here */
		ending = true;
		__asm__ volatile("hlt #0xf000" : "+r"(operation) : "r"(parameters), "m"(block) : "memory");
	}
	power_off();
}

_Noreturn void uc_plat_exit(int status)
{
	end((uint64_t)(status < 0 || status > MOST_STATUS ? MOST_STATUS : status) + 1);
}

_Noreturn void uc_plat_crash(void)
{
	end(CRASH);
}

#define GPIO_EVENT 0x40c
#define GPIO_ENABLE 0x410
#define GPIO_CLEAR 0x41c
#define GPIO_BUTTON (1u << 3) /* hw/arm/virt.c, create_gpio_keys */

static void (*shutdown_handler)(void);
static uintptr_t gpio;

static void on_button(void *unused)
{
	(void)unused;
	*kvm_register(gpio, GPIO_CLEAR) = GPIO_BUTTON;
	if (shutdown_handler != NULL)
		shutdown_handler();
}

void uc_plat_on_shutdown(void (*handler)(void))
{
	uint64_t start, bytes;
	uint32_t line;
	int node = uc_fdt_compatible(KVM_TREE, -1, "arm,pl061");
	shutdown_handler = handler;
	if (gpio != 0 || node < 0 || !uc_fdt_reg(KVM_TREE, node, 0, &start, &bytes) ||
	    !uc_fdt_cell(KVM_TREE, node, "interrupts", 1, &line))
		return;
	gpio = start;
	*kvm_register(gpio, GPIO_EVENT) = GPIO_BUTTON;
	*kvm_register(gpio, GPIO_CLEAR) = GPIO_BUTTON;
	uc_kvm_gic_attach(KVM_SHARED + line, true, on_button, NULL);
	*kvm_register(gpio, GPIO_ENABLE) = GPIO_BUTTON;
}
