/* SPDX-License-Identifier: BSD-3-Clause */
/* The I/O APIC, as every machine of QEMU has it. Intel 82093AA data sheet, section 3. */
#include "kvm.h"

#define ADDRESS 0xfec00000
#define INDEX 0x00
#define DATA 0x10
#define ENTRY_LOW(pin) (0x10 + 2 * (pin))
#define ENTRY_HIGH(pin) (0x11 + 2 * (pin))
#define ENTRY_LEVEL (1u << 15)

void (*uc_kvm_device_handlers[KVM_DEVICES])(void);

static void write_register(uint32_t index, uint32_t value)
{
	*(volatile uint32_t *)(KVM_WINDOW_IO_APIC + INDEX) = index;
	*(volatile uint32_t *)(KVM_WINDOW_IO_APIC + DATA) = value;
}

void uc_kvm_device_route(unsigned device, unsigned pin, bool level, void (*handler)(void))
{
	uc_kvm_device_handlers[device] = handler;
	uc_kvm_apic_init();
	uc_metal_map_window(KVM_WINDOW_IO_APIC, ADDRESS | METAL_DEVICE);
	/* To the one CPU, whose APIC is number 0. */
	write_register(ENTRY_HIGH(pin), 0);
	write_register(ENTRY_LOW(pin), (KVM_VECTOR_DEVICES + device) | (level ? ENTRY_LEVEL : 0));
}
