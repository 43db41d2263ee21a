/* SPDX-License-Identifier: BSD-3-Clause */
/* Contents of files, and everything that is no folder: reads and writes go to the host at once, without a copy. */
#include "9p.h"
#include <unicore/errno.h>

/** Moves all parts of the vector, or what goes until the file or the room ends. */
static long move(struct uc_inode *file, uint8_t type, const struct uc_iovec *vector, int count, int64_t offset)
{
	struct p9_inode *inode = p9_inode(file);
	size_t all = uc_iovec_bytes(vector, count), done = 0;
	int error = p9_open_inode(inode, type == P9_WRITE);
	if (error)
		return error;
	while (done < all) {
		uint64_t at = (uint64_t)offset + done;
		long some = p9_move(p9_of(file), type, inode->open_fid, at, vector, count, done);
		if (some <= 0) {
			error = (int)some;
			break;
		}
		done += (size_t)some;
	}
	return done > 0 ? (long)done : error;
}

static long read(struct uc_inode *file, const struct uc_iovec *vector, int count, int64_t offset)
{
	return move(file, P9_READ, vector, count, offset);
}

static long write(struct uc_inode *file, const struct uc_iovec *vector, int count, int64_t offset)
{
	long done = move(file, P9_WRITE, vector, count, offset);
	if (done > 0 && offset + done > file->size)
		file->size = offset + done;
	return done;
}

static int resize(struct uc_inode *file, int64_t bytes)
{
	struct uc_inode new = *file;
	new.size = bytes;
	int error = p9_setattr(p9_of(file), p9_inode(file)->fid, SET_SIZE, &new);
	if (!error)
		file->size = bytes;
	return error;
}

const struct uc_inode_operations p9_file_operations = {
	.target = p9_target,
	.read = read,
	.write = write,
	.resize = resize,
	.refresh = p9_refresh,
	.changed = p9_changed,
	.sync = p9_sync,
	.release = p9_release,
};
