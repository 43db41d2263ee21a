/* SPDX-License-Identifier: BSD-3-Clause */
/* The root file system of the image: what the build embedded, and over it what the loader brought. */
#include <unicore/cpio.h>
#include <unicore/platform.h>
#include <unicore/printk.h>
#include <unicore/ramfs.h>
#include <unicore/rootfs.h>

/* Made by the build from the application's folder; equal when it has none (no-archive.lds). */
__attribute__((visibility("hidden"))) extern const char uc_rootfs_start[], uc_rootfs_end[];

static int unpack(struct uc_inode *root, const void *archive, size_t bytes, const char *what)
{
	int error = uc_cpio_unpack(root, archive, bytes);
	if (error)
		uc_printk("rootfs: the archive %s cannot be unpacked: error %d\n", what, -error);
	return error;
}

int uc_rootfs_mount(void)
{
	struct uc_filesystem *filesystem;
	const void *start;
	size_t bytes;
	int error = uc_ramfs_make(&filesystem);
	if (error)
		return error;
	error = unpack(filesystem->root, uc_rootfs_start, (size_t)(uc_rootfs_end - uc_rootfs_start), "in the image");
	if (!error && uc_plat_module(0, &start, &bytes) == 0)
		error = unpack(filesystem->root, start, bytes, "of the loader");
	if (!error)
		error = uc_vfs_mount(filesystem, "/");
	if (error)
		filesystem->unmount(filesystem);
	return error;
}
