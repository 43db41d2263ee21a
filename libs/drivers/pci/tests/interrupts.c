/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupts of real devices: a message of virtio-rng (virtio 1.2, sections 4.1.4 and 2.7: a driver as small as can
 * be), and pins of QEMU's teaching device (docs/specs/edu.rst), which tests/e2e/kvm-bus.test.mjs adds.
 */
#include <unicore/pagealloc.h>
#include <unicore/pci.h>
#include <unicore/platform.h>
#include <unicore/printk.h>
#include <unicore/string.h>
#include <unicore/test.h>

#define VIRTIO 0x1af4
#define RNG_LEGACY 0x1005
#define RNG 0x1044
#define CAPABILITY_VENDOR 9
#define COMMON 1
#define NOTIFY 2
/* Of the common configuration. */
#define FEATURE_SELECT 8
#define FEATURE 12
#define STATUS 20
#define QUEUE_SIZE 24
#define QUEUE_MESSAGE 26
#define QUEUE_ENABLE 28
#define QUEUE_NOTIFY 30
#define QUEUE_ADDRESS 32 /* descriptors, driver's, device's: eight bytes each */
#define STATUS_FEATURES_OK 11
#define STATUS_DRIVER_OK 15
#define MESSAGE 1

static volatile unsigned calls;
static void *volatile called_with;

static void count(void *argument)
{
	calls++;
	called_with = argument;
}

static void wait_for(unsigned wanted)
{
	uint64_t deadline_ns = uc_plat_monotonic_ns() + 2000000000;
	while (calls < wanted && uc_plat_monotonic_ns() < deadline_ns) {
		unsigned long state = uc_plat_irq_save();
		if (calls < wanted)
			uc_plat_idle(deadline_ns);
		uc_plat_irq_restore(state);
	}
}

static struct uc_pci_function *rng;

static void take_rng(struct uc_pci_function *function, void *argument)
{
	(void)argument;
	rng = function;
}

/** Maps what the capability of this kind names. */
static volatile uint8_t *map(uint8_t kind, unsigned *capability)
{
	for (unsigned at = 0; (at = uc_pci_capability(rng, CAPABILITY_VENDOR, at)) != 0;)
		if (uc_pci_read(rng, at + 3, 1) == kind) {
			*capability = at;
			return uc_pci_map(rng, uc_pci_read(rng, at + 4, 1), uc_pci_read(rng, at + 8, 4),
					  uc_pci_read(rng, at + 12, 4));
		}
	return NULL;
}

static void set32(volatile uint8_t *common, unsigned offset, uint32_t value)
{
	*(volatile uint32_t *)(common + offset) = value;
}
static void set16(volatile uint8_t *common, unsigned offset, uint16_t value)
{
	*(volatile uint16_t *)(common + offset) = value;
}

/* Descriptors at 0, the driver's ring at 64, the device's at 128, what is asked for at 1024. */
static void begin(volatile uint8_t *common, volatile uint8_t *queue)
{
	common[STATUS] = 0;
	common[STATUS] = 3;
	set32(common, FEATURE_SELECT, 1);
	set32(common, FEATURE, 1); /* VERSION_1 */
	common[STATUS] = STATUS_FEATURES_OK;
	set16(common, QUEUE_SIZE, 4);
	set16(common, QUEUE_MESSAGE, MESSAGE);
	for (unsigned n = 0; n < 3; n++) {
		uint64_t address = uc_bus_address((const void *)(queue + 64 * n));
		set32(common, QUEUE_ADDRESS + 8 * n, (uint32_t)address);
		set32(common, QUEUE_ADDRESS + 8 * n + 4, (uint32_t)(address >> 32));
	}
	set16(common, QUEUE_ENABLE, 1);
	common[STATUS] = STATUS_DRIVER_OK;
}

static void ask(volatile uint8_t *queue, volatile uint16_t *door)
{
	static uint16_t asked;
	*(volatile uint64_t *)queue = uc_bus_address((const void *)(queue + 1024));
	*(volatile uint32_t *)(queue + 8) = 64;
	*(volatile uint16_t *)(queue + 12) = 2; /* the device writes */
	*(volatile uint16_t *)(queue + 64 + 4 + 2 * (asked % 4)) = 0;
	*(volatile uint16_t *)(queue + 64 + 2) = ++asked;
	*door = 0;
}

UC_TEST(a_message_of_a_device_calls_its_handler)
{
	uc_pci_for_each(VIRTIO, RNG_LEGACY, take_rng, NULL);
	uc_pci_for_each(VIRTIO, RNG, take_rng, NULL);
	if (rng == NULL) {
		uc_test_skip("this machine has no virtio-rng on PCI");
		return;
	}
	unsigned capability;
	volatile uint8_t *common = map(COMMON, &capability), *notify = map(NOTIFY, &capability);
	uint8_t *queue = uc_pages_alloc(1);
	UC_REQUIRE(common != NULL && notify != NULL && queue != NULL && uc_pci_messages(rng) >= 2);
	memset(queue, 0, UC_PAGE_BYTES);
	uc_pci_enable(rng);
	UC_CHECK(uc_pci_message_attach(rng, uc_pci_messages(rng), count, NULL) < 0);
	UC_REQUIRE(uc_pci_message_attach(rng, MESSAGE, count, &rng) == 0);
	begin(common, queue);
	volatile uint16_t *door = (volatile uint16_t *)(notify + *(volatile uint16_t *)(common + QUEUE_NOTIFY) *
									 uc_pci_read(rng, capability + 16, 4));
	ask(queue, door);
	wait_for(1);
	UC_CHECK_EQUAL(calls, 1);
	UC_CHECK(called_with == &rng);
	UC_CHECK_EQUAL(*(volatile uint32_t *)(queue + 128 + 8), 64);
	/* One that is held back comes when it may. */
	uc_pci_message_mask(rng, MESSAGE, true);
	ask(queue, door);
	for (unsigned n = 0; n < 100000000 && *(volatile uint16_t *)(queue + 128 + 2) != 2; n++)
		;
	UC_CHECK_EQUAL(*(volatile uint16_t *)(queue + 128 + 2), 2);
	UC_CHECK_EQUAL(calls, 1);
	uc_pci_message_mask(rng, MESSAGE, false);
	wait_for(2);
	UC_CHECK_EQUAL(calls, 2);
	common[STATUS] = 0;
}

#define EDU_VENDOR 0x1234
#define EDU 0x11e8
#define EDU_IDENTITY 0x010000ed
#define EDU_CAUSE 0x24
#define EDU_RAISE 0x60
#define EDU_LOWER 0x64
#define MOST_EDUS 8
#define STATUS_PINS 22

static struct edu {
	volatile uint32_t *registers;
	volatile unsigned calls;
} edus[MOST_EDUS];
static unsigned edu_count;

static void lower(void *argument)
{
	struct edu *edu = argument;
	uint32_t cause = edu->registers[EDU_CAUSE / 4];
	if (cause == 0)
		return;
	edu->registers[EDU_LOWER / 4] = cause;
	edu->calls++;
	calls++;
}

static void take_edu(struct uc_pci_function *function, void *argument)
{
	struct edu *edu = &edus[edu_count++];
	(void)argument;
	uc_pci_enable(function);
	edu->registers = uc_pci_map(function, 0, 0, 0x100);
	int error = uc_pci_pin_attach(function, lower, edu);
	uc_printk("edu %04x: %x, %d\n", function->address, edu->registers[0], error);
	if (edu->registers[0] != EDU_IDENTITY || error != 0)
		uc_plat_exit(1);
}

UC_CRASH_TEST(pins_call_their_handlers)
{
	uc_pci_for_each(EDU_VENDOR, EDU, take_edu, NULL);
	for (unsigned round = 1; round <= 3; round++) {
		for (unsigned n = 0; n < edu_count; n++) {
			calls = 0;
			edus[n].registers[EDU_RAISE / 4] = round;
			wait_for(1);
			uc_printk("edu %u called %u times\n", n, edus[n].calls);
			if (edus[n].calls != round)
				uc_plat_exit(1);
		}
	}
	uc_plat_exit(edu_count > 0 ? STATUS_PINS : 1);
}
