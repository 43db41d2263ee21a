/* SPDX-License-Identifier: BSD-3-Clause */
/* The file system in memory. Thread context. */
#ifndef UNICORE_RAMFS_H
#define UNICORE_RAMFS_H

#include <unicore/vfs.h>

/** An empty one, for uc_vfs_mount. Returns 0 or -ENOMEM. */
int uc_ramfs_make(struct uc_filesystem **filesystem);

/**
 * Gives an empty regular file of a ramfs this content, which lies there as long as the image runs and is never written:
 * what a program writes goes to pages of the file's own.
 */
void uc_ramfs_set_content(struct uc_inode *file, const void *content, size_t bytes);

/** Lets mount(2) make one ("ramfs", "tmpfs"). The build calls it before main. Returns 0. */
int uc_ramfs_register(void);

#endif
