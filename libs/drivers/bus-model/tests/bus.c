/* SPDX-License-Identifier: BSD-3-Clause */
/* Nothing is there, and every call says so. */
#include <unicore/bus.h>
#include <unicore/errno.h>
#include <unicore/test.h>

static void never(void *argument)
{
	(void)argument;
}

UC_TEST(a_bus_without_devices)
{
	struct uc_bus_message message;
	struct uc_bus_mmio place = {0};
	UC_CHECK_EQUAL(uc_bus_address(&place), (uintptr_t)&place);
	UC_CHECK(uc_bus_map(0xfeb00000, 4096) == NULL);
	UC_CHECK_EQUAL(uc_bus_message_attach(never, NULL, &message), -ENOSPC);
	UC_CHECK_EQUAL(uc_bus_wire_attach(1, true, never, NULL), -EINVAL);
	UC_CHECK_EQUAL(uc_bus_pci_read(0, 0, 1), 0xff);
	UC_CHECK_EQUAL(uc_bus_pci_read(0, 0, 2), 0xffff);
	UC_CHECK_EQUAL(uc_bus_pci_read(0, 0, 4), 0xffffffff);
	UC_CHECK_EQUAL(uc_bus_pci_buses(), 0);
	UC_CHECK_EQUAL(uc_bus_pci_wire(0, 1), -ENOENT);
	uint64_t start, bytes;
	UC_CHECK_EQUAL(uc_bus_pci_window(0, &start, &bytes), -ENOENT);
	UC_CHECK_EQUAL(uc_bus_virtio_mmio(0, &place), -ENOENT);
}
