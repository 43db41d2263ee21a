/* SPDX-License-Identifier: BSD-3-Clause */
/* The file system: one folder, whose names are the registered devices. */
#include "devices.h"
#include <unicore/call.h>
#include <unicore/compiler.h>
#include <unicore/devfs.h>
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/string.h>

#define DEVFS_MAGIC 0x1373

static struct uc_list devices = UC_LIST_INIT(devices);

/* A device's inode lives while it is used; its attributes begin anew then. */
struct device_inode {
	struct uc_inode inode;
	struct uc_list node; /* of those in use */
	const struct uc_device *device;
};

static struct uc_list in_use = UC_LIST_INIT(in_use);

void uc_device_register(struct uc_device *device)
{
	uc_list_add_before(&devices, &device->node);
}

static const struct uc_device *device_of(struct uc_inode *inode)
{
	return UC_CONTAINER_OF(inode, struct device_inode, inode)->device;
}

static int device_open(struct uc_inode *inode, unsigned flags, struct uc_file **file)
{
	const struct uc_device *device = device_of(inode);
	return device->open ? device->open(flags, file) : uc_node_open(inode, device->operations, flags, file);
}

static void device_release(struct uc_inode *inode)
{
	struct device_inode *own = UC_CONTAINER_OF(inode, struct device_inode, inode);
	uc_list_remove(&own->node);
	uc_heap_free(own);
}

static const struct uc_inode_operations device_operations = {.open = device_open, .release = device_release};

/* Numbers of inodes: 1 is the folder's, then the devices in order. */
static struct uc_device *device_at(uint64_t index)
{
	uc_list_for_each(node, &devices)
	{
		if (index-- == 0)
			return UC_CONTAINER_OF(node, struct uc_device, node);
	}
	return NULL;
}

static int make_inode(struct uc_inode *folder, const struct uc_device *device, uint64_t ino, struct uc_inode **inode)
{
	uc_list_for_each(node, &in_use)
	{
		struct device_inode *own = UC_CONTAINER_OF(node, struct device_inode, node);
		if (own->device != device || own->inode.filesystem != folder->filesystem)
			continue;
		uc_inode_get(&own->inode);
		*inode = &own->inode;
		return 0;
	}
	struct device_inode *own = uc_heap_alloc(sizeof *own);
	if (!own)
		return -ENOMEM;
	*own = (struct device_inode){.device = device};
	own->inode = (struct uc_inode){
		.operations = &device_operations,
		.filesystem = folder->filesystem,
		.references = 1,
		.mode = device->mode,
		.nlink = 1,
		.ino = ino,
		.rdev = device->rdev,
	};
	own->inode.atime = own->inode.mtime = own->inode.ctime = own->inode.btime = folder->btime;
	uc_list_add_before(&in_use, &own->node);
	*inode = &own->inode;
	return 0;
}

static int lookup(struct uc_inode *folder, struct uc_name name, struct uc_inode **inode)
{
	const struct uc_device *device;
	for (uint64_t i = 0; (device = device_at(i)); i++)
		if (strlen(device->name) == name.bytes && memcmp(device->name, name.text, name.bytes) == 0)
			return make_inode(folder, device, i + 2, inode);
	return -ENOENT;
}

static int next(struct uc_inode *folder, uint64_t *cursor, struct uc_entry *entry)
{
	(void)folder;
	const struct uc_device *device = device_at(*cursor);
	if (!device)
		return -ENOENT;
	*entry = (struct uc_entry){{device->name, strlen(device->name)}, *cursor + 2, device->mode};
	++*cursor;
	return 0;
}

static int parent(struct uc_inode *folder, struct uc_inode **above, char *name)
{
	uc_inode_get(folder);
	*above = folder;
	name[0] = 0;
	return 0;
}

static void folder_release(struct uc_inode *folder)
{
	uc_heap_free(folder);
}

static const struct uc_inode_operations folder_operations = {
	.lookup = lookup,
	.entry = next,
	.parent = parent,
	.release = folder_release,
};

static void tell(struct uc_filesystem *filesystem, struct uc_statfs *statfs)
{
	(void)filesystem;
	statfs->type = DEVFS_MAGIC;
}

static int unmount(struct uc_filesystem *filesystem)
{
	if (filesystem->root->references > 1)
		return -EBUSY;
	uc_list_for_each(node, &in_use)
	{
		if (UC_CONTAINER_OF(node, struct device_inode, node)->inode.filesystem == filesystem)
			return -EBUSY;
	}
	uc_inode_put(filesystem->root);
	uc_heap_free(filesystem);
	return 0;
}

static int make(const char *source, const char *options, struct uc_filesystem **result)
{
	(void)source;
	if (options && *options)
		return -EINVAL;
	struct uc_filesystem *filesystem = uc_heap_alloc(sizeof *filesystem);
	struct uc_inode *root = uc_heap_alloc(sizeof *root);
	if (!filesystem || !root) {
		uc_heap_free(filesystem);
		uc_heap_free(root);
		return -ENOMEM;
	}
	*root = (struct uc_inode){
		.operations = &folder_operations,
		.filesystem = filesystem,
		.references = 1,
		.mode = UC_S_IFDIR | 0755,
		.nlink = 2,
		.ino = 1,
	};
	root->atime = root->mtime = root->ctime = root->btime = uc_vfs_now();
	*filesystem = (struct uc_filesystem){.root = root, .type = "devtmpfs", .statfs = tell, .unmount = unmount};
	*result = filesystem;
	return 0;
}

int uc_devfs_mount(void)
{
	static struct uc_filesystem_type type = {.name = "devtmpfs", .make = make};
	struct uc_filesystem *filesystem;
	uc_vfs_register(&type);
	devices_register();
	long made = UC_CALL(mkdir, "/dev", 0755);
	if (made && made != -EEXIST)
		return (int)made;
	int error = make(NULL, NULL, &filesystem);
	if (error)
		return error;
	error = uc_vfs_mount(filesystem, "/dev");
	if (error)
		unmount(filesystem);
	return error;
}
