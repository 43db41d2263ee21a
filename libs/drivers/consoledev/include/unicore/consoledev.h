/* SPDX-License-Identifier: BSD-3-Clause */
/* One console device beside the platform's own: a stream of bytes in both directions. */
#ifndef UNICORE_CONSOLEDEV_H
#define UNICORE_CONSOLEDEV_H

#include <stddef.h>
#include <stdint.h>
#include <unicore/device.h>

struct uc_consoledev {
	struct uc_device device; /* UC_DEVICE_CONSOLE */
	/** Takes what there is room for. Returns that number (0: none), or -EIO. Any context. */
	long (*write)(struct uc_consoledev *console, const char *text, size_t bytes);
	/** Reads what is there. Returns the number (0: nothing yet), or -EIO at the end. Any context. */
	long (*read)(struct uc_consoledev *console, char *buffer, size_t bytes);
	/** There is input or room again; NULL: nobody listens. Interrupts off, any context. */
	void (*ready)(struct uc_consoledev *console);
};

#endif
