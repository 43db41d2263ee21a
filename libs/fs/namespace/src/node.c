/* SPDX-License-Identifier: BSD-3-Clause */
/* Open files of inodes: what read, write, getdents64 and their kin do on regular files and folders. */
#include "walk.h"
#include <unicore/compiler.h>
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/platform.h>
#include <unicore/string.h>

static const char kind;

struct uc_inode *uc_file_inode(const struct uc_file *file)
{
	return file->kind == &kind ? UC_CONTAINER_OF(file, struct uc_node_file, file)->inode : NULL;
}

static struct uc_inode *inode_of(struct uc_file *file)
{
	return UC_CONTAINER_OF(file, struct uc_node_file, file)->inode;
}

/* As Linux mounts by default (relatime): the time of access moves only when it tells something new. */
static void accessed(struct uc_file *file, struct uc_inode *inode)
{
	const struct uc_time *last = &inode->atime, *written = &inode->mtime;
	if (file->flags & UC_O_NOATIME || inode->filesystem->read_only || last->seconds > written->seconds ||
	    (last->seconds == written->seconds && last->nanoseconds > written->nanoseconds))
		return;
	inode->atime = uc_vfs_now();
}

static long node_read(struct uc_file *file, const struct uc_iovec *vector, int count, int64_t *position)
{
	struct uc_inode *inode = inode_of(file);
	if (uc_inode_is(inode, UC_S_IFDIR))
		return -EISDIR;
	if (!inode->operations->read)
		return -EINVAL;
	long done = inode->operations->read(inode, vector, count, *position);
	if (done > 0) {
		*position += done;
		accessed(file, inode);
	}
	return done;
}

static long node_write(struct uc_file *file, const struct uc_iovec *vector, int count, int64_t *position)
{
	struct uc_inode *inode = inode_of(file);
	if (!inode->operations->write)
		return -EINVAL;
	if (file->flags & UC_O_APPEND)
		*position = inode->size;
	if (uc_iovec_bytes(vector, count) == 0)
		return 0;
	long done = inode->operations->write(inode, vector, count, *position);
	if (done > 0) {
		*position += done;
		inode->mtime = inode->ctime = uc_vfs_now();
		drop_set_id(inode);
	}
	return done;
}

static int64_t node_seek(struct uc_file *file, int64_t offset, int whence)
{
	struct uc_inode *inode = inode_of(file);
	if (uc_inode_is(inode, UC_S_IFDIR) && whence != UC_SEEK_SET && whence != UC_SEEK_CUR)
		return -EINVAL; /* positions are cursors */
	return uc_file_seek(file, offset, whence, inode->size);
}

int uc_node_stat(struct uc_file *file, struct uc_stat *stat)
{
	struct uc_inode *inode = inode_of(file);
	int error = inode->operations->refresh ? inode->operations->refresh(inode) : 0;
	if (error)
		return error;
	*stat = (struct uc_stat){
		.dev = inode->filesystem->dev,
		.ino = inode->ino,
		.rdev = inode->rdev,
		.mode = inode->mode,
		.nlink = inode->nlink,
		.uid = inode->uid,
		.gid = inode->gid,
		.blksize = UC_PAGE_BYTES,
		.size = inode->size,
		.blocks = inode->blocks,
		.atime = inode->atime,
		.mtime = inode->mtime,
		.ctime = inode->ctime,
		.btime = inode->btime,
	};
	return 0;
}

static long node_control(struct uc_file *file, unsigned request, void *argument)
{
	struct uc_inode *inode = inode_of(file);
	if (request != UC_FIONREAD || !uc_inode_is(inode, UC_S_IFREG))
		return -ENOTTY;
	if (!argument)
		return -EFAULT;
	*(int *)argument = (int)(inode->size - file->position);
	return 0;
}

static int node_truncate(struct uc_file *file, int64_t bytes)
{
	struct uc_inode *inode = inode_of(file);
	if (!inode->operations->resize)
		return -EINVAL;
	int error = inode->operations->resize(inode, bytes);
	if (!error)
		inode->mtime = inode->ctime = uc_vfs_now();
	return error;
}

static int node_sync(struct uc_file *file)
{
	struct uc_inode *inode = inode_of(file);
	return inode->operations->sync ? inode->operations->sync(inode) : 0;
}

static int node_map(struct uc_file *file, int64_t offset, size_t bytes, bool shared, struct uc_file_piece *piece)
{
	struct uc_inode *inode = inode_of(file);
	return inode->operations->map ? inode->operations->map(inode, offset, bytes, shared, piece) : -ENODEV;
}

/* The entry at a position of the file: 0 is ".", 1 is "..", the file system's cursor 0 is 2. */
static int next_entry(struct uc_inode *folder, int64_t position, uint64_t *next, struct uc_entry *entry)
{
	if (position >= 2) {
		*next = (uint64_t)position - 2;
		int error = folder->operations->entry(folder, next, entry);
		*next += 2;
		return error;
	}
	char unused[UC_NAME_MOST + 1];
	struct uc_inode *above = NULL;
	if (position == 1 && folder_above(folder, &above, unused))
		above = NULL; /* removed meanwhile */
	*entry = (struct uc_entry){{"..", (size_t)position + 1}, above ? above->ino : folder->ino, UC_S_IFDIR};
	if (above)
		uc_inode_put(above);
	*next = (uint64_t)position + 1;
	return 0;
}

/* struct linux_dirent64 (getdents(2)); the name follows, terminated, and the next record begins at a multiple of 8. */
struct record {
	uint64_t ino;
	int64_t next;
	uint16_t bytes;
	uint8_t type;
	char name[];
} __attribute__((packed));

static long node_list(struct uc_file *file, void *buffer, size_t bytes)
{
	struct uc_inode *folder = inode_of(file);
	size_t used = 0;
	struct uc_entry entry;
	uint64_t next;
	if (!uc_inode_is(folder, UC_S_IFDIR))
		return -ENOTDIR;
	if (!buffer)
		return -EFAULT;
	if (folder->nlink == 0)
		return -ENOENT; /* removed */
	while (next_entry(folder, file->position, &next, &entry) == 0) {
		size_t size = UC_ALIGN_UP(sizeof(struct record) + entry.name.bytes + 1, 8UL);
		if (size > bytes - used)
			return used > 0 ? (long)used : -EINVAL;
		struct record *record = (struct record *)((char *)buffer + used);
		record->ino = entry.ino;
		record->next = (int64_t)next;
		record->bytes = (uint16_t)size;
		record->type = UC_DT_OF_MODE(entry.mode);
		memcpy(record->name, entry.name.text, entry.name.bytes);
		memset(record->name + entry.name.bytes, 0, size - sizeof *record - entry.name.bytes);
		used += size;
		file->position = (int64_t)next;
	}
	if (used > 0)
		accessed(file, folder);
	return (long)used;
}

void uc_node_release(struct uc_file *file)
{
	struct uc_node_file *node = UC_CONTAINER_OF(file, struct uc_node_file, file);
	uc_inode_put(node->inode);
	uc_heap_free(node);
}

static const struct uc_file_operations node_operations = {
	.read = node_read,
	.write = node_write,
	.seek = node_seek,
	.stat = uc_node_stat,
	.control = node_control,
	.truncate = node_truncate,
	.sync = node_sync,
	.list = node_list,
	.map = node_map,
	.release = uc_node_release,
};

int uc_node_open(struct uc_inode *inode, const struct uc_file_operations *operations, unsigned flags,
		 struct uc_file **file)
{
	struct uc_node_file *node = uc_heap_alloc(sizeof *node);
	if (!node)
		return -ENOMEM;
	uc_file_init(&node->file, operations ? operations : &node_operations, flags);
	node->file.kind = &kind;
	node->inode = inode;
	uc_inode_get(inode);
	*file = &node->file;
	return 0;
}
