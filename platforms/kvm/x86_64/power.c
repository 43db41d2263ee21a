/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The power button (QEMU's system_powerdown): the host asks the image to end. On pc and q35 by the chipset's ACPI
 * registers (ACPI 6.4, section 4.8.3.1), whose place is in PCI configuration space (Intel 82371AB data sheet,
 * section 7.1.17; ICH9 data sheet, section 13.1.13); on microvm, which has no PCI, by QEMU's generic event device
 * (docs/specs/acpi_hw_reduced_hotplug).
 */
#include "kvm.h"
#include <metal/cpu.h>

#define PCI_ADDRESS 0xcf8
#define PCI_DATA 0xcfc
#define PCI_ENABLE (1u << 31)
#define PCI_FUNCTION(device, function) ((device) << 11 | (function) << 8)
#define PCI_POWER_BASE 0x40
#define PCI_NOBODY 0xffffffff

#define PIIX4_POWER 0x71138086
#define ICH9_BRIDGE 0x29188086
#define POWER_BASE_PORT 0xff80

#define EVENTS(base) (base)
#define EVENTS_ENABLED(base) ((base) + 2)
#define CONTROL(base) ((base) + 4)
#define EVENT_BUTTON (1u << 8)
#define CONTROL_INTERRUPT 1

#define EVENT_DEVICE 0xfea00000
#define EVENT_DEVICE_POWER_DOWN 2

static void (*shutdown_handler)(void);
static uint16_t power_base; /* 0: the generic event device */

static uint32_t read_pci(uint32_t function, uint32_t offset)
{
	cpu_out32(PCI_ADDRESS, PCI_ENABLE | function | offset);
	return cpu_in32(PCI_DATA);
}

static void on_interrupt(void)
{
	bool button;
	if (power_base != 0) {
		uint16_t events = cpu_in16(EVENTS(power_base));
		cpu_out16(EVENTS(power_base), events);
		button = (events & EVENT_BUTTON) != 0;
	} else {
		/* Reading takes them. */
		button = (*(volatile uint32_t *)KVM_WINDOW_EVENTS & EVENT_DEVICE_POWER_DOWN) != 0;
	}
	if (button && shutdown_handler != NULL)
		shutdown_handler();
}

static void watch_button(void)
{
	static const uint32_t functions[][2] = {{PCI_FUNCTION(1, 3), PIIX4_POWER}, {PCI_FUNCTION(31, 0), ICH9_BRIDGE}};
	if (read_pci(0, 0) == PCI_NOBODY) {
		uc_metal_map_window(KVM_WINDOW_EVENTS, EVENT_DEVICE | METAL_DEVICE);
		uc_kvm_device_route(KVM_DEVICE_POWER, KVM_PIN_POWER, false, on_interrupt);
		return;
	}
	for (size_t n = 0; n < UC_ARRAY_LENGTH(functions); n++)
		if (read_pci(functions[n][0], 0) == functions[n][1])
			power_base = read_pci(functions[n][0], PCI_POWER_BASE) & POWER_BASE_PORT;
	if (power_base == 0)
		return;
	cpu_out16(EVENTS(power_base), EVENT_BUTTON);
	cpu_out16(EVENTS_ENABLED(power_base), EVENT_BUTTON);
	cpu_out16(CONTROL(power_base), cpu_in16(CONTROL(power_base)) | CONTROL_INTERRUPT);
	uc_kvm_device_route(KVM_DEVICE_POWER, KVM_PIN_POWER, true, on_interrupt);
}

void uc_plat_on_shutdown(void (*handler)(void))
{
	bool first = shutdown_handler == NULL;
	shutdown_handler = handler;
	if (first && handler != NULL)
		watch_button();
}
