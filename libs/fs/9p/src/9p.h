/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * 9P2000.L: messages and numbers as in its description by the diod project (protocol.md), which the Linux kernel's
 * include/net/9p/9p.h and QEMU's hw/9pfs follow.
 */
#ifndef P9_H
#define P9_H

#include "channel.h"
#include <unicore/compiler.h>
#include <unicore/vfs.h>

/* Messages; the answer's number is one more. */
enum {
	P9_ERROR = 6,
	P9_STATFS = 8,
	P9_OPEN = 12,
	P9_CREATE = 14,
	P9_SYMLINK = 16,
	P9_READLINK = 22,
	P9_GETATTR = 24,
	P9_SETATTR = 26,
	P9_READDIR = 40,
	P9_FSYNC = 50,
	P9_LINK = 70,
	P9_MKDIR = 72,
	P9_RENAMEAT = 74,
	P9_UNLINKAT = 76,
	P9_VERSION = 100,
	P9_ATTACH = 104,
	P9_WALK = 110,
	P9_READ = 116,
	P9_WRITE = 118,
	P9_CLUNK = 120
};

/* How files are opened. */
#define OPEN_READ 0x0u
#define OPEN_BOTH 0x2u
#define OPEN_NEW 0xc0u
#define OPEN_FOLDER 0x10000u

#define NO_FID 0xffffffffu
#define QID_FOLDER 0x80u
#define UNLINK_FOLDER 0x200u

/* setattr's mask. */
#define SET_MODE 0x1u
#define SET_UID 0x2u
#define SET_GID 0x4u
#define SET_SIZE 0x8u
#define SET_ATIME 0x90u /* to the time that is given */
#define SET_MTIME 0x120u
#define GET_BASIC 0x7ffu

#define BUCKETS 64
#define MOST_SPARE_FIDS 32

/** What the host calls a file: unique among those of the file system. */
struct qid {
	uint8_t type;
	uint64_t path;
};

struct p9_inode {
	struct uc_inode inode; /* first */
	struct uc_list node;   /* of a bucket */
	uint32_t fid;          /* walked to it */
	uint32_t open_fid;     /* opened; NO_FID: not yet */
	bool open_writes;
	struct uc_inode told; /* the attributes that the host has */
	/* Folders: where they are. */
	struct p9_inode *parent;
	char *name;
	char *target; /* of a symbolic link, once it was asked for */
};

struct p9 {
	struct uc_filesystem filesystem;
	struct channel *channel;
	struct uc_list buckets[BUCKETS];
	uint32_t next_fid, spare_fids[MOST_SPARE_FIDS];
	unsigned spare_count;
	/* Entries of a folder that were read ahead: the one at `at` follows `cursor`. */
	struct p9_inode *listed;
	uint64_t list_cursor;
	uint32_t list_at, list_bytes;
	uint8_t *list; /* a page */
};

static inline struct p9 *p9_of(const struct uc_inode *inode)
{
	return UC_CONTAINER_OF(inode->filesystem, struct p9, filesystem);
}

static inline struct p9_inode *p9_inode(struct uc_inode *inode)
{
	return UC_CONTAINER_OF(inode, struct p9_inode, inode);
}

/* ---- messages.c: one function per message; 0 or a negative errno ---- */

uint32_t fid_take(struct p9 *p9);
int p9_version(struct p9 *p9);
int p9_attach(struct p9 *p9, uint32_t fid, struct qid *qid);
/** Walks to a name in a folder, or, without one, makes another fid of the same file. */
int p9_walk(struct p9 *p9, uint32_t from, uint32_t to, const struct uc_name *name, struct qid *qid);
/** Also makes the number free again. */
void p9_clunk(struct p9 *p9, uint32_t fid);
int p9_open(struct p9 *p9, uint32_t fid, uint32_t flags);
int p9_getattr(struct p9 *p9, uint32_t fid, struct uc_inode *into);
int p9_setattr(struct p9 *p9, uint32_t fid, uint32_t mask, const struct uc_inode *from);
/** What `type` (P9_CREATE, P9_MKDIR, P9_SYMLINK) makes; `fid` of P9_CREATE is then the new open file. */
int p9_make(struct p9 *p9, uint8_t type, uint32_t fid, struct uc_name name, const struct uc_new_inode *what);
int p9_link(struct p9 *p9, uint32_t folder, struct uc_name name, uint32_t fid);
int p9_unlink(struct p9 *p9, uint32_t folder, struct uc_name name, uint32_t flags);
int p9_rename(struct p9 *p9, uint32_t from, struct uc_name from_name, uint32_t to, struct uc_name to_name);
/** The target of a symbolic link, terminated, from the heap. */
int p9_readlink(struct p9 *p9, uint32_t fid, char **target);
/** Fills p9->list with entries after `offset`. Returns their bytes. */
int p9_readdir(struct p9 *p9, uint32_t fid, uint64_t offset);
int p9_fsync(struct p9 *p9, uint32_t fid);
int p9_statfs(struct p9 *p9, uint32_t fid, struct uc_statfs *statfs);
/** Moves a part of the vector, from `skip` on. Returns how many bytes. */
long p9_move(struct p9 *p9, uint8_t type, uint32_t fid, uint64_t offset, const struct uc_iovec *vector, int count,
	     size_t skip);

/* ---- inode.c ---- */

extern const struct uc_inode_operations p9_folder_operations, p9_file_operations;

/** The inode in memory, without a reference; NULL: it is not. */
struct p9_inode *p9_find(struct p9 *p9, const struct qid *qid);
/** The inode that `fid` was walked to, with a reference. Takes over the fid, also on error. */
int p9_inode_of(struct p9 *p9, uint32_t fid, const struct qid *qid, struct p9_inode **inode);
/** Lets `open_fid` be used for reading, or for reading and writing. */
int p9_open_inode(struct p9_inode *inode, bool writes);
/** Says where a folder is from now on. Returns 0 or -ENOMEM. */
int p9_set_place(struct p9_inode *inode, struct p9_inode *parent, struct uc_name name);
int p9_refresh(struct uc_inode *inode);
int p9_changed(struct uc_inode *inode);
int p9_sync(struct uc_inode *inode);
int p9_target(struct uc_inode *link, const char **target);
void p9_release(struct uc_inode *inode);

/* ---- mount.c ---- */

void p9_register(void);

#endif
