/* SPDX-License-Identifier: BSD-3-Clause */
/* The mount table, references of inodes, and what mount(2), umount2(2), statfs(2) and sync(2) do with it. */
#include "walk.h"
#include <unicore/clock.h>
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/platform.h>
#include <unicore/string.h>
#include <unicore/syscall.h>

static struct uc_list mounts = UC_LIST_INIT(mounts);
static struct uc_list types = UC_LIST_INIT(types);
static struct uc_filesystem *first;
static uint64_t last_device;

void uc_inode_get(struct uc_inode *inode)
{
	inode->references++;
}

void uc_inode_put(struct uc_inode *inode)
{
	if (--inode->references == 0)
		inode->operations->release(inode);
}

struct uc_inode *uc_vfs_root(void)
{
	return first ? first->root : NULL;
}

struct uc_time uc_vfs_now(void)
{
	uint64_t ns = uc_clock_realtime_ns();
	return (struct uc_time){(int64_t)(ns / UC_NS_PER_SECOND), (uint32_t)(ns % UC_NS_PER_SECOND)};
}

static void enter(struct uc_filesystem *filesystem, struct uc_inode *covered)
{
	filesystem->covered = covered;
	filesystem->dev = ++last_device;
	uc_list_add_before(&mounts, &filesystem->node);
}

int uc_vfs_mount(struct uc_filesystem *filesystem, const char *path)
{
	struct uc_inode *folder;
	if (!first) {
		if (strlen(path) != 1 || path[0] != '/')
			return -ENOENT;
		enter(filesystem, NULL);
		first = filesystem;
		return 0;
	}
	int error = uc_vfs_lookup(path, &folder);
	if (error)
		return error;
	/* The walk has gone through: a root with something below is a mount point already. */
	if (!uc_inode_is(folder, UC_S_IFDIR))
		error = -ENOTDIR;
	else if (folder == folder->filesystem->root)
		error = -EBUSY;
	if (error) {
		uc_inode_put(folder);
		return error;
	}
	folder->mounted = filesystem;
	enter(filesystem, folder);
	return 0;
}

void uc_vfs_register(struct uc_filesystem_type *type)
{
	uc_list_add_before(&types, &type->node);
}

static bool equal(const char *a, const char *b)
{
	size_t bytes = strlen(a);
	return bytes == strlen(b) && memcmp(a, b, bytes) == 0;
}

#define MS_RDONLY 1UL
#define MS_SILENT 0x8000UL
/* Restrictions that have nothing to bite on: set-user-id programs, devices, executables, access times. */
#define MS_HARMLESS (MS_SILENT | 2UL | 4UL | 8UL | 1024UL | 2048UL | 0x200000UL | 0x1000000UL)

UC_SYSCALL5(mount, const char *, source, const char *, target, const char *, type_name, unsigned long, flags,
	    const char *, options)
{
	if (!target || !type_name)
		return -EFAULT;
	if (flags & ~(MS_RDONLY | MS_HARMLESS))
		return -EINVAL;
	if (!owns(uc_vfs_root()))
		return -EPERM;
	uc_list_for_each(node, &types)
	{
		struct uc_filesystem_type *type = UC_CONTAINER_OF(node, struct uc_filesystem_type, node);
		struct uc_filesystem *filesystem;
		if (!equal(type->name, type_name))
			continue;
		int error = type->make(source, options, &filesystem);
		if (error)
			return error;
		filesystem->read_only |= flags & MS_RDONLY;
		error = uc_vfs_mount(filesystem, target);
		if (error)
			filesystem->unmount(filesystem);
		return error;
	}
	return -ENODEV;
}

UC_SYSCALL2(umount2, const char *, target, int, flags)
{
	struct uc_inode *inode;
	if (flags)
		return -EINVAL;
	int error = walk_inode(UC_AT_FDCWD, target, true, &inode);
	if (error)
		return error;
	struct uc_filesystem *filesystem = inode->filesystem;
	bool is_root = inode == filesystem->root;
	uc_inode_put(inode);
	if (!is_root)
		return -EINVAL;
	if (!owns(uc_vfs_root()))
		return -EPERM;
	struct uc_inode *covered = filesystem->covered;
	if (!covered || !filesystem->unmount)
		return -EBUSY;
	uc_list_remove(&filesystem->node);
	error = filesystem->unmount(filesystem);
	if (error) {
		uc_list_add_before(&mounts, &filesystem->node);
		return error;
	}
	covered->mounted = NULL;
	uc_inode_put(covered);
	return 0;
}

static long statfs_of(struct uc_inode *inode, struct uc_statfs *statfs)
{
	struct uc_filesystem *filesystem = inode->filesystem;
	*statfs = (struct uc_statfs){
		.block_bytes = UC_PAGE_BYTES,
		.fragment_bytes = UC_PAGE_BYTES,
		.name_most = UC_NAME_MOST,
		.id = {(int32_t)filesystem->dev},
		.flags = 0x20 | (filesystem->read_only ? MS_RDONLY : 0), /* ST_VALID */
	};
	if (filesystem->statfs)
		filesystem->statfs(filesystem, statfs);
	return 0;
}

UC_SYSCALL2(statfs, const char *, path, struct uc_statfs *, statfs)
{
	struct uc_inode *inode;
	int error = walk_inode(UC_AT_FDCWD, path, true, &inode);
	if (error)
		return error;
	error = statfs ? statfs_of(inode, statfs) : -EFAULT;
	uc_inode_put(inode);
	return error;
}

UC_SYSCALL2(fstatfs, int, descriptor, struct uc_statfs *, statfs)
{
	struct uc_file *file = uc_descriptor_file(descriptor);
	if (!file)
		return -EBADF;
	struct uc_inode *inode = uc_file_inode(file);
	long result = !statfs ? -EFAULT : inode ? statfs_of(inode, statfs) : -ENOSYS;
	uc_file_put(file);
	return result;
}

UC_SYSCALL0(sync)
{
	uc_list_for_each(node, &mounts)
	{
		struct uc_inode *root = UC_CONTAINER_OF(node, struct uc_filesystem, node)->root;
		if (root->operations->sync)
			root->operations->sync(root);
	}
	return 0;
}

UC_SYSCALL1(syncfs, int, descriptor)
{
	struct uc_file *file = uc_descriptor_file(descriptor);
	if (!file)
		return -EBADF;
	struct uc_inode *inode = uc_file_inode(file), *root = inode ? inode->filesystem->root : NULL;
	int error = root && root->operations->sync ? root->operations->sync(root) : 0;
	uc_file_put(file);
	return error;
}
