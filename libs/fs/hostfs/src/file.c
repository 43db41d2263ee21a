/* SPDX-License-Identifier: BSD-3-Clause */
/* Contents of files, and everything that is no folder. */
#include "hostfs.h"
#include <unicore/errno.h>

static long move(struct uc_inode *file, long call, const struct uc_iovec *vector, int count, int64_t offset)
{
	struct host_inode *inode = host_inode(file);
	int error = host_open(inode, call == HOST_PWRITEV);
	/* struct iovec is the host's, too. The high half of the offset is not used where words have 64 bits. */
	return error ? error : uc_host_syscall(call, inode->data, (long)vector, count, (long)offset, 0, 0);
}

static long read(struct uc_inode *file, const struct uc_iovec *vector, int count, int64_t offset)
{
	return move(file, HOST_PREADV, vector, count, offset);
}

static long write(struct uc_inode *file, const struct uc_iovec *vector, int count, int64_t offset)
{
	long done = move(file, HOST_PWRITEV, vector, count, offset);
	if (done > 0 && offset + done > file->size)
		file->size = offset + done;
	return done;
}

static int resize(struct uc_inode *file, int64_t bytes)
{
	int error = host_open(host_inode(file), true);
	if (!error)
		error = (int)HOST(FTRUNCATE, host_inode(file)->data, bytes, 0, 0, 0);
	if (!error)
		file->size = bytes;
	return error;
}

const struct uc_inode_operations host_file_operations = {
	.target = host_target,
	.read = read,
	.write = write,
	.resize = resize,
	.refresh = host_refresh,
	.changed = host_changed,
	.sync = host_sync,
	.release = host_release,
};
