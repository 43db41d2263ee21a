/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Power off by ACPI's state S5: ACPI 6.4, section 4.8.3.2 (PM1 control), 4.8.3.7 (sleep control, where the hardware is
 * reduced), 5.2.9 (FADT), 5.2.3.2 (addresses), 7.4.2 (what \_S5 holds).
 */
#include "acpi.h"
#include "bus.h"
#include "kvm.h"

#define FADT_PM1A 64
#define FADT_PM1B 68
#define FADT_FLAGS 112
#define FADT_FLAGS_REDUCED (1u << 20)
#define FADT_SLEEP_CONTROL 244
#define ADDRESS_BYTES 12
#define ADDRESS_MEMORY 0
#define ADDRESS_PORTS 1

#define PM1_TYPE(type) ((type) << 10)
#define PM1_SLEEP (1u << 13)
#define PM1_KEPT 0x01ff /* SCI_EN and what belongs to the system */
#define CONTROL_TYPE(type) ((type) << 2)
#define CONTROL_SLEEP (1u << 5)
#define MOST_TYPE 7

/* The host takes some time to see it. */
#define PATIENCE 10000000

static void sleep_by_port(uint32_t port, uint64_t type)
{
	if (port == 0 || port > UINT16_MAX)
		return;
	uint16_t kept = cpu_in16((uint16_t)port) & PM1_KEPT;
	cpu_out16((uint16_t)port, (uint16_t)(kept | PM1_TYPE(type) | PM1_SLEEP));
}

static void sleep_by_register(const uint8_t *place, uint64_t type)
{
	uint64_t address = uc_kvm_get64(place + 4);
	uint8_t value = (uint8_t)(CONTROL_TYPE(type) | CONTROL_SLEEP);
	if (place[0] == ADDRESS_MEMORY) {
		volatile uint8_t *control = uc_bus_map(address, 1);
		if (control != NULL)
			*control = value;
	} else if (place[0] == ADDRESS_PORTS && address <= UINT16_MAX) {
		cpu_out8((uint16_t)address, value);
	}
}

static void write_sleep(void)
{
	struct uc_kvm_bytes fadt, dsdt;
	uint64_t type;
	if (!uc_kvm_acpi_table("FACP", &fadt) || fadt.count < FADT_FLAGS + 4 || !uc_kvm_acpi_table("DSDT", &dsdt) ||
	    !uc_kvm_aml_first(&dsdt, "_S5_", &type) || type > MOST_TYPE)
		return;
	if (uc_kvm_get32(fadt.start + FADT_FLAGS) & FADT_FLAGS_REDUCED) {
		if (fadt.count >= FADT_SLEEP_CONTROL + ADDRESS_BYTES)
			sleep_by_register(fadt.start + FADT_SLEEP_CONTROL, type);
		return;
	}
	sleep_by_port(uc_kvm_get32(fadt.start + FADT_PM1A), type);
	sleep_by_port(uc_kvm_get32(fadt.start + FADT_PM1B), type);
}

void uc_kvm_power_off(void)
{
	write_sleep();
	for (unsigned n = 0; n < PATIENCE; n++)
		__asm__ volatile("pause");
}
