/* SPDX-License-Identifier: BSD-3-Clause */
/* The first serial port, a PL011 (Arm DDI 0183): output polled, input told by interrupt. */
#include "kvm.h"
#include <unicore/fdt.h>

#define DATA 0x00
#define FLAGS 0x18
#define CONTROL 0x30
#define MASK 0x38
#define CLEAR 0x44

#define FLAG_INPUT_EMPTY (1u << 4)
#define FLAG_OUTPUT_FULL (1u << 5)
#define CONTROL_ON 0x301u /* the port, its transmitter, its receiver */
#define INPUT 0x50u       /* interrupts of input, also of some that waits */

/* Where QEMU's virt has it, until the device tree is read. */
static uintptr_t port = 0x09000000;
static uint32_t wire = 1;

void uc_kvm_console_init(void)
{
	uint64_t start, bytes;
	int node = uc_fdt_compatible(KVM_TREE, -1, "arm,pl011");
	if (node >= 0 && uc_fdt_reg(KVM_TREE, node, 0, &start, &bytes)) {
		port = start;
		uc_fdt_cell(KVM_TREE, node, "interrupts", 1, &wire);
	}
	*kvm_register(port, MASK) = 0;
	*kvm_register(port, CONTROL) = CONTROL_ON;
}

/* QEMU's ends of the wire (a terminal, a file) take "\n" as it is. */
void uc_plat_console_write(const char *text, size_t bytes)
{
	for (; bytes > 0; bytes--) {
		while (*kvm_register(port, FLAGS) & FLAG_OUTPUT_FULL)
			;
		*kvm_register(port, DATA) = (uint8_t)*text++;
	}
}

static void (*on_input)(void);

static void tell_input(void *unused)
{
	(void)unused;
	*kvm_register(port, MASK) = 0;
	*kvm_register(port, CLEAR) = INPUT;
	on_input();
}

int uc_plat_on_console_input(void (*handler)(void))
{
	on_input = handler;
	return uc_kvm_gic_attach(KVM_SHARED + wire, true, tell_input, NULL);
}

long uc_plat_console_read(char *buffer, size_t bytes)
{
	size_t count = 0;
	while (count < bytes && !(*kvm_register(port, FLAGS) & FLAG_INPUT_EMPTY))
		buffer[count++] = (char)*kvm_register(port, DATA);
	/* Who found nothing wants to be told; a byte that has come since makes an interrupt at once. */
	if (count == 0 && bytes > 0 && on_input)
		*kvm_register(port, MASK) = INPUT;
	return (long)count;
}
