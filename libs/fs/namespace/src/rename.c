/* SPDX-License-Identifier: BSD-3-Clause */
/* rename, renameat, renameat2. */
#include "walk.h"
#include <unicore/errno.h>
#include <unicore/string.h>
#include <unicore/syscall.h>

/* include/uapi/linux/fs.h */
#define RENAME_NOREPLACE 1u
#define RENAME_EXCHANGE 2u

struct ends {
	struct walk from, to;
	struct uc_inode *moved, *replaced; /* NULL: not there */
};

/* Whether `folder` is `above` or lies below it. */
static bool lies_in(struct uc_inode *folder, const struct uc_inode *above)
{
	char unused[UC_NAME_MOST + 1];
	bool found = false;
	uc_inode_get(folder);
	for (;;) {
		struct uc_inode *next;
		found = folder == above;
		if (found || folder == uc_vfs_root() || folder_above(folder, &next, unused))
			break;
		uc_inode_put(folder);
		folder = next;
	}
	uc_inode_put(folder);
	return found;
}

/* Both are there, or only `moved`: do their sorts fit, and does neither hold the other? */
static int check_sorts(const struct ends *ends, bool exchange)
{
	struct uc_inode *moved = ends->moved, *replaced = ends->replaced;
	bool is_folder = uc_inode_is(moved, UC_S_IFDIR);
	if (is_folder && lies_in(ends->to.folder, moved))
		return -EINVAL;
	if (replaced && uc_inode_is(replaced, UC_S_IFDIR) && lies_in(ends->from.folder, replaced))
		return exchange ? -EINVAL : -ENOTEMPTY;
	if (!is_folder && (ends->from.wants_folder || (!exchange && ends->to.wants_folder)))
		return -ENOTDIR;
	if (!replaced || exchange)
		return 0;
	if (is_folder && !uc_inode_is(replaced, UC_S_IFDIR))
		return -ENOTDIR;
	return !is_folder && uc_inode_is(replaced, UC_S_IFDIR) ? -EISDIR : 0;
}

static int check_rights(const struct ends *ends)
{
	int error = may_remove(ends->from.folder, ends->moved);
	if (error)
		return error;
	if (ends->to.folder->nlink == 0)
		return -ENOENT;
	return ends->replaced ? may_remove(ends->to.folder, ends->replaced)
			      : permission(ends->to.folder, MAY_WRITE | MAY_EXECUTE);
}

static bool is_mount_point(const struct uc_inode *inode)
{
	return inode == inode->filesystem->root;
}

static int check(const struct ends *ends, unsigned flags)
{
	if (flags & RENAME_NOREPLACE && ends->replaced)
		return -EEXIST;
	if (flags & RENAME_EXCHANGE && !ends->replaced)
		return -ENOENT;
	int error = check_rights(ends);
	if (!error)
		error = check_sorts(ends, flags & RENAME_EXCHANGE);
	if (!error && (is_mount_point(ends->moved) || (ends->replaced && is_mount_point(ends->replaced))))
		error = -EBUSY;
	if (!error && !ends->from.folder->operations->rename)
		error = -EPERM;
	return error;
}

static int move(const struct ends *ends, unsigned flags)
{
	struct uc_inode *from = ends->from.folder, *to = ends->to.folder;
	int error = check(ends, flags);
	/* Two names of one file: nothing is done (POSIX). */
	if (error || ends->moved == ends->replaced)
		return error;
	error = from->operations->rename(from, ends->from.name, to, ends->to.name, flags & RENAME_EXCHANGE);
	if (error)
		return error;
	from->mtime = from->ctime = to->mtime = to->ctime = ends->moved->ctime = uc_vfs_now();
	if (ends->replaced)
		ends->replaced->ctime = from->mtime;
	return 0;
}

static int find_and_move(struct ends *ends, unsigned flags)
{
	if (ends->from.folder->filesystem != ends->to.folder->filesystem)
		return -EXDEV;
	if (!walk_is_plain(&ends->from))
		return -EBUSY;
	if (!walk_is_plain(&ends->to))
		return flags & RENAME_NOREPLACE ? -EEXIST : -EBUSY;
	int error = walk_lookup(&ends->from, &ends->moved);
	if (error)
		return error;
	error = walk_lookup(&ends->to, &ends->replaced);
	if (error == -ENOENT) {
		ends->replaced = NULL;
		error = 0;
	}
	if (!error) {
		error = move(ends, flags);
		if (ends->replaced)
			uc_inode_put(ends->replaced);
	}
	uc_inode_put(ends->moved);
	return error;
}

static long rename_at(int from, const char *path, int to, const char *new_path, unsigned flags)
{
	struct ends ends;
	if (flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE) || flags == (RENAME_NOREPLACE | RENAME_EXCHANGE))
		return -EINVAL;
	int error = walk_start(&ends.from, from, path);
	if (error)
		return error;
	error = walk_start(&ends.to, to, new_path);
	if (!error) {
		error = find_and_move(&ends, flags);
		walk_end(&ends.to);
	}
	walk_end(&ends.from);
	return error;
}

UC_SYSCALL5(renameat2, int, from, const char *, path, int, to, const char *, new_path, unsigned, flags)
{
	return rename_at(from, path, to, new_path, flags);
}

UC_SYSCALL4(renameat, int, from, const char *, path, int, to, const char *, new_path)
{
	return rename_at(from, path, to, new_path, 0);
}

UC_SYSCALL2(rename, const char *, path, const char *, new_path)
{
	return rename_at(UC_AT_FDCWD, path, UC_AT_FDCWD, new_path, 0);
}
