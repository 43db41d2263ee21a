/* SPDX-License-Identifier: BSD-3-Clause */
/* Archives of cpio's "newc" format. Thread context. */
#ifndef UNICORE_CPIO_H
#define UNICORE_CPIO_H

#include <stddef.h>
#include <unicore/vfs.h>

/**
 * Puts what is in the archives (one behind another, with zeros between them, as Linux takes an initramfs) below the
 * root folder of an empty or filled ramfs. Contents stay where they are; the archive must lie there as long as the
 * image runs. Missing folders are made; what is there already is replaced, a folder by a folder kept. Stops at the
 * first fault and keeps what there is by then. Returns 0, -EINVAL (no archive, damaged, a name with ".."), -ENOTDIR (a
 * file where a folder is needed), -EISDIR, -EPERM (a device, a pipe, a socket), -ENOSPC.
 */
int uc_cpio_unpack(struct uc_inode *root, const void *archive, size_t bytes);

#endif
