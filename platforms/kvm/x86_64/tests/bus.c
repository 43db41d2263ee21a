/* SPDX-License-Identifier: BSD-3-Clause */
/* Registers, messages and wires on the machine of the tests, whatever it is. */
#include "../bus.h"
#include <metal/cpu.h>
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/platform.h>
#include <unicore/string.h>
#include <unicore/test.h>
#include <unicore/trap.h>

#define APIC 0xfee00000u
#define APIC_VERSION 0x30
#define APIC_COMMAND 0x300
#define COMMAND_TO_SELF (1u << 18)

#define CMOS_INDEX 0x70
#define CMOS_DATA 0x71
#define CONSOLE_WIRE 4
#define RTC_WIRE 8
#define RTC_RATE 0x0a
#define RTC_CONTROL 0x0b
#define RTC_CAUSE 0x0c
#define RTC_PERIODIC 0x40

extern const uint64_t uc_metal_idt[] __attribute__((visibility("hidden")));
extern const char uc_image_start[] __attribute__((visibility("hidden")));

UC_TEST(registers_are_mapped_once)
{
	volatile uint32_t *apic = uc_bus_map(APIC, 0x400);
	UC_REQUIRE(apic != NULL);
	UC_CHECK((apic[APIC_VERSION / 4] & 0xf0) == 0x10);
	UC_CHECK(uc_bus_map(APIC + 0x20, 16) == (volatile char *)apic + 0x20);
	UC_CHECK(uc_bus_map(APIC - 8, 16) != NULL);
	UC_CHECK(uc_bus_map(APIC, 0x400) == apic);
	/* Larger than a large page, and at one: as one. */
	volatile char *large = uc_bus_map(0xe0000000, 4 << 20);
	UC_CHECK(large != NULL && (uintptr_t)large % (2 << 20) == 0);
}

UC_TEST(memory_is_not_mapped_as_registers)
{
	const struct uc_memory_range *ranges;
	size_t count = uc_plat_memory(&ranges);
	uintptr_t end = ranges[count - 1].start + ranges[count - 1].bytes;
	UC_CHECK(uc_bus_map(ranges[0].start, 16) == NULL);
	UC_CHECK(uc_bus_map(end - 1, 16) == NULL);
	UC_CHECK(uc_bus_map((uintptr_t)uc_image_start, 16) == NULL);
	UC_CHECK(uc_bus_map(0, ~0ul) == NULL);
	UC_CHECK(uc_bus_map(0xfee00000, 0) == NULL);
	UC_CHECK(uc_bus_map(~0ull - 100, 50) == NULL);
	UC_CHECK(uc_bus_map(1ull << 62, 50) == NULL);
	UC_CHECK(uc_bus_map(0xc0000000, 2ul << 30) == NULL);
	UC_CHECK_EQUAL(uc_bus_address(&ranges), (uintptr_t)&ranges);
}

static volatile unsigned calls;
static void *volatile called_with;
static unsigned others;

static void count_call(void *argument)
{
	/* What the interrupted code has in there must come back. */
	__asm__ volatile("pcmpeqd %%xmm7, %%xmm7" : : : "xmm7");
	calls++;
	called_with = argument;
}

static void send(const struct uc_bus_message *message)
{
	volatile uint32_t *apic = uc_bus_map(APIC, 0x400);
	apic[APIC_COMMAND / 4] = COMMAND_TO_SELF | message->data;
}

static void wait_for_calls(unsigned count)
{
	uint64_t deadline_ns = uc_plat_monotonic_ns() + 2000000000;
	while (calls < count && uc_plat_monotonic_ns() < deadline_ns) {
		unsigned long state = uc_plat_irq_save();
		if (calls < count)
			uc_plat_idle(deadline_ns);
		uc_plat_irq_restore(state);
	}
}

static unsigned faults;

/* Goes on behind the three-byte instruction of write_faults. */
static bool count_fault(struct uc_trap *trap)
{
	faults++;
	trap->rip += 3;
	return true;
}

static bool write_faults(const void *address)
{
	faults = 0;
	uc_plat_on_trap(count_fault);
	__asm__ volatile("movb $0, (%0)" : : "a"(address) : "memory");
	uc_plat_on_trap(NULL);
	return faults == 1;
}

UC_TEST(a_message_calls_its_handler)
{
	struct uc_bus_message first, second;
	int marker;
	uint64_t kept = 0x123456789abcdef0, got;
	UC_REQUIRE(uc_bus_message_attach(count_call, &marker, &first) == 0);
	UC_REQUIRE(uc_bus_message_attach(count_call, &others, &second) == 0);
	UC_CHECK_EQUAL(first.address, APIC);
	UC_CHECK(first.data != second.data);
	calls = 0;
	__asm__ volatile("movq %0, %%xmm7" : : "r"(kept) : "xmm7");
	send(&first);
	wait_for_calls(1);
	__asm__ volatile("movq %%xmm7, %0" : "=r"(got));
	UC_CHECK_EQUAL(got, kept);
	UC_CHECK_EQUAL(calls, 1);
	UC_CHECK(called_with == &marker);
	send(&second);
	wait_for_calls(2);
	UC_CHECK(called_with == &others);
	/* Each interrupt was ended: the next one of the same vector comes. */
	for (unsigned n = 3; n < 100; n++) {
		send(&first);
		wait_for_calls(n);
	}
	UC_CHECK_EQUAL(calls, 99);
	UC_CHECK(write_faults(uc_metal_idt + 2 * first.data));
}

static uint8_t cmos(uint8_t index)
{
	cpu_out8(CMOS_INDEX, index);
	return cpu_in8(CMOS_DATA);
}

static void count_tick(void *argument)
{
	cmos(RTC_CAUSE);
	count_call(argument);
}

static void count_other(void *argument)
{
	others += argument == &others;
}

/* The clock's wire, which every machine has and nobody uses. */
UC_TEST(a_wire_calls_all_its_handlers)
{
	UC_REQUIRE(uc_bus_wire_attach(RTC_WIRE, false, count_tick, NULL) == 0);
	UC_CHECK_EQUAL(uc_bus_wire_attach(RTC_WIRE, true, count_other, &others), -EBUSY);
	UC_REQUIRE(uc_bus_wire_attach(RTC_WIRE, false, count_other, &others) == 0);
	UC_REQUIRE(uc_bus_wire_attach(RTC_WIRE, false, count_other, &others) == 0);
	calls = 0;
	cpu_out8(CMOS_INDEX, RTC_CONTROL);
	cpu_out8(CMOS_DATA, (uint8_t)(cmos(RTC_CONTROL) | RTC_PERIODIC));
	wait_for_calls(3);
	cpu_out8(CMOS_INDEX, RTC_CONTROL);
	cpu_out8(CMOS_DATA, (uint8_t)(cmos(RTC_CONTROL) & ~RTC_PERIODIC));
	cmos(RTC_CAUSE);
	UC_CHECK(calls >= 3);
	UC_CHECK(others == 2 * calls);
}

UC_TEST(wires_that_are_not_to_be_had)
{
	UC_CHECK_EQUAL(uc_bus_wire_attach(5000, true, count_call, NULL), -EINVAL);
	UC_CHECK_EQUAL(uc_bus_wire_attach(CONSOLE_WIRE, false, count_call, NULL), -EBUSY);
}

static void say(const char *text)
{
	uc_plat_console_write(text, strlen(text));
}

static void say_number(uint64_t number)
{
	char text[17], *digit = text + 16;
	*digit = '\0';
	do
		*--digit = "0123456789abcdef"[number & 15];
	while ((number >>= 4) != 0);
	say(digit);
}

/* For tests/e2e/kvm-bus.test.mjs: the devices that it put there, of virtio 1.2, section 4.2.2: magic, device. */
UC_CRASH_TEST(list_virtio_mmio)
{
	struct uc_bus_mmio place;
	for (unsigned n = 0; uc_bus_virtio_mmio(n, &place) == 0; n++) {
		volatile uint32_t *registers = uc_bus_map(place.physical, place.bytes);
		uint64_t numbers[] = {place.physical, place.bytes, place.wire, place.level, registers[0], registers[2]};
		say("virtio-mmio");
		for (size_t i = 0; i < UC_ARRAY_LENGTH(numbers); i++) {
			say(" ");
			say_number(numbers[i]);
		}
		say("\n");
	}
	uc_plat_exit(20);
}
