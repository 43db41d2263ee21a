/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading a device's configuration while the device may change it: VIRTIO 1.2, section 2.5. */
#include <unicore/byteorder.h>
#include <unicore/errno.h>
#include <unicore/virtio.h>

/* How often the configuration may change while it is read. */
#define MOST_TRIES 64

static void store_little(uint8_t *to, uint32_t number, unsigned width)
{
	for (unsigned n = 0; n < width; n++)
		to[n] = (uint8_t)(number >> (8 * n));
}

int uc_virtio_config(struct uc_virtio_device *device, unsigned offset, void *to, size_t bytes, unsigned width)
{
	const struct uc_virtio_transport *transport = device->transport;
	for (unsigned tries = 0; tries < MOST_TRIES; tries++) {
		uint32_t before = transport->generation(device);
		for (size_t at = 0; at + width <= bytes; at += width)
			store_little((uint8_t *)to + at, transport->read_config(device, offset + (unsigned)at, width),
				     width);
		if (transport->generation(device) == before)
			return 0;
	}
	return -EIO;
}

uint64_t uc_virtio_config_number(struct uc_virtio_device *device, unsigned offset, unsigned bytes, uint64_t otherwise)
{
	uint64_t number = 0;
	if (uc_virtio_config(device, offset, &number, bytes, bytes < 4 ? bytes : 4) < 0)
		return otherwise;
	return uc_little64(number);
}
