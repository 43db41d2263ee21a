/* SPDX-License-Identifier: BSD-3-Clause */
/* Folders that the host shares by virtio-9p. Thread context. */
#ifndef UNICORE_9P_H
#define UNICORE_9P_H

#include <unicore/vfs.h>

/**
 * The file system of the folder that the host calls `tag`, for uc_vfs_mount; of the first one when `tag` is NULL. Once
 * for each folder at a time. Returns 0, -ENODEV (the host shares no such folder), -EBUSY (it is mounted), -ENOMEM,
 * -EIO, or what the host says. mount(2) knows it as "9p", with the tag as source.
 */
int uc_9p_make(const char *tag, struct uc_filesystem **filesystem);

#endif
