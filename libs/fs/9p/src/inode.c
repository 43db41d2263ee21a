/* SPDX-License-Identifier: BSD-3-Clause */
/* Inodes in memory: one for each file that is in use, found by what the host calls it. */
#include "9p.h"
#include <unicore/errno.h>
#include <unicore/heap.h>
#include <unicore/string.h>

static struct uc_list *bucket(struct p9 *p9, uint64_t path)
{
	return &p9->buckets[(path ^ path >> 16) % BUCKETS];
}

struct p9_inode *p9_find(struct p9 *p9, const struct qid *qid)
{
	uc_list_for_each(node, bucket(p9, qid->path))
	{
		struct p9_inode *inode = UC_CONTAINER_OF(node, struct p9_inode, node);
		if (inode->inode.ino == qid->path)
			return inode;
	}
	return NULL;
}

/** What the host says becomes what the image knows, but for what identifies the inode. */
static int take_attributes(struct p9_inode *inode, const struct uc_inode *new)
{
	struct uc_inode *own = &inode->inode;
	if (own->mode != 0 && ((new->mode ^ own->mode) & UC_S_IFMT))
		return -ESTALE;
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
	return 0;
}

static struct p9_inode *make(struct p9 *p9, uint32_t fid, const struct qid *qid)
{
	struct p9_inode *inode = uc_heap_alloc_zeroed(1, sizeof(*inode));
	if (!inode)
		return NULL;
	inode->inode.operations = qid->type & QID_FOLDER ? &p9_folder_operations : &p9_file_operations;
	inode->inode.filesystem = &p9->filesystem;
	inode->inode.references = 1;
	inode->inode.ino = qid->path;
	inode->fid = fid;
	inode->open_fid = NO_FID;
	return inode;
}

int p9_inode_of(struct p9 *p9, uint32_t fid, const struct qid *qid, struct p9_inode **found)
{
	struct uc_inode new = {0};
	int error = p9_getattr(p9, fid, &new);
	if (error || ((new.mode &UC_S_IFMT) == UC_S_IFDIR) != ((qid->type & QID_FOLDER) != 0)) {
		p9_clunk(p9, fid);
		return error ? error : -EIO;
	}
	/* Looked up only now: another thread may have made it while this one waited for the host. */
	struct p9_inode *inode = p9_find(p9, qid);
	if (!inode) {
		inode = make(p9, fid, qid);
		if (!inode) {
			p9_clunk(p9, fid);
			return -ENOMEM;
		}
		uc_list_add_before(bucket(p9, qid->path), &inode->node);
		(void)take_attributes(inode, &new);
		*found = inode;
		return 0;
	}
	/* The newer fid has a name that exists: the host finds files by these. */
	uint32_t old = inode->fid;
	inode->fid = fid;
	uc_inode_get(&inode->inode);
	error = take_attributes(inode, &new);
	p9_clunk(p9, old);
	if (error)
		uc_inode_put(&inode->inode);
	*found = inode;
	return error;
}

int p9_open_inode(struct p9_inode *inode, bool writes)
{
	struct p9 *p9 = p9_of(&inode->inode);
	bool is_folder = uc_inode_is(&inode->inode, UC_S_IFDIR);
	if (inode->open_fid != NO_FID && (inode->open_writes || !writes))
		return 0;
	uint32_t fid = fid_take(p9), old = inode->open_fid;
	int error = p9_walk(p9, inode->fid, fid, NULL, NULL);
	if (error)
		return error;
	error = p9_open(p9, fid, is_folder ? OPEN_FOLDER : writes ? OPEN_BOTH : OPEN_READ);
	/* Another thread may have been faster. */
	if (error || (inode->open_fid != old && (inode->open_writes || !writes))) {
		p9_clunk(p9, fid);
		return error;
	}
	old = inode->open_fid;
	inode->open_fid = fid;
	inode->open_writes = writes;
	p9_clunk(p9, old);
	return 0;
}

int p9_set_place(struct p9_inode *inode, struct p9_inode *parent, struct uc_name name)
{
	char *copy = uc_heap_alloc(name.bytes + 1);
	if (!copy)
		return -ENOMEM;
	memcpy(copy, name.text, name.bytes);
	copy[name.bytes] = 0;
	struct p9_inode *old = inode->parent;
	uc_heap_free(inode->name);
	inode->name = copy;
	inode->parent = parent;
	uc_inode_get(&parent->inode);
	if (old)
		uc_inode_put(&old->inode);
	return 0;
}

int p9_refresh(struct uc_inode *of)
{
	struct uc_inode new = {0};
	/* What lost its last name has nothing left by which the host would find it. */
	if (of->nlink == 0)
		return 0;
	int error = p9_getattr(p9_of(of), p9_inode(of)->fid, &new);
	return error ? error : take_attributes(p9_inode(of), &new);
}

static bool differs(const struct uc_time *a, const struct uc_time *b)
{
	return a->seconds != b->seconds || a->nanoseconds != b->nanoseconds;
}

int p9_changed(struct uc_inode *of)
{
	struct p9_inode *inode = p9_inode(of);
	const struct uc_inode *told = &inode->told;
	uint32_t mask = (of->mode != told->mode ? SET_MODE : 0) | (of->uid != told->uid ? SET_UID : 0) |
			(of->gid != told->gid ? SET_GID : 0) | (differs(&of->atime, &told->atime) ? SET_ATIME : 0) |
			(differs(&of->mtime, &told->mtime) ? SET_MTIME : 0);
	int error = mask && of->nlink > 0 ? p9_setattr(p9_of(of), inode->fid, mask, of) : 0;
	if (!error)
		inode->told = *of;
	return error;
}

int p9_sync(struct uc_inode *of)
{
	struct p9_inode *inode = p9_inode(of);
	return inode->open_fid == NO_FID ? 0 : p9_fsync(p9_of(of), inode->open_fid);
}

int p9_target(struct uc_inode *link, const char **target)
{
	struct p9_inode *inode = p9_inode(link);
	char *text = NULL;
	if (!inode->target) {
		int error = p9_readlink(p9_of(link), inode->fid, &text);
		if (error) {
			uc_heap_free(text);
			return error;
		}
		if (inode->target)
			uc_heap_free(text); /* another thread was faster */
		else
			inode->target = text;
	}
	*target = inode->target;
	return 0;
}

void p9_release(struct uc_inode *of)
{
	struct p9_inode *inode = p9_inode(of);
	struct p9 *p9 = p9_of(of);
	/* Not to be found any more, before the host is asked to forget it: that may wait. */
	uc_list_remove(&inode->node);
	if (p9->listed == inode)
		p9->listed = NULL;
	p9_clunk(p9, inode->open_fid);
	p9_clunk(p9, inode->fid);
	if (inode->parent)
		uc_inode_put(&inode->parent->inode);
	uc_heap_free(inode->name);
	uc_heap_free(inode->target);
	uc_heap_free(inode);
}
