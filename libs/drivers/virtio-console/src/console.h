/* SPDX-License-Identifier: BSD-3-Clause */
/* What the driver and its tests share. VIRTIO 1.2, section 5.3. */
#ifndef CONSOLE_H
#define CONSOLE_H

#include <unicore/consoledev.h>
#include <unicore/platform.h>
#include <unicore/virtq.h>

#define QUEUE_RECEIVE 0
#define QUEUE_TRANSMIT 1

#define BUFFERS 8u /* in each direction */
#define BUFFER_BYTES ((uint32_t)(UC_PAGE_BYTES / (2 * BUFFERS)))

/** The driver's own memory of a buffer. */
struct console_buffer {
	struct console_buffer *next;
	uint8_t *memory;
	uint32_t from, to; /* received, and not read yet */
};

struct console_device {
	struct uc_consoledev consoledev; /* first */
	struct uc_virtio_device *virtio;
	struct uc_virtq receive, transmit;
	struct console_buffer *free;         /* to be sent with */
	struct console_buffer *first, *last; /* to be read */
	uint8_t *page;
	struct console_buffer buffers[2 * BUFFERS];
};

/** Brings a device up. Returns 0, -ENOMEM, -ENODEV, -EIO, or what the transport said. */
int console_create(struct uc_virtio_device *virtio, struct console_device **created);
/** Stops a device and frees all that it has. */
void console_destroy(struct console_device *console);

#endif
