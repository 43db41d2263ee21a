/* SPDX-License-Identifier: BSD-3-Clause */
/* The file system: its inodes, its root, its end. */
#include "ramfs.h"
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/pagealloc.h>
#include <unicore/ramfs.h>
#include <unicore/string.h>

#define TMPFS_MAGIC 0x01021994

static int link_target(struct uc_inode *link, const char **target)
{
	*target = ram_inode(link)->target;
	return 0;
}

static int sync_nothing(struct uc_inode *inode)
{
	(void)inode;
	return 0;
}

const struct uc_inode_operations link_operations = {.target = link_target, .release = ram_release};

const struct uc_inode_operations file_operations = {
	.read = contents_read,
	.write = contents_write,
	.resize = contents_resize,
	.map = contents_map,
	.sync = sync_nothing,
	.release = ram_release,
};

static int fill(struct ram_inode *ram, const char *target)
{
	struct uc_inode *inode = &ram->inode;
	switch (inode->mode & UC_S_IFMT) {
	case UC_S_IFDIR:
		inode->operations = &folder_operations;
		inode->nlink = 2;
		uc_list_init(&ram->entries.order);
		return 0;
	case UC_S_IFREG:
		inode->operations = &file_operations;
		return 0;
	case UC_S_IFLNK:
		inode->operations = &link_operations;
		inode->size = (int64_t)strlen(target);
		ram->target = uc_heap_alloc((size_t)inode->size + 1);
		if (!ram->target)
			return -ENOSPC;
		memcpy(ram->target, target, (size_t)inode->size + 1);
		return 0;
	default:
		return -EPERM;
	}
}

int ram_make(struct uc_filesystem *filesystem, const struct uc_new_inode *what, struct uc_inode **inode)
{
	struct ramfs *ramfs = UC_CONTAINER_OF(filesystem, struct ramfs, filesystem);
	struct ram_inode *ram = uc_heap_alloc_zeroed(1, sizeof *ram);
	if (!ram)
		return -ENOSPC;
	ram->inode = (struct uc_inode){
		.filesystem = filesystem,
		.references = 1,
		.mode = what->mode,
		.nlink = 1,
		.uid = what->uid,
		.gid = what->gid,
		.ino = ++ramfs->last_ino,
	};
	ram->inode.atime = ram->inode.mtime = ram->inode.ctime = ram->inode.btime = uc_vfs_now();
	int error = fill(ram, what->target);
	if (error) {
		uc_heap_free(ram);
		return error;
	}
	uc_list_add_before(&ramfs->inodes, &ram->node);
	*inode = &ram->inode;
	return 0;
}

void ram_release(struct uc_inode *inode)
{
	struct ram_inode *ram = ram_inode(inode);
	if (uc_inode_is(inode, UC_S_IFDIR))
		entries_free(&ram->entries);
	else if (uc_inode_is(inode, UC_S_IFREG))
		contents_free(&ram->contents);
	else
		uc_heap_free(ram->target);
	uc_list_remove(&ram->node);
	uc_heap_free(ram);
}

static void tell(struct uc_filesystem *filesystem, struct uc_statfs *statfs)
{
	struct ramfs *ramfs = UC_CONTAINER_OF(filesystem, struct ramfs, filesystem);
	statfs->type = TMPFS_MAGIC;
	statfs->blocks = uc_pages_total();
	statfs->free = statfs->available = uc_pages_free_count();
	statfs->files = ramfs->last_ino + statfs->free;
	statfs->files_free = statfs->free;
}

static bool is_in_use(const struct uc_inode *inode)
{
	return inode->nlink == 0 || inode->references > (uc_inode_is(inode, UC_S_IFDIR) ? 1 : inode->nlink);
}

static int unmount(struct uc_filesystem *filesystem)
{
	struct ramfs *ramfs = UC_CONTAINER_OF(filesystem, struct ramfs, filesystem);
	uc_list_for_each(node, &ramfs->inodes)
	{
		if (is_in_use(&UC_CONTAINER_OF(node, struct ram_inode, node)->inode))
			return -EBUSY;
	}
	while (!uc_list_empty(&ramfs->inodes)) {
		struct ram_inode *ram = UC_CONTAINER_OF(ramfs->inodes.next, struct ram_inode, node);
		if (uc_inode_is(&ram->inode, UC_S_IFDIR)) {
			struct entry *entry;
			while ((entry = entry_from(&ram->entries, 0))) {
				entry_take(&ram->entries, entry);
				uc_heap_free(entry);
			}
		}
		ram_release(&ram->inode);
	}
	uc_heap_free(ramfs);
	return 0;
}

int uc_ramfs_make(struct uc_filesystem **filesystem)
{
	struct ramfs *ramfs = uc_heap_alloc_zeroed(1, sizeof *ramfs);
	if (!ramfs)
		return -ENOMEM;
	uc_list_init(&ramfs->inodes);
	ramfs->filesystem = (struct uc_filesystem){.type = "tmpfs", .statfs = tell, .unmount = unmount};
	const struct uc_new_inode root = {.mode = UC_S_IFDIR | 0755};
	if (ram_make(&ramfs->filesystem, &root, &ramfs->filesystem.root)) {
		uc_heap_free(ramfs);
		return -ENOMEM;
	}
	*filesystem = &ramfs->filesystem;
	return 0;
}

static int make_mounted(const char *source, const char *options, struct uc_filesystem **filesystem)
{
	(void)source;
	if (options && *options)
		return -EINVAL;
	int error = uc_ramfs_make(filesystem);
	if (!error)
		(*filesystem)->root->mode |= 01777; /* as tmpfs(5) */
	return error;
}

int uc_ramfs_register(void)
{
	static struct uc_filesystem_type types[] = {{.name = "ramfs", .make = make_mounted},
						    {.name = "tmpfs", .make = make_mounted}};
	for (size_t i = 0; i < UC_ARRAY_LENGTH(types); i++)
		uc_vfs_register(&types[i]);
	return 0;
}
