/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The devices of an image: drivers add them in their init entries, stacks and file systems find them in theirs (which
 * run after the interface's: "after": ["netdev"]). A device is never taken away. Thread context.
 */
#ifndef UNICORE_DEVICE_H
#define UNICORE_DEVICE_H

#include <stddef.h>
#include <stdint.h>
#include <unicore/list.h>

enum uc_device_class {
	UC_DEVICE_NET,     /* struct uc_netdev, "net0", "net1", … */
	UC_DEVICE_BLOCK,   /* struct uc_blkdev, "blk0", … */
	UC_DEVICE_RNG,     /* struct uc_rng, "rng0", … */
	UC_DEVICE_CONSOLE, /* struct uc_consoledev, "con0", … */
	UC_DEVICE_CLASSES
};

/** Embedded, first, in the device of its class. Belongs to the driver, lives as long as the image. */
struct uc_device {
	struct uc_list node;
	enum uc_device_class class;
	unsigned index; /* in its class, in the order of uc_device_add */
	char name[8];
};

/** Gives the device its index and name and makes it known. The driver has filled in all else. */
void uc_device_add(struct uc_device *device, enum uc_device_class class);

/** The next of a class after `previous`; the first when that is NULL; NULL when there is none. */
struct uc_device *uc_device_next(enum uc_device_class class, const struct uc_device *previous);

/** By name; NULL when there is none. */
struct uc_device *uc_device_find(const char *name);

#endif
