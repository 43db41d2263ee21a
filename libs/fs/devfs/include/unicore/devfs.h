/* SPDX-License-Identifier: BSD-3-Clause */
/* Devices as files. Thread context. */
#ifndef UNICORE_DEVFS_H
#define UNICORE_DEVFS_H

#include <unicore/vfs.h>

/** A device that has a name in /dev. Belongs to the caller for good. */
struct uc_device {
	struct uc_list node;
	const char *name;
	uint32_t mode; /* with UC_S_IFCHR or UC_S_IFBLK */
	uint64_t rdev;
	/** Of files that uc_node_open makes; NULL when `open` is given. */
	const struct uc_file_operations *operations;
	/** Opens it itself: a file with a reference for the caller. Returns 0 or a negative errno. */
	int (*open)(unsigned flags, struct uc_file **file);
};

/** From now on it is in every mounted devfs. Its name is no other's. */
void uc_device_register(struct uc_device *device);

/** Makes /dev if it is missing and mounts there. The build calls it before main. Returns 0 or a negative errno. */
int uc_devfs_mount(void);

#endif
