/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Wires of the I/O APICs: which there are says ACPI's MADT, else there is the one that every
 * PC has. Registers: Intel 82093AA data sheet, section 3. Polarity is left at active high: neither QEMU nor KVM looks
 * at anything else.
 */
#include "acpi.h"
#include "bus.h"
#include "kvm.h"

#define DEFAULT_ADDRESS 0xfec00000
#define INDEX 0x00
#define DATA 0x10
#define VERSION 0x01
#define VERSION_LAST_PIN(value) ((value) >> 16 & 0xff)
#define ENTRY_LOW(pin) (0x10 + 2 * (pin))
#define ENTRY_HIGH(pin) (0x11 + 2 * (pin))
#define ENTRY_LEVEL (1u << 15)

#define MOST_CONTROLLERS 4
#define MOST_USES 64

static struct controller {
	volatile uint8_t *registers;
	unsigned first_wire, wires;
} controllers[MOST_CONTROLLERS];
static unsigned controller_count;

/** A handler of a wire, in a list when the wire is shared. */
static struct use {
	uc_bus_handler *handler;
	void *argument;
	struct use *next;
	unsigned wire;
	bool level;
	int vector;
} uses[MOST_USES];
static unsigned use_count;

static uint32_t read_register(const struct controller *controller, uint32_t index)
{
	*(volatile uint32_t *)(controller->registers + INDEX) = index;
	return *(volatile uint32_t *)(controller->registers + DATA);
}

static void write_register(const struct controller *controller, uint32_t index, uint32_t value)
{
	*(volatile uint32_t *)(controller->registers + INDEX) = index;
	*(volatile uint32_t *)(controller->registers + DATA) = value;
}

static void add_controller(uint32_t address, uint32_t first_wire)
{
	struct controller *controller = &controllers[controller_count];
	if (controller_count == MOST_CONTROLLERS)
		return;
	controller->registers = uc_bus_map(address, UC_PAGE_BYTES);
	if (controller->registers == NULL)
		return;
	controller->first_wire = first_wire;
	controller->wires = VERSION_LAST_PIN(read_register(controller, VERSION)) + 1;
	controller_count++;
}

static void find_controllers(void)
{
	struct uc_kvm_bytes madt;
	uint32_t address, first_wire;
	if (uc_kvm_acpi_table("APIC", &madt))
		for (size_t at = 0; uc_kvm_madt_io_apic(&madt, &at, &address, &first_wire);)
			add_controller(address, first_wire);
	if (controller_count == 0)
		add_controller(DEFAULT_ADDRESS, 0);
}

static const struct controller *controller_of(unsigned wire)
{
	if (controller_count == 0)
		find_controllers();
	for (unsigned n = 0; n < controller_count; n++)
		if (wire - controllers[n].first_wire < controllers[n].wires)
			return &controllers[n];
	return NULL;
}

static void call_all(void *first)
{
	for (const struct use *use = first; use != NULL; use = use->next)
		use->handler(use->argument);
}

/** The first use of the wire, NULL: nobody's. */
static struct use *first_of(unsigned wire)
{
	for (unsigned n = 0; n < use_count; n++)
		if (uses[n].wire == wire)
			return &uses[n];
	return NULL;
}

static int connect(const struct controller *controller, struct use *use)
{
	unsigned pin = use->wire - controller->first_wire;
	uc_kvm_apic_init();
	use->vector = uc_kvm_vector_attach(use->handler, use->argument);
	if (use->vector < 0)
		return use->vector;
	/* To the one CPU, whose APIC is number 0. */
	write_register(controller, ENTRY_HIGH(pin), 0);
	write_register(controller, ENTRY_LOW(pin), (uint32_t)use->vector | (use->level ? ENTRY_LEVEL : 0));
	return 0;
}

static int attach(unsigned wire, bool level, uc_bus_handler *handler, void *argument)
{
	const struct controller *controller = controller_of(wire);
	if (controller == NULL)
		return -EINVAL;
	if (wire == KVM_PIN_CONSOLE || wire == KVM_PIN_POWER)
		return -EBUSY;
	struct use *first = first_of(wire);
	if (first != NULL && first->level != level)
		return -EBUSY;
	if (use_count == MOST_USES)
		return -ENOSPC;
	struct use *use = &uses[use_count];
	*use = (struct use){.handler = handler, .argument = argument, .wire = wire, .level = level};
	if (first == NULL) {
		int error = connect(controller, use);
		if (error != 0)
			return error;
	} else {
		use->next = first->next;
		first->next = use;
		uc_kvm_vector_change(first->vector, call_all, first);
	}
	use_count++;
	return 0;
}

int uc_bus_wire_attach(unsigned wire, bool level, uc_bus_handler *handler, void *argument)
{
	unsigned long state = uc_plat_irq_save();
	int error = attach(wire, level, handler, argument);
	uc_plat_irq_restore(state);
	return error;
}
