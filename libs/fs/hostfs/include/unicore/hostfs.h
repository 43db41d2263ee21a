/* SPDX-License-Identifier: BSD-3-Clause */
/* Folders of the host, for images that run as a process. Thread context. */
#ifndef UNICORE_HOSTFS_H
#define UNICORE_HOSTFS_H

#include <unicore/vfs.h>

/**
 * The file system of the `index`-th folder that the command line names (`uc.share.folder=<path>`, `,ro` behind it to
 * only read), for uc_vfs_mount. Returns 0, -ENODEV (there are no so many), -ENOMEM, or what the host says. mount(2)
 * knows it as "hostfs" with the sources "folder0", "folder1", …
 */
int uc_hostfs_make(unsigned index, struct uc_filesystem **filesystem);

#endif
