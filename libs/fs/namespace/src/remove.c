/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls that take names away: unlink, rmdir. */
#include "walk.h"
#include <unicore/errno.h>
#include <unicore/syscall.h>

static int remove_name(const struct walk *walk, struct uc_inode *inode, bool folder)
{
	if (folder && !uc_inode_is(inode, UC_S_IFDIR))
		return -ENOTDIR;
	if (folder && inode == inode->filesystem->root)
		return -EBUSY; /* a mount point: the walk went behind it */
	int error = may_remove(walk->folder, inode);
	if (error)
		return error;
	if (!folder && uc_inode_is(inode, UC_S_IFDIR))
		return -EISDIR;
	if (!folder && walk->wants_folder)
		return -ENOTDIR;
	if (!walk->folder->operations->remove)
		return -EPERM;
	error = walk->folder->operations->remove(walk->folder, walk->name);
	if (!error)
		walk->folder->mtime = walk->folder->ctime = inode->ctime = uc_vfs_now();
	return error;
}

/* What rmdir and unlink say of "." and "..", and of "/". */
static int check_name(const struct walk *walk, bool folder)
{
	if (walk_is_plain(walk))
		return 0;
	if (!folder)
		return -EISDIR;
	if (walk->name.bytes == 2)
		return -ENOTEMPTY;
	return walk->folder == uc_vfs_root() && walk->wants_folder && !*walk->rest ? -EBUSY : -EINVAL;
}

static long remove_at(int descriptor, const char *path, bool folder)
{
	struct walk walk;
	struct uc_inode *inode;
	int error = walk_start(&walk, descriptor, path);
	if (error)
		return error;
	error = check_name(&walk, folder);
	if (!error)
		error = walk_lookup(&walk, &inode);
	if (!error) {
		error = remove_name(&walk, inode, folder);
		uc_inode_put(inode);
	}
	walk_end(&walk);
	return error;
}

UC_SYSCALL3(unlinkat, int, descriptor, const char *, path, int, flags)
{
	return flags & ~UC_AT_REMOVEDIR ? -EINVAL : remove_at(descriptor, path, flags & UC_AT_REMOVEDIR);
}

UC_SYSCALL1(unlink, const char *, path)
{
	return remove_at(UC_AT_FDCWD, path, false);
}

UC_SYSCALL1(rmdir, const char *, path)
{
	return remove_at(UC_AT_FDCWD, path, true);
}
