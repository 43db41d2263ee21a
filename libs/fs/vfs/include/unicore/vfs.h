/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Between the system calls that name files and the file systems: inodes, their operations, mounts. Thread context.
 * Who gets an inode from an operation or a function here owns a reference.
 */
#ifndef UNICORE_VFS_H
#define UNICORE_VFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicore/file.h>

struct uc_inode;
struct uc_filesystem;

/** A name within a folder: not terminated, without '/', never "." or "..". */
struct uc_name {
	const char *text;
	size_t bytes; /* 1 to 255 */
};

/** What a folder holds, as getdents64 tells it. */
struct uc_entry {
	struct uc_name name; /* valid until the next call */
	uint64_t ino;
	uint32_t mode; /* its type is used */
};

/** What `make` makes. */
struct uc_new_inode {
	uint32_t mode, uid, gid; /* the mode with its type */
	const char *target;      /* of a symbolic link, terminated */
};

/**
 * Each operation may be NULL where it has no meaning for the type of the inode. They return 0 or a negative errno.
 * The caller has checked types, permissions, that the file system can be written to, that an entry is not there yet
 * (make, link) or is (remove), and that a removed folder is not a mount point.
 */
struct uc_inode_operations {
	/* ---- folders ---- */

	/** The inode of a name, or -ENOENT. */
	int (*lookup)(struct uc_inode *folder, struct uc_name name, struct uc_inode **inode);
	/** A new inode under this name; without a name (O_TMPFILE) when `name.bytes` is 0. -ENOSPC, -EPERM (such a type
	 * is not kept). */
	int (*make)(struct uc_inode *folder, struct uc_name name, const struct uc_new_inode *what,
		    struct uc_inode **inode);
	/** Another name for an inode of the same file system. -ENOSPC, -EMLINK. */
	int (*link)(struct uc_inode *folder, struct uc_name name, struct uc_inode *inode);
	/** Takes the name away; of a folder: -ENOTEMPTY. */
	int (*remove)(struct uc_inode *folder, struct uc_name name);
	/**
	 * Moves a name, replacing what `to_name` names (checked to be of the same sort; -ENOTEMPTY), or swaps the two.
	 * On error nothing has changed.
	 */
	int (*rename)(struct uc_inode *from, struct uc_name from_name, struct uc_inode *to, struct uc_name to_name,
		      bool exchange);
	/** The entry at `*cursor`, which is moved behind it; 0 is the first one. -ENOENT: no more. Entries made or
	 * removed meanwhile may be told or not; all others are told once. */
	int (*entry)(struct uc_inode *folder, uint64_t *cursor, struct uc_entry *entry);
	/** The folder that holds this folder, and its name there (into 256 bytes, terminated); itself at the root.
	 * -ENOENT: removed. */
	int (*parent)(struct uc_inode *folder, struct uc_inode **parent, char *name);

	/* ---- symbolic links ---- */

	/** The target: terminated, valid while the inode is referenced. */
	int (*target)(struct uc_inode *link, const char **target);

	/* ---- regular files ---- */

	/** Moves bytes at `offset`; less than asked for at the end of the file. Returns their number, -EIO, … */
	long (*read)(struct uc_inode *file, const struct uc_iovec *vector, int count, int64_t offset);
	/** Less than asked for when room ends. Raises `size`. Returns the number, -ENOSPC, -EFBIG. */
	long (*write)(struct uc_inode *file, const struct uc_iovec *vector, int count, int64_t offset);
	/** Sets `size`; what is new reads as zero. -ENOSPC, -EFBIG. */
	int (*resize)(struct uc_inode *file, int64_t bytes);
	/** As `map` of struct uc_file_operations. */
	int (*map)(struct uc_inode *file, int64_t offset, size_t bytes, bool shared, struct uc_file_piece *piece);

	/* ---- all ---- */

	/** Makes the open file of a device itself; NULL: uc_node_open does it. The file keeps no reference of the
	 * caller's. */
	int (*open)(struct uc_inode *inode, unsigned flags, struct uc_file **file);
	/** Brings attributes up to date before they are told, where others can change them. */
	int (*refresh)(struct uc_inode *inode);
	/** Attributes were changed by the caller of this and are to be kept. */
	int (*changed)(struct uc_inode *inode);
	int (*sync)(struct uc_inode *inode);
	/** The last reference is gone. */
	void (*release)(struct uc_inode *inode);
};

/** An inode: embedded in the file system's own structure. There is one in memory per inode of the file system. */
struct uc_inode {
	const struct uc_inode_operations *operations;
	struct uc_filesystem *filesystem;
	struct uc_filesystem *mounted; /* what covers this folder, or NULL */
	unsigned references;
	uint32_t mode, nlink, uid, gid;
	uint64_t ino, rdev;
	int64_t size, blocks; /* blocks of 512 bytes */
	struct uc_time atime, mtime, ctime, btime;
};

/** One reference more. */
void uc_inode_get(struct uc_inode *inode);
/** One reference less; the last one calls `release`, after which the inode is gone. */
void uc_inode_put(struct uc_inode *inode);

/** Whether it is of this type (UC_S_IFDIR, …). Any context. */
static inline bool uc_inode_is(const struct uc_inode *inode, uint32_t type)
{
	return (inode->mode & UC_S_IFMT) == type;
}

/* ---- file systems ---- */

/** statfs(2) on 64-bit architectures (include/uapi/asm-generic/statfs.h). */
struct uc_statfs {
	int64_t type, block_bytes;
	uint64_t blocks, free, available, files, files_free;
	int32_t id[2];
	int64_t name_most, fragment_bytes, flags, spare[4];
};

/** A mounted file system: embedded in its own structure. */
struct uc_filesystem {
	struct uc_inode *root;    /* with a reference of the file system's */
	struct uc_inode *covered; /* the folder on which it is mounted; NULL at "/". The mount table's */
	struct uc_list node;      /* of all mounts, the mount table's */
	const char *type;         /* as mount(2) names it */
	uint64_t dev;             /* st_dev, given when it is mounted */
	bool read_only;
	/** Fills in what it knows; the rest is set. */
	void (*statfs)(struct uc_filesystem *filesystem, struct uc_statfs *statfs);
	/** Frees everything. Returns 0 or -EBUSY (an inode is in use but for `root`). NULL: it cannot be unmounted. */
	int (*unmount)(struct uc_filesystem *filesystem);
};

/**
 * Mounts on the folder `path`; the first one goes to "/". Returns 0, -EBUSY ("/" is taken and named, or the folder is
 * a mount point already), -ENOENT, -ENOTDIR, -ENOMEM and what a path gives.
 */
int uc_vfs_mount(struct uc_filesystem *filesystem, const char *path);

/** A kind of file system that mount(2) can mount. Belongs to the caller for good. */
struct uc_filesystem_type {
	struct uc_list node;
	const char *name;
	/** Makes one. Returns 0 or a negative errno. */
	int (*make)(const char *source, const char *options, struct uc_filesystem **filesystem);
};
/** From now on mount(2) knows this type; its name is no other's. */
void uc_vfs_register(struct uc_filesystem_type *type);

/** The root folder; NULL while nothing is mounted. */
struct uc_inode *uc_vfs_root(void);
/** The inode of a path, links followed. Returns 0, -ENOENT, -ENOTDIR, -EACCES, -ELOOP, -ENAMETOOLONG, -ENOMEM. */
int uc_vfs_lookup(const char *path, struct uc_inode **inode);

/* ---- open files of inodes ---- */

struct uc_node_file {
	struct uc_file file;
	struct uc_inode *inode;
};

/**
 * An open file of this inode with `operations`, or with those of regular files and folders when NULL. A device gives
 * its own, with uc_node_stat and uc_node_release among them. Returns 0 or -ENOMEM.
 */
int uc_node_open(struct uc_inode *inode, const struct uc_file_operations *operations, unsigned flags,
		 struct uc_file **file);
int uc_node_stat(struct uc_file *file, struct uc_stat *stat);
void uc_node_release(struct uc_file *file);

/** The inode of an open file, without a reference; NULL: it has none (a socket). */
struct uc_inode *uc_file_inode(const struct uc_file *file);

/** The time for atime, mtime, ctime. */
struct uc_time uc_vfs_now(void);

#endif
