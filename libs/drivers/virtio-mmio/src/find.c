/* SPDX-License-Identifier: BSD-3-Clause */
/* Looks at the places where the bus says that devices may be. */
#include "mmio.h"
#include <unicore/heap.h>
#include <unicore/printk.h>

static bool is_device(const volatile uint8_t *registers, const struct uc_bus_mmio *place)
{
	if (mmio_read(registers, MMIO_MAGIC) != MAGIC_VALUE || mmio_read(registers, MMIO_DEVICE) == 0)
		return false;
	uint32_t version = mmio_read(registers, MMIO_VERSION);
	if (version == VERSION_MODERN)
		return true;
	uc_printk("virtio-mmio: the device at 0x%llx has version %u of the registers%s: left alone\n",
		  (unsigned long long)place->physical, version, version == VERSION_LEGACY ? " (legacy)" : "");
	return false;
}

static bool add(volatile uint8_t *registers, const struct uc_bus_mmio *place)
{
	struct mmio_device *mmio = uc_heap_alloc_zeroed(1, sizeof(*mmio));
	if (!mmio)
		return false;
	mmio->registers = registers;
	mmio->place = *place;
	mmio->config_bytes = place->bytes - MMIO_CONFIG;
	uc_format(mmio->name, sizeof(mmio->name), "virtio-mmio at 0x%llx", (unsigned long long)place->physical);
	mmio->virtio.transport = &uc_virtio_mmio_transport;
	mmio->virtio.type = mmio_read(registers, MMIO_DEVICE);
	mmio->virtio.place = mmio->name;
	uc_virtio_add(&mmio->virtio);
	return true;
}

int uc_virtio_mmio_init(void);
int uc_virtio_mmio_init(void)
{
	struct uc_bus_mmio place;
	for (unsigned n = 0; uc_bus_virtio_mmio(n, &place) == 0; n++) {
		volatile uint8_t *registers = NULL;
		if (place.bytes > MMIO_CONFIG)
			registers = uc_bus_map(place.physical, place.bytes);
		if (!registers)
			uc_printk("virtio-mmio: no device can be at 0x%llx\n", (unsigned long long)place.physical);
		else if (is_device(registers, &place) && !add(registers, &place))
			uc_printk("virtio-mmio: no memory for the device at 0x%llx\n",
				  (unsigned long long)place.physical);
	}
	return 0;
}
