/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupt vectors on demand: the entry code fills in those of every image, this file adds the others to the same
 * table, which is read-only in between. Intel SDM volume 3, 6.14.1 (gates) and 11.11 (messages to the local APIC).
 */
#include "bus.h"
#include "kvm.h"
#include <metal/cpu.h>

#define GATE_INTERRUPT 0x8e00 /* present, ring 0, interrupts off inside */
#define STUB_BYTES 8

#define MESSAGE_ADDRESS 0xfee00000u
#define MESSAGE_DESTINATION(apic) ((uint64_t)(apic) << 12)
#define APIC_IDENTITY 0x20

struct gate {
	uint16_t offset_low, selector, bits, offset_middle;
	uint32_t offset_high, reserved;
};

struct pointer {
	uint16_t limit;
	uint64_t base;
} __attribute__((packed));

extern struct gate uc_metal_idt[] METAL_LINKED;
extern const char uc_kvm_vector_stubs[] METAL_LINKED;

struct vector {
	uc_bus_handler *handler;
	void *argument;
};
struct vector uc_kvm_vectors[KVM_VECTORS_ATTACHED] METAL_LINKED;
static unsigned used;

void uc_kvm_vector_change(int vector, uc_bus_handler *handler, void *argument)
{
	unsigned long state = uc_plat_irq_save();
	uc_kvm_vectors[vector - KVM_VECTOR_ATTACHED] = (struct vector){.handler = handler, .argument = argument};
	uc_plat_irq_restore(state);
}

static void set_gate(unsigned number)
{
	uintptr_t stub = (uintptr_t)uc_kvm_vector_stubs + (size_t)number * STUB_BYTES;
	uc_metal_idt[KVM_VECTOR_ATTACHED + number] = (struct gate){.offset_low = (uint16_t)stub,
								   .selector = METAL_SELECTOR_CODE,
								   .bits = GATE_INTERRUPT | METAL_IST_INTERRUPT,
								   .offset_middle = (uint16_t)(stub >> 16),
								   .offset_high = (uint32_t)(stub >> 32)};
}

/** All gates at once, so that the table is writable once. */
static bool set_gates(void)
{
	if (uc_plat_protect(uc_metal_idt, UC_PAGE_BYTES, UC_RIGHT_READ | UC_RIGHT_WRITE) != 0)
		return false;
	for (unsigned n = 0; n < KVM_VECTORS_ATTACHED; n++)
		set_gate(n);
	uc_plat_protect(uc_metal_idt, UC_PAGE_BYTES, UC_RIGHT_READ);
	struct pointer pointer = {.limit = sizeof(struct gate) * (KVM_VECTOR_ATTACHED + KVM_VECTORS_ATTACHED) - 1,
				  .base = (uintptr_t)uc_metal_idt};
	__asm__ volatile("lidt %0" : : "m"(pointer));
	return true;
}

int uc_kvm_vector_attach(uc_bus_handler *handler, void *argument)
{
	unsigned long state = uc_plat_irq_save();
	int vector = -ENOSPC;
	if (used < KVM_VECTORS_ATTACHED && (used > 0 || set_gates())) {
		vector = KVM_VECTOR_ATTACHED + (int)used++;
		uc_kvm_vector_change(vector, handler, argument);
	}
	uc_plat_irq_restore(state);
	return vector;
}

int uc_bus_message_attach(uc_bus_handler *handler, void *argument, struct uc_bus_message *message)
{
	uc_kvm_apic_init();
	int vector = uc_kvm_vector_attach(handler, argument);
	if (vector < 0)
		return vector;
	uint32_t apic = *(volatile uint32_t *)(KVM_WINDOW_APIC + APIC_IDENTITY) >> 24;
	message->address = MESSAGE_ADDRESS | MESSAGE_DESTINATION(apic);
	message->data = (uint32_t)vector;
	return 0;
}
