/* SPDX-License-Identifier: BSD-3-Clause */
/* Inodes in memory: one for each file of the host that is in use. */
#include "hostfs.h"
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/linux-abi.h>
#include <unicore/printk.h>
#include <unicore/string.h>

#define OPEN_DATA (UC_O_CLOEXEC | UC_O_NONBLOCK)
#define MOST_TARGET_BYTES 4096u

struct host_path host_path(int descriptor)
{
	struct host_path path;
	uc_format(path.text, sizeof(path.text), "/proc/self/fd/%d", descriptor);
	return path;
}

static int get_attributes(int path, struct uc_inode *into, uint64_t *dev)
{
	struct uc_linux_stat stat = {0};
	long error = HOST(NEWFSTATAT, path, "", &stat, AT_EMPTY_PATH, 0);
	if (error)
		return (int)error;
	*dev = stat.dev;
	into->ino = stat.ino;
	into->mode = stat.mode;
	into->nlink = (uint32_t)stat.nlink;
	into->uid = stat.uid;
	into->gid = stat.gid;
	into->rdev = stat.rdev;
	into->size = stat.size;
	into->blocks = stat.blocks;
	into->atime = (struct uc_time){stat.atime.seconds, (uint32_t)stat.atime.nanoseconds};
	into->mtime = (struct uc_time){stat.mtime.seconds, (uint32_t)stat.mtime.nanoseconds};
	into->ctime = (struct uc_time){stat.ctime.seconds, (uint32_t)stat.ctime.nanoseconds};
	into->btime = into->ctime;
	return 0;
}

static void take_attributes(struct host_inode *inode, const struct uc_inode *new)
{
	struct uc_inode *own = &inode->inode;
	own->mode = new->mode;
	own->nlink = new->nlink;
	own->uid = new->uid;
	own->gid = new->gid;
	own->rdev = new->rdev;
	own->size = new->size;
	own->blocks = new->blocks;
	own->atime = new->atime;
	own->mtime = new->mtime;
	own->ctime = new->ctime;
	own->btime = new->btime;
	inode->told = *own;
}

static struct uc_list *bucket(struct hostfs *hostfs, uint64_t ino)
{
	return &hostfs->buckets[ino % BUCKETS];
}

static struct host_inode *find(struct hostfs *hostfs, uint64_t dev, uint64_t ino)
{
	uc_list_for_each(node, bucket(hostfs, ino))
	{
		struct host_inode *inode = UC_CONTAINER_OF(node, struct host_inode, node);
		if (inode->inode.ino == ino && inode->host_dev == dev)
			return inode;
	}
	return NULL;
}

int host_inode_of(struct hostfs *hostfs, int path, struct host_inode **found)
{
	struct uc_inode new = {0};
	uint64_t dev;
	int error = get_attributes(path, &new, &dev);
	struct host_inode *inode = error ? NULL : find(hostfs, dev, new.ino);
	if (inode)
		uc_inode_get(&inode->inode);
	else if (!error)
		inode = uc_heap_alloc_zeroed(1, sizeof(*inode));
	if (!inode || inode->node.next)
		(void)HOST(CLOSE, path, 0, 0, 0, 0);
	if (!inode)
		return error ? error : -ENOMEM;
	if (!inode->node.next) {
		bool is_folder = (new.mode &UC_S_IFMT) == UC_S_IFDIR;
		inode->inode.operations = is_folder ? &host_folder_operations : &host_file_operations;
		inode->inode.filesystem = &hostfs->filesystem;
		inode->inode.references = 1;
		inode->inode.ino = new.ino;
		inode->host_dev = dev;
		inode->path = path;
		inode->data = -1;
		uc_list_add_before(bucket(hostfs, new.ino), &inode->node);
	}
	take_attributes(inode, &new);
	*found = inode;
	return 0;
}

int host_open(struct host_inode *inode, bool writes)
{
	bool is_folder = uc_inode_is(&inode->inode, UC_S_IFDIR);
	unsigned flags = OPEN_DATA | (is_folder ? UC_O_DIRECTORY : writes ? UC_O_RDWR : 0);
	struct host_path path = host_path(inode->path);
	if (inode->data >= 0 && (inode->data_writes || !writes))
		return 0;
	long data = HOST(OPENAT, 0, path.text, flags, 0, 0);
	if (data < 0)
		return (int)data;
	if (inode->data >= 0)
		(void)HOST(CLOSE, inode->data, 0, 0, 0, 0);
	inode->data = (int)data;
	inode->data_writes = writes;
	return 0;
}

int host_set_place(struct host_inode *inode, struct host_inode *parent, const char *name)
{
	size_t bytes = strlen(name) + 1;
	char *copy = uc_heap_alloc(bytes);
	if (!copy)
		return -ENOMEM;
	memcpy(copy, name, bytes);
	struct host_inode *old = inode->parent;
	uc_heap_free(inode->name);
	inode->name = copy;
	inode->parent = parent;
	uc_inode_get(&parent->inode);
	if (old)
		uc_inode_put(&old->inode);
	return 0;
}

int host_refresh(struct uc_inode *of)
{
	struct uc_inode new = {0};
	uint64_t dev;
	int error = get_attributes(host_inode(of)->path, &new, &dev);
	if (!error)
		take_attributes(host_inode(of), &new);
	return error;
}

static bool differs(const struct uc_time *a, const struct uc_time *b)
{
	return a->seconds != b->seconds || a->nanoseconds != b->nanoseconds;
}

/* struct timespec. */
struct host_time {
	int64_t seconds, nanoseconds;
};

int host_changed(struct uc_inode *of)
{
	struct host_inode *inode = host_inode(of);
	const struct uc_inode *told = &inode->told;
	struct host_path path = host_path(inode->path);
	long error = 0;
	if (of->uid != told->uid || of->gid != told->gid)
		error = HOST(FCHOWNAT, inode->path, "", of->uid, of->gid, AT_EMPTY_PATH);
	if (!error && of->mode != told->mode)
		error = HOST(FCHMODAT, 0, path.text, of->mode & 07777, 0, 0);
	if (!error && (differs(&of->atime, &told->atime) || differs(&of->mtime, &told->mtime))) {
		const struct host_time times[] = {{of->atime.seconds, of->atime.nanoseconds},
						  {of->mtime.seconds, of->mtime.nanoseconds}};
		/* A link itself has no path of this kind. */
		bool is_link = uc_inode_is(of, UC_S_IFLNK);
		error = HOST(UTIMENSAT, is_link ? inode->path : 0, is_link ? "" : path.text, times,
			     is_link ? AT_EMPTY_PATH : 0, 0);
	}
	if (!error)
		inode->told = *of;
	return (int)error;
}

int host_sync(struct uc_inode *of)
{
	struct host_inode *inode = host_inode(of);
	return inode->data < 0 ? 0 : (int)HOST(FSYNC, inode->data, 0, 0, 0, 0);
}

int host_target(struct uc_inode *link, const char **target)
{
	struct host_inode *inode = host_inode(link);
	if (!inode->target) {
		char *text = uc_heap_alloc(MOST_TARGET_BYTES);
		long bytes = text ? HOST(READLINKAT, inode->path, "", text, MOST_TARGET_BYTES - 1, 0) : -ENOMEM;
		if (bytes < 0) {
			uc_heap_free(text);
			return (int)bytes;
		}
		text[bytes] = 0;
		inode->target = text;
	}
	*target = inode->target;
	return 0;
}

void host_release(struct uc_inode *of)
{
	struct host_inode *inode = host_inode(of);
	struct hostfs *hostfs = hostfs_of(of);
	uc_list_remove(&inode->node);
	if (hostfs->listed == inode)
		hostfs->listed = NULL;
	(void)HOST(CLOSE, inode->path, 0, 0, 0, 0);
	if (inode->data >= 0)
		(void)HOST(CLOSE, inode->data, 0, 0, 0, 0);
	if (inode->parent)
		uc_inode_put(&inode->parent->inode);
	uc_heap_free(inode->name);
	uc_heap_free(inode->target);
	uc_heap_free(inode);
}
