/* SPDX-License-Identifier: BSD-3-Clause */
/* The first folder of the command line goes to "/". */
#include <unicore/hostfs.h>
#include <unicore/printk.h>
#include <unicore/rootfs.h>

int uc_rootfs_mount(void)
{
	struct uc_filesystem *filesystem;
	int error = uc_hostfs_make(0, &filesystem);
	if (error) {
		uc_printk("rootfs: no folder of the host that could be used (uc.share.folder=<path>): error %d\n",
			  -error);
		return error;
	}
	error = uc_vfs_mount(filesystem, "/");
	if (error)
		filesystem->unmount(filesystem);
	return error;
}
