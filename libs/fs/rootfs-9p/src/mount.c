/* SPDX-License-Identifier: BSD-3-Clause */
/* The first folder that the host shares goes to "/". */
#include <unicore/9p.h>
#include <unicore/printk.h>
#include <unicore/rootfs.h>

int uc_rootfs_mount(void)
{
	struct uc_filesystem *filesystem;
	int error = uc_9p_make(NULL, &filesystem);
	if (error) {
		uc_printk("rootfs: the host shares no folder that could be used: error %d\n", -error);
		return error;
	}
	error = uc_vfs_mount(filesystem, "/");
	if (error)
		filesystem->unmount(filesystem);
	return error;
}
