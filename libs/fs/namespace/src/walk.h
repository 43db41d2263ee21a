/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the files of this library: the way along a path (path_resolution(7)). */
#ifndef WALK_H
#define WALK_H

#include <unicore/vfs.h>

/** Stands at the last component of a path. */
struct walk {
	struct uc_inode *folder; /* in which it is, referenced */
	struct uc_name name;     /* "." or ".." too; "." for "/" */
	bool wants_folder;       /* a slash follows it */
	const char *rest;
	char *owned; /* path made of link targets */
	unsigned links;
};

/**
 * Goes to the last component of `path`, from the folder `descriptor` (or AT_FDCWD). Only 0 needs walk_end. Returns 0,
 * -EFAULT, -ENOENT, -ENOTDIR, -EACCES, -ELOOP, -ENAMETOOLONG, -EBADF, -ENOMEM.
 */
int walk_start(struct walk *walk, int descriptor, const char *path);
/** Goes on along the target of `link`, which the last component names. On error walk_end is still due. */
int walk_follow(struct walk *walk, struct uc_inode *link);
/** The inode of the last component, as it is, behind mount points. */
int walk_lookup(const struct walk *walk, struct uc_inode **inode);
void walk_end(struct walk *walk);

/** The last component is a plain name, which can be made or removed. */
bool walk_is_plain(const struct walk *walk);

/** The inode of a path. `follow`: also when the last component is a link. */
int walk_inode(int descriptor, const char *path, bool follow, struct uc_inode **inode);
/** The same with AT_SYMLINK_NOFOLLOW and AT_EMPTY_PATH of `flags`. */
int walk_at(int descriptor, const char *path, int flags, struct uc_inode **inode);

/** The working folder, referenced; the root at first. -ENOENT while there is none. */
int working_folder(struct uc_inode **folder);

/** The folder above, over the bounds of mounts; itself at the root. */
int folder_above(struct uc_inode *folder, struct uc_inode **above, char *name);

#define MAY_EXECUTE 1
#define MAY_WRITE 2
#define MAY_READ 4
/** Whether the process may do all of `mask`. Returns 0, -EACCES or -EROFS. */
int permission(const struct uc_inode *inode, int mask);
/** Whether the process has the rights of the inode's owner. */
bool owns(const struct uc_inode *inode);
/** The process may do everything. */
bool is_superuser(void);
/** Others than the superuser take the set-id bits of a file away by changing it. */
void drop_set_id(struct uc_inode *inode);
/** Whether it may take `inode` out of `folder`. Returns 0, -EACCES, -EPERM (sticky) or -EROFS. */
int may_remove(const struct uc_inode *folder, const struct uc_inode *inode);

/** The process's umask(2). */
extern uint32_t creation_mask;
/** Gives what is made the process's identity. */
void set_owner(struct uc_new_inode *what);
/**
 * A new inode of the process's in `folder`, whose name is free; the mask is taken off the mode. Returns 0, -EACCES,
 * -EROFS, -EPERM (the file system does not make any) and what the file system says.
 */
int make_inode(struct uc_inode *folder, struct uc_name name, uint32_t mode, const char *target,
	       struct uc_inode **inode);
/** Looks up the name that is to be made: 0 when it is free, -EEXIST. On error nothing is to be ended. */
int walk_to_free_name(struct walk *walk, int descriptor, const char *path, bool folder);

#endif
