/* SPDX-License-Identifier: BSD-3-Clause */
/* Messages (MSI-X: PCI Local Bus 3.0, section 6.8.2) and pins. */
#include "internal.h"
#include <unicore/errno.h>

#define CAPABILITY_MESSAGES 0x11
#define CONTROL 2
#define CONTROL_LAST 0x7ff
#define CONTROL_ON (1u << 15)
#define CONTROL_ALL_MASKED (1u << 14)
#define TABLE 4
#define TABLE_BAR 7u

/* Words of an entry. */
#define ENTRY_WORDS 4
#define ENTRY_ADDRESS 0
#define ENTRY_ADDRESS_HIGH 1
#define ENTRY_DATA 2
#define ENTRY_CONTROL 3
#define ENTRY_MASKED 1u

static void find_table(struct uc_pci_function *function)
{
	unsigned at = uc_pci_capability(function, CAPABILITY_MESSAGES, 0);
	if (at == 0)
		return;
	unsigned count = (uc_pci_read(function, at + CONTROL, 2) & CONTROL_LAST) + 1;
	uint32_t place = uc_pci_read(function, at + TABLE, 4);
	function->message_table = uc_pci_map(function, place & TABLE_BAR, place & ~TABLE_BAR,
					     (size_t)count * ENTRY_WORDS * sizeof(uint32_t));
	if (function->message_table == NULL)
		return;
	function->message_capability = (uint16_t)at;
	function->messages = (uint16_t)count;
}

unsigned uc_pci_messages(struct uc_pci_function *function)
{
	if (function->message_table == NULL)
		find_table(function);
	return function->messages;
}

static void set_command(const struct uc_pci_function *function, uint32_t set, uint32_t clear)
{
	uint32_t command = uc_pci_read(function, PCI_COMMAND, 2);
	uc_pci_write(function, PCI_COMMAND, 2, (command & ~clear) | set);
}

static volatile uint32_t *entry_of(const struct uc_pci_function *function, unsigned index)
{
	return function->message_table + (size_t)index * ENTRY_WORDS;
}

void uc_pci_message_mask(struct uc_pci_function *function, unsigned index, bool masked)
{
	if (index < function->messages)
		entry_of(function, index)[ENTRY_CONTROL] = masked ? ENTRY_MASKED : 0;
}

int uc_pci_message_attach(struct uc_pci_function *function, unsigned index, uc_bus_handler *handler, void *argument)
{
	struct uc_bus_message message;
	if (index >= uc_pci_messages(function))
		return -ENOENT;
	int error = uc_bus_message_attach(handler, argument, &message);
	if (error != 0)
		return error;
	/* The table answers only in memory. */
	set_command(function, PCI_COMMAND_MEMORY | PCI_COMMAND_PIN_OFF, 0);
	volatile uint32_t *entry = entry_of(function, index);
	entry[ENTRY_CONTROL] = ENTRY_MASKED;
	entry[ENTRY_ADDRESS] = (uint32_t)message.address;
	entry[ENTRY_ADDRESS_HIGH] = (uint32_t)(message.address >> 32);
	entry[ENTRY_DATA] = message.data;
	entry[ENTRY_CONTROL] = 0;
	unsigned at = function->message_capability + CONTROL;
	uint32_t control = uc_pci_read(function, at, 2);
	uc_pci_write(function, at, 2, (control | CONTROL_ON) & ~CONTROL_ALL_MASKED);
	return 0;
}

int uc_pci_pin_attach(struct uc_pci_function *function, uc_bus_handler *handler, void *argument)
{
	unsigned pin = uc_pci_read(function, PCI_PIN, 1);
	int wire = pin == 0 ? -ENOENT : uc_bus_pci_wire(function->address, pin);
	if (wire < 0)
		return wire;
	int error = uc_bus_wire_attach((unsigned)wire, true, handler, argument);
	if (error == 0)
		set_command(function, 0, PCI_COMMAND_PIN_OFF);
	return error;
}
