/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of hostfs share: each inode has a descriptor of the host's that only names it (O_PATH). */
#ifndef HOSTFS_PRIVATE_H
#define HOSTFS_PRIVATE_H

#include "host-calls.h"
#include <unicore/compiler.h>
#include <unicore/linuxu.h>
#include <unicore/vfs.h>

#define AT_REMOVEDIR 0x200
#define AT_SYMLINK_FOLLOW 0x400
#define AT_EMPTY_PATH 0x1000
#define BUCKETS 64
#define LIST_BYTES 2048

struct host_inode {
	struct uc_inode inode; /* first */
	struct uc_list node;   /* of a bucket */
	uint64_t host_dev;
	int path; /* names it */
	int data; /* opened; -1: not yet */
	bool data_writes;
	struct uc_inode told; /* the attributes that the host has */
	/* Folders: where they are. */
	struct host_inode *parent;
	char *name;
	char *target; /* of a symbolic link, once it was asked for */
};

struct hostfs {
	struct uc_filesystem filesystem;
	struct uc_list buckets[BUCKETS];
	/* Entries of a folder that were read ahead: the one at `list_at` follows `list_cursor`. */
	struct host_inode *listed;
	uint64_t list_cursor;
	long list_at, list_bytes;
	uint8_t list[LIST_BYTES] __attribute__((aligned(8)));
};

static inline struct hostfs *hostfs_of(const struct uc_inode *inode)
{
	return UC_CONTAINER_OF(inode->filesystem, struct hostfs, filesystem);
}

static inline struct host_inode *host_inode(struct uc_inode *inode)
{
	return UC_CONTAINER_OF(inode, struct host_inode, inode);
}

/** A call of the host with up to five arguments. */
#define HOST(call, a, b, c, d, e) uc_host_syscall(HOST_##call, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), 0)

/** A path by which the host opens again what a descriptor names. */
struct host_path {
	char text[32];
};
struct host_path host_path(int descriptor);

extern const struct uc_inode_operations host_folder_operations, host_file_operations;

/** The inode that the host's descriptor `path` names, with a reference. Takes over the descriptor, also on error. */
int host_inode_of(struct hostfs *hostfs, int path, struct host_inode **inode);
/** Lets `data` be used for reading, or for reading and writing. */
int host_open(struct host_inode *inode, bool writes);
/** Says where a folder is from now on. Returns 0 or -ENOMEM. */
int host_set_place(struct host_inode *inode, struct host_inode *parent, const char *name);
int host_refresh(struct uc_inode *inode);
int host_changed(struct uc_inode *inode);
int host_sync(struct uc_inode *inode);
int host_target(struct uc_inode *link, const char **target);
void host_release(struct uc_inode *inode);

#endif
