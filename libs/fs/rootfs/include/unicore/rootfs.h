/* SPDX-License-Identifier: BSD-3-Clause */
/* The root file system: its provider mounts one on "/" before main, from what the build or the loader put into memory.
 */
#ifndef UNICORE_ROOTFS_H
#define UNICORE_ROOTFS_H

/** Mounts it. The build calls it once, on the first thread. Returns 0 or a negative errno that stops the boot. */
int uc_rootfs_mount(void);

#endif
