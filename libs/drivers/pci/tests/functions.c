/* SPDX-License-Identifier: BSD-3-Clause */
/* Functions of the machine that the runner made, and those of tests/e2e/kvm-bus.test.mjs, which reads what is listed.
 */
#include <unicore/errno.h>
#include <unicore/pci.h>
#include <unicore/platform.h>
#include <unicore/printk.h>
#include <unicore/test.h>

#define CLASS_HOST_BRIDGE 0x06
#define STATUS_LISTED 21

static unsigned count, hosts;
static uint16_t last;
static bool ascending;

static void look(struct uc_pci_function *function, void *argument)
{
	struct uc_pci_bar bar;
	UC_CHECK(argument == &count);
	UC_CHECK(function->vendor != UC_PCI_ANY);
	UC_CHECK_EQUAL(uc_pci_read(function, 0, 2), function->vendor);
	UC_CHECK_EQUAL(uc_pci_read(function, 0, 4), function->vendor | (uint32_t)function->device << 16);
	UC_CHECK_EQUAL(uc_pci_read(function, 3, 1), function->device >> 8);
	UC_CHECK_EQUAL(uc_pci_bar(function, UC_PCI_BARS, &bar), -ENOENT);
	hosts += function->base_class == CLASS_HOST_BRIDGE && function->subclass == 0;
	ascending &= count == 0 || function->address > last;
	last = function->address;
	count++;
}

UC_TEST(functions_have_what_configuration_space_says)
{
	count = hosts = 0;
	ascending = true;
	uc_pci_for_each(UC_PCI_ANY, UC_PCI_ANY, look, &count);
	if (uc_bus_pci_buses() == 0) {
		UC_CHECK_EQUAL(count, 0);
		uc_test_skip("this machine has no PCI");
		return;
	}
	UC_CHECK(count >= 2);
	UC_CHECK_EQUAL(hosts, 1);
	UC_CHECK(ascending);
}

UC_TEST(nobody_reads_as_ones)
{
	UC_CHECK_EQUAL(uc_bus_pci_read(31 << 3 | 7, 0, 4), 0xffffffff);
	UC_CHECK_EQUAL(uc_bus_pci_read(0xffff, 0, 2), 0xffff);
	UC_CHECK_EQUAL(uc_bus_pci_read(0, 4096, 1), 0xff);
	UC_CHECK_EQUAL(uc_bus_pci_wire(31 << 3 | 7, 1), -ENOENT);
	UC_CHECK_EQUAL(uc_bus_pci_wire(0, 0), -ENOENT);
	UC_CHECK_EQUAL(uc_bus_pci_wire(0, 5), -ENOENT);
}

static void list(struct uc_pci_function *function, void *argument)
{
	struct uc_pci_bar bar;
	(void)argument;
	uc_printk("function %04x %04x:%04x %02x%02x behind %d messages %u", function->address, function->vendor,
		  function->device, function->base_class, function->subclass,
		  function->bridge ? function->bridge->address : -1, uc_pci_messages(function));
	for (unsigned n = 0; n < UC_PCI_BARS; n++)
		if (uc_pci_bar(function, n, &bar) == 0)
			uc_printk(" bar%u %llx+%llx", n, (unsigned long long)bar.address,
				  (unsigned long long)bar.bytes);
	uc_printk("\n");
}

UC_CRASH_TEST(list_functions)
{
	uc_pci_for_each(UC_PCI_ANY, UC_PCI_ANY, list, NULL);
	uc_plat_exit(STATUS_LISTED);
}
