/* SPDX-License-Identifier: BSD-3-Clause */
/* The working folder and the creation mask of the process. */
#include "walk.h"
#include <unicore/errno.h>
#include <unicore/string.h>
#include <unicore/syscall.h>

static struct uc_inode *working;
uint32_t creation_mask = 022;

int working_folder(struct uc_inode **folder)
{
	if (!working) {
		working = uc_vfs_root();
		if (!working)
			return -ENOENT;
		uc_inode_get(working);
	}
	uc_inode_get(working);
	*folder = working;
	return 0;
}

/* Takes over the reference. */
static int change(struct uc_inode *folder)
{
	int error = uc_inode_is(folder, UC_S_IFDIR) ? permission(folder, MAY_EXECUTE) : -ENOTDIR;
	if (error) {
		uc_inode_put(folder);
		return error;
	}
	if (working)
		uc_inode_put(working);
	working = folder;
	return 0;
}

UC_SYSCALL1(chdir, const char *, path)
{
	struct uc_inode *folder;
	int error = walk_inode(UC_AT_FDCWD, path, true, &folder);
	return error ? error : change(folder);
}

UC_SYSCALL1(fchdir, int, descriptor)
{
	struct uc_file *file = uc_descriptor_file(descriptor);
	if (!file)
		return -EBADF;
	struct uc_inode *folder = uc_file_inode(file);
	int error = -ENOTDIR;
	if (folder) {
		uc_inode_get(folder);
		error = change(folder);
	}
	uc_file_put(file);
	return error;
}

/* Writes names from the end of the buffer on, upwards to the root. Takes over the reference. Returns where the path
 * begins. */
static long write_upwards(struct uc_inode *folder, char *buffer, size_t bytes)
{
	char name[UC_NAME_MOST + 1];
	size_t at = bytes - 1;
	buffer[at] = 0;
	long error = 0;
	while (!error) {
		struct uc_inode *above;
		error = folder_above(folder, &above, name);
		if (error)
			break;
		uc_inode_put(folder);
		folder = above;
		size_t length = strlen(name);
		if (length == 0)
			break; /* the root, or what is mounted over it */
		if (length + 1 > at) {
			error = -ERANGE;
			break;
		}
		at -= length;
		memcpy(buffer + at, name, length);
		buffer[--at] = '/';
	}
	uc_inode_put(folder);
	if (!error && at == bytes - 1) {
		if (at == 0)
			return -ERANGE;
		buffer[--at] = '/';
	}
	return error ? error : (long)at;
}

UC_SYSCALL2(getcwd, char *, buffer, size_t, bytes)
{
	struct uc_inode *folder;
	if (bytes == 0)
		return -ERANGE;
	if (!buffer)
		return -EFAULT;
	int error = working_folder(&folder);
	if (error)
		return error;
	long start = write_upwards(folder, buffer, bytes);
	if (start < 0)
		return start;
	memmove(buffer, buffer + start, bytes - (size_t)start);
	return (long)bytes - start;
}

UC_SYSCALL1(umask, uint32_t, mask)
{
	uint32_t old = creation_mask;
	creation_mask = mask & 0777;
	return old;
}
